"""Packages and their files (https://docs.gitlab.com/api/packages/)."""

import json
from collections.abc import Callable

from starlette.responses import Response

from registry_guide.practice import access, answers, gate
from registry_guide.practice.access import JobReach, role_of
from registry_guide.practice.caller import Anonymous, Caller, Deploy, Job
from registry_guide.practice.exchange import Exchange
from registry_guide.practice.packages import PENDING, File, Package
from registry_guide.practice.rest.common import identify, json_answer, listed, no_content, number, sorting
from registry_guide.practice.world import Project


async def project_packages(exchange: Exchange) -> Response:
    """List a project's packages; `package_name` searches, `package_version` and `status` filter."""
    project = _readable(exchange)
    return _listed(exchange, [project], ("created_at", "name", "version", "type"))


async def group_packages(exchange: Exchange) -> Response:
    """List the packages in a group that the caller may see."""
    caller = identify(exchange, jobs=True)
    wanted = exchange.text("id")
    group = exchange.registry.world.group(wanted)
    if group is None:
        raise answers.not_found(f"there is no group {wanted!r}", "Group")
    exchange.why = gate.read_group(exchange.registry, caller, group).why
    projects = gate.visible_projects(exchange.registry, caller, group)
    return _listed(exchange, projects, ("created_at", "name", "version", "type", "project_path"), of_group=True)


async def package(exchange: Exchange) -> Response:
    """Show one package."""
    project = _readable(exchange)
    return json_answer(_package_json(exchange, project, _found(exchange, project)))


async def package_files(exchange: Exchange) -> Response:
    """List a package's files."""
    found = _found(exchange, _readable(exchange))
    key, down = sorting(exchange, ("id", "created_at", "file_name"), "asc")
    files = [_file_json(file) for file in exchange.registry.packages.files(found)]
    files.sort(key=lambda file: str(file[key]) if key != "id" else "", reverse=down)
    return listed(
        exchange, files[::-1] if down and key == "id" else files, order_by=key, sort="desc" if down else "asc"
    )


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
    wanted = number(exchange, "package_file_id")
    for file in exchange.registry.packages.files(found):
        if file.id == wanted:
            exchange.registry.packages.mark_file(file)
            exchange.why = f"{exchange.why}; {file.name} is deleted, and its name stays taken until GitLab cleans up"
            return no_content()
    raise answers.record_not_found(f"{found.name} {found.version} has no file {wanted}")


def _visible(exchange: Exchange) -> tuple[Caller, Project]:
    """Find a project that the caller may see; who is not signed in is told in GitLab's other words."""
    caller = identify(exchange, jobs=True)
    wanted = exchange.text("id")
    project = exchange.registry.world.project(wanted)
    reach = JobReach.SAME
    if project is not None and isinstance(caller, Job):
        reach, _ = exchange.registry.allowlists.reach(caller.project, project)
    if project is not None and access.read_project(exchange.registry.world, caller, project, reach):
        return caller, project
    why = f"{caller} sees no project {wanted!r}" + (f": {caller.because}" if isinstance(caller, Anonymous) else "")
    if isinstance(caller, Anonymous):
        body = {"message": "404 Project Not Found", "error": "Project not found"}
        raise answers.Refusal(404, json.dumps(body, separators=(",", ":")), why)
    raise answers.not_found(why, "Project")


def _readable(exchange: Exchange) -> Project:
    caller, project = _visible(exchange)
    exchange.why = gate.read(exchange.registry, caller, project).why
    return project


def _found(exchange: Exchange, project: Project) -> Package:
    wanted = number(exchange, "package_id")
    found = exchange.registry.packages.get(project.id, wanted)
    if found is None or found.status == PENDING:
        raise answers.record_not_found(f"{project.path} has no package {wanted}")
    return found


def _deletable(exchange: Exchange) -> tuple[Project, Package]:
    caller, project = _visible(exchange)
    exchange.why = gate.delete(exchange.registry, caller, project).why
    found = _found(exchange, project)
    role = None if isinstance(caller, Deploy) else role_of(exchange.registry.world, caller, project)
    rule = exchange.registry.protection.against_delete(project.id, found.name, role)
    if rule is not None and exchange.registry.world.instance.protected_deletion:
        raise answers.forbidden(f"the rule {rule.pattern!r} protects {found.name}", "Package is deletion protected.")
    return project, found


def _forget(exchange: Exchange, files: list[File]) -> None:
    for file in files:
        if not exchange.registry.packages.uses(file.blob):
            exchange.registry.blobs.remove(file.blob)


def _listed(exchange: Exchange, projects: list[Project], keys: tuple[str, ...], *, of_group: bool = False) -> Response:
    """Answer with a page of packages, filtered and sorted as asked."""
    query = exchange.request.query_params
    places = {project.id: project for project in projects}
    key, down = sorting(exchange, keys, "asc")
    rows = [
        found
        for found in exchange.registry.packages.listed(places)
        if query.get("package_type", "pypi") == "pypi"
        and query.get("package_name", "").lower() in found.name.lower()
        and query.get("package_version", found.version) == found.version
        and query.get("status", found.status) == found.status
    ]
    by: dict[str, Callable[[Package], str]] = {
        "name": lambda found: found.name,
        "version": lambda found: found.version,
        "project_path": lambda found: places[found.project].path,
    }
    if key in by:
        rows.sort(key=by[key], reverse=down)
    elif down:
        rows.reverse()
    # Only the rows of the page that is asked for are made into JSON.
    return listed(
        exchange,
        rows,
        lambda found: _package_json(exchange, places[found.project], found, of_group=of_group),
        order_by=key,
        sort="desc" if down else "asc",
    )


def _package_json(exchange: Exchange, project: Project, found: Package, *, of_group: bool = False) -> dict[str, object]:
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
        **({"project_id": project.id, "project_path": project.path} if of_group else {}),
        "last_downloaded_at": None,
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
