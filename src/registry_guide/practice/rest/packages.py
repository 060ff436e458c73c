"""Packages and their files (https://docs.gitlab.com/api/packages/)."""

from starlette.responses import Response

from registry_guide.practice import access, answers, gate
from registry_guide.practice.access import role_of
from registry_guide.practice.caller import Deploy
from registry_guide.practice.exchange import Exchange
from registry_guide.practice.packages import File, Package
from registry_guide.practice.rest.common import identify, json_answer, listed, no_content, number
from registry_guide.practice.world import Project


async def project_packages(exchange: Exchange) -> Response:
    """List a project's packages; `package_name` searches, `package_version` and `status` filter."""
    project = _readable(exchange)
    return listed(exchange, _filtered(exchange, [project]))


async def group_packages(exchange: Exchange) -> Response:
    """List the packages in a group that the caller may see."""
    caller = identify(exchange)
    group = gate.find_group(exchange.registry, exchange.text("id"))
    exchange.why = gate.read_group(exchange.registry, caller, group).why
    return listed(exchange, _filtered(exchange, gate.visible_projects(exchange.registry, caller, group)))


async def package(exchange: Exchange) -> Response:
    """Show one package."""
    project = _readable(exchange)
    return json_answer(_package_json(exchange, project, _found(exchange, project)))


async def package_files(exchange: Exchange) -> Response:
    """List a package's files."""
    found = _found(exchange, _readable(exchange))
    return listed(exchange, [_file_json(file) for file in exchange.registry.packages.files(found)])


async def delete_package(exchange: Exchange) -> Response:
    """Delete a package with its files."""
    project, found = _deletable(exchange)
    files = exchange.registry.packages.files(found)
    exchange.registry.packages.remove(found)
    _forget(exchange, files)
    exchange.why = f"{exchange.why}; {found.name} {found.version} is deleted from {project.path}"
    return no_content()


async def delete_file(exchange: Exchange) -> Response:
    """Delete one file of a package."""
    _, found = _deletable(exchange)
    wanted = number(exchange, "file")
    for file in exchange.registry.packages.files(found):
        if file.id == wanted:
            exchange.registry.packages.remove_file(file)
            _forget(exchange, [file])
            exchange.why = f"{exchange.why}; {file.name} is deleted"
            return no_content()
    raise answers.not_found(f"{found.name} {found.version} has no file {wanted}")


def _readable(exchange: Exchange) -> Project:
    caller = identify(exchange)
    project = gate.find_project(exchange.registry, exchange.text("id"))
    exchange.why = gate.read(exchange.registry, caller, project).why
    return project


def _found(exchange: Exchange, project: Project) -> Package:
    wanted = number(exchange, "package")
    found = exchange.registry.packages.get(project.id, wanted)
    if found is None:
        raise answers.not_found(f"{project.path} has no package {wanted}")
    return found


def _deletable(exchange: Exchange) -> tuple[Project, Package]:
    caller = identify(exchange)
    project = gate.find_project(exchange.registry, exchange.text("id"))
    exchange.why = gate.delete(exchange.registry, caller, project).why
    found = _found(exchange, project)
    role = None if isinstance(caller, Deploy) else role_of(exchange.registry.world, caller, project)
    rule = exchange.registry.protection.against_delete(project.id, found.name, role)
    if rule is not None:
        raise answers.forbidden(f"the rule {rule.pattern!r} protects {found.name}", "Package is deletion protected.")
    return project, found


def _forget(exchange: Exchange, files: list[File]) -> None:
    for file in files:
        if not exchange.registry.packages.uses(file.blob):
            exchange.registry.blobs.remove(file.blob)


def _filtered(exchange: Exchange, projects: list[Project]) -> list[dict[str, object]]:
    query = exchange.request.query_params
    places = {project.id: project for project in projects}
    return [
        _package_json(exchange, places[found.project], found)
        for found in exchange.registry.packages.listed(places)
        if query.get("package_type", "pypi") == "pypi"
        and query.get("package_name", "").lower() in found.name.lower()
        and query.get("package_version", found.version) == found.version
        and query.get("status", found.status) == found.status
    ]


def _package_json(exchange: Exchange, project: Project, found: Package) -> dict[str, object]:
    links = {"web_path": f"/{project.path}/-/packages/{found.id}"}
    if access.destroy_package(exchange.registry.world, exchange.caller, project, access.JobReach.SAME):
        links["delete_api_path"] = f"{exchange.base}/api/v4/projects/{project.id}/packages/{found.id}"
    return {
        "id": found.id,
        "name": found.name,
        "version": found.version,
        "package_type": "pypi",
        "status": found.status,
        "_links": links,
        "created_at": found.created_at,
        "project_id": project.id,
        "project_path": project.path,
        "tags": [],
    }


def _file_json(file: File) -> dict[str, object]:
    return {
        "id": file.id,
        "package_id": file.package,
        "created_at": file.created_at,
        "file_name": file.name,
        "size": file.size,
        "file_md5": file.md5 or None,
        "file_sha1": None,
        "file_sha256": file.sha256 or None,
    }
