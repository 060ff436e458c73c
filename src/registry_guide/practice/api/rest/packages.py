"""Packages and their files (https://docs.gitlab.com/api/packages/)."""

import json
from typing import Any

from starlette.responses import Response

from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.api.rest import lists, params
from registry_guide.practice.api.rest.common import here, identify, json_answer, no_content
from registry_guide.practice.api.rest.params import Param
from registry_guide.practice.policy import enforce
from registry_guide.practice.policy import policies as access
from registry_guide.practice.policy.caller import Anonymous, Caller, Deploy, Job
from registry_guide.practice.policy.policies import role_of
from registry_guide.practice.state.package_lists import Wanted
from registry_guide.practice.state.packages import File, Package
from registry_guide.practice.world.vocabulary import JobReach, Operation
from registry_guide.practice.world.world import SEEN, Project

_TYPES = (
    *("maven", "npm", "conan", "nuget", "pypi", "composer", "generic", "golang", "debian", "rubygems", "helm"),
    *("terraform_module", "rpm", "ml_model", "cargo"),
)
_STATUSES = ("default", "hidden", "processing", "error", "pending_destruction", "deprecated")
# What lists show unless another status is asked for, and what is found by its number.
_DISPLAYED = ("default", "error", "deprecated")
_FILTERS = (
    Param("package_type", params.text, values=_TYPES),
    Param("package_name", params.text),
    Param("package_version", params.text),
    Param("include_versionless", params.boolean),
    Param("status", params.text, values=_STATUSES),
)
_KEYS = ("created_at", "name", "version", "type")
_PACKAGE = Param("package_id", params.integer, required=True)
_FILE = Param("package_file_id", params.integer, required=True)


async def project_packages(exchange: Exchange) -> Response:
    """List a project's packages; `package_name` searches, `package_version` and `status` filter."""
    project = _readable(exchange)
    values = params.asked(exchange, *lists.PAGE, *lists.sorting(*_KEYS), *_FILTERS)
    return await _listed(exchange, [project], values)


async def group_packages(exchange: Exchange) -> Response:
    """List the packages in a group that the caller may see: whoever sees the group may ask."""
    caller = identify(exchange, fine=True)
    wanted = exchange.text("id")
    group = exchange.registry.world.group(wanted)
    if group is None:
        raise refusals.not_found(f"there is no group {wanted!r}", "Group")
    enforce.granular(caller, group, Operation.READ)
    visible = access.read_group(exchange.registry.world, caller, group)
    if not visible:
        raise refusals.not_found(f"{visible.why}; GitLab hides what the caller may not see", "Group")
    exchange.why = visible.why
    subgroups = Param("exclude_subgroups", params.boolean, default=False)
    values = params.asked(exchange, subgroups, *lists.PAGE, *lists.sorting(*_KEYS, "project_path"), *_FILTERS)
    projects = enforce.visible_projects(exchange.registry, caller, group)
    if values["exclude_subgroups"]:
        projects = [project for project in projects if project.lineage[-2:-1] == (group.path,)]
    return await _listed(exchange, projects, values, of_group=True)


async def package(exchange: Exchange) -> Response:
    """Show one package."""
    project = _readable(exchange)
    return json_answer(_package_json(exchange, project, _found(exchange, project)))


async def package_files(exchange: Exchange) -> Response:
    """List a package's files."""
    project = _readable(exchange)
    values = params.asked(exchange, _PACKAGE, *lists.PAGE, *lists.sorting("id", "created_at", "file_name"))
    found = _found(exchange, project)
    column = {"file_name": "name"}.get(values["order_by"], values["order_by"])
    direction = " DESC" if values["sort"] == "desc" else ""
    order = f"{column}{direction}, id{direction}"
    files = await exchange.registry.lists.package_files(found, order, *lists.part(exchange, values))
    return lists.listed(exchange, values, files, _file_json)


async def delete_package(exchange: Exchange) -> Response:
    """Delete a package with its files."""
    project, found = _deletable(exchange)
    for blob in exchange.registry.packages.remove(found):
        exchange.registry.blobs.remove(blob)
    exchange.why = f"{exchange.why}; {found.name} {found.version} is deleted from {project.path}"
    return no_content()


async def delete_file(exchange: Exchange) -> Response:
    """Delete one file of a package."""
    _, found = _deletable(exchange, _FILE)
    wanted = params.asked(exchange, _FILE)["package_file_id"]
    file = exchange.registry.packages.file_of(found, wanted)
    if file is None:
        raise refusals.not_found(f"{found.name} {found.version} has no file {wanted}")
    exchange.registry.packages.mark_file(file)
    exchange.why = f"{exchange.why}; {file.name} is deleted, and its name stays taken until GitLab cleans up"
    return no_content()


def _visible(exchange: Exchange) -> tuple[Caller, Project]:
    """Find a project that the caller may see; who is not signed in is told in GitLab's other words."""
    caller = identify(exchange, jobs=True, fine=True)
    project = exchange.registry.world.project(exchange.text("id"))
    reach = JobReach.SAME
    if project is not None and isinstance(caller, Job):
        reach, _ = exchange.registry.allowlists.reach(caller.project, project)
    if project is not None and access.read_project(exchange.registry.world, caller, project, reach):
        here(exchange, project)
        return caller, project
    raise _unseen(exchange, caller, project)


def _unseen(exchange: Exchange, caller: Caller, project: Project | None) -> refusals.RefusalError:
    """Give the answer to a call for a project that is not there, or that the caller may not see."""
    why = f"{caller} sees no project {exchange.text('id')!r}"
    if isinstance(caller, Anonymous):
        body = {"message": "404 Project Not Found", "error": "Project not found"}
        return refusals.RefusalError(404, json.dumps(body, separators=(",", ":")), f"{why}: {caller.because}")
    if project is not None and isinstance(caller, Job):
        where = (f"project #{project.id}", project.shown_path.rpartition("/")[2])
        source, target = caller.project.rpartition("/")[2], where[exchange.registry.world.instance.version != SEEN]
        detail = f"Authentication by CI/CD job token not allowed from {source} to {target}."
        return refusals.forbidden(why, detail)
    return refusals.not_found(why, "Project")


def _readable(exchange: Exchange) -> Project:
    caller, project = _visible(exchange)
    exchange.why = enforce.read(exchange.registry, caller, project).why
    return project


def _found(exchange: Exchange, project: Project) -> Package:
    wanted = params.asked(exchange, _PACKAGE)["package_id"]
    found = exchange.registry.packages.get(project.id, wanted)
    if found is None or found.status not in _DISPLAYED:
        raise refusals.record_not_found(f"{project.path} has no package {wanted}")
    return found


def _deletable(exchange: Exchange, *more: Param) -> tuple[Project, Package]:
    """Find a package that the caller may delete: whether they may read it is asked before the parameters."""
    caller, project = _visible(exchange)
    enforce.read(exchange.registry, caller, project)
    params.asked(exchange, _PACKAGE, *more)
    if isinstance(caller, Anonymous):
        raise refusals.forbidden(caller.because)
    exchange.why = enforce.delete(exchange.registry, caller, project).why
    found = _found(exchange, project)
    role = None if isinstance(caller, Deploy) else role_of(exchange.registry.world, caller, project)
    rule = exchange.registry.protection.against_delete(project.id, found.name, role)
    if rule is not None and exchange.registry.world.instance.protected_deletion:
        raise refusals.forbidden(f"the rule {rule.pattern!r} protects {found.name}", "Package is deletion protected.")
    return project, found


async def _listed(
    exchange: Exchange, projects: list[Project], values: dict[str, Any], *, of_group: bool = False
) -> Response:
    """Answer with a page of packages, filtered and sorted as asked."""
    places = {project.id: project for project in projects}
    wanted = Wanted(
        # There are packages of no other type.
        tuple(places) if values.get("package_type", "pypi") == "pypi" else (),
        values.get("package_name", ""),
        values.get("package_version"),
        (values["status"],) if "status" in values else _DISPLAYED,
    )
    order = _order(values["order_by"], projects, " DESC" if values["sort"] == "desc" else "")
    rows = await exchange.registry.lists.packages(wanted, order, *lists.part(exchange, values))
    return lists.listed(
        exchange,
        values,
        rows,
        lambda found: _package_json(exchange, places[found.project], found, of_group=of_group),
    )


def _order(key: str, projects: list[Project], direction: str) -> str:
    """Give an order in SQL; among equals the oldest comes first."""
    if key in ("name", "version"):
        return f"{key}{direction}, id"
    if key == "project_path":
        ranks = enumerate(sorted(projects, key=lambda project: project.shown_path))
        cases = " ".join(f"WHEN {project.id} THEN {rank}" for rank, project in ranks)
        return f"CASE project {cases} END{direction}, id" if cases else "id"
    return f"id{direction}"


def _package_json(exchange: Exchange, project: Project, found: Package, *, of_group: bool = False) -> dict[str, object]:
    links = {"web_path": f"/{project.shown_path}/-/packages/{found.id}"}
    if access.destroy_package(exchange.registry.world, exchange.caller, project, JobReach.SAME):
        links["delete_api_path"] = f"{exchange.base}/api/v4/projects/{project.id}/packages/{found.id}"
    return {
        "id": found.id,
        "name": found.name,
        "version": found.version,
        "package_type": "pypi",
        "status": found.status,
        "_links": links,
        "created_at": found.created_at,
        **({"project_id": project.id, "project_path": project.shown_path} if of_group else {}),
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
