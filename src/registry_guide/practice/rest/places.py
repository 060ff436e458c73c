"""Projects, groups and the caller themself (https://docs.gitlab.com/api/projects/, .../groups/, .../users/)."""

from starlette.responses import Response

from registry_guide.practice import access, answers
from registry_guide.practice.access import JobReach
from registry_guide.practice.caller import Anonymous, Bot, Job, Person
from registry_guide.practice.exchange import Exchange
from registry_guide.practice.rest import common
from registry_guide.practice.world import Group, Project


async def project(exchange: Exchange) -> Response:
    """Show a project: how readers find the numeric id of a path."""
    return common.json_answer(_project_json(exchange, common.project(exchange)))


async def projects(exchange: Exchange) -> Response:
    """List the projects that the caller may see; `search` looks in their paths."""
    caller = common.identify(exchange)
    wanted = exchange.request.query_params.get("search", "").lower()
    world = exchange.registry.world
    seen = [
        _project_json(exchange, found)
        for found in world.projects
        if wanted in found.path.lower() and access.read_project(world, caller, found, JobReach.OUTSIDE)
    ]
    exchange.why = f"{len(seen)} projects that the caller may see"
    return common.listed(exchange, seen)


async def group(exchange: Exchange) -> Response:
    """Show a group."""
    return common.json_answer(_group_json(exchange, common.group(exchange)))


async def user(exchange: Exchange) -> Response:
    """Show who the caller is: the simplest test of a token."""
    caller = common.identify(exchange)
    match caller:
        case Person(user=found) | Job(user=found):
            about = {"id": found.id, "username": found.username, "name": found.name, "state": "active", "bot": False}
        case Bot(token=token):
            about = {
                "id": 1_000_000 + token.id,
                "username": token.user,
                "name": token.title,
                "state": "active",
                "bot": True,
            }
        case _:
            because = caller.because if isinstance(caller, Anonymous) else f"{caller} is no user"
            raise answers.message(401, "401 Unauthorized", because)
    exchange.why = f"the caller is {about['username']}"
    return common.json_answer(about)


async def version(exchange: Exchange) -> Response:
    """Say which GitLab this is (https://docs.gitlab.com/api/metadata/); only those who are signed in are told."""
    caller = common.identify(exchange)
    if isinstance(caller, Anonymous):
        raise answers.message(401, "401 Unauthorized", caller.because)
    return common.json_answer({"version": "practice", "revision": "practice"})


def as_json(exchange: Exchange, found: Project | Group) -> dict[str, object]:
    """Give a project or group as the REST API shows it."""
    return _group_json(exchange, found) if isinstance(found, Group) else _project_json(exchange, found)


def in_brief(exchange: Exchange, found: Project | Group) -> dict[str, object]:
    """Give what GitLab tells of a project or group to whoever sees it."""
    if isinstance(found, Group):
        return {
            "id": found.id,
            "web_url": f"{exchange.base}/groups/{found.shown_path}",
            "name": found.shown_name,
            "full_path": found.shown_path,
        }
    above, _, last = found.shown_path.rpartition("/")
    namespace = _namespace(exchange, above)
    return {
        "id": found.id,
        "description": None,
        "name": found.shown_name,
        "name_with_namespace": f"{namespace['name']} / {found.shown_name}",
        "path": last,
        "path_with_namespace": found.shown_path,
        "tag_list": [],
        "topics": [],
        "http_url_to_repo": f"{exchange.base}/{found.shown_path}.git",
        "web_url": f"{exchange.base}/{found.shown_path}",
        "avatar_url": None,
        "star_count": 0,
        "visibility": found.visibility.value,
        "namespace": namespace,
    }


def _namespace(exchange: Exchange, path: str) -> dict[str, object]:
    group = exchange.registry.world.group(path)
    if group is None:
        user = exchange.registry.world.user(path)
        about = {"id": user.id if user else None, "name": user.name if user else path, "path": path, "kind": "user"}
        return {**about, "full_path": path, "parent_id": None, "avatar_url": None, "web_url": f"{exchange.base}/{path}"}
    parent = exchange.registry.world.group(path.rpartition("/")[0])
    return {
        "id": group.id,
        "name": group.name,
        "path": path.rpartition("/")[2],
        "kind": "group",
        "full_path": path,
        "parent_id": parent.id if parent is not None else None,
        "avatar_url": None,
        "web_url": f"{exchange.base}/groups/{path}",
    }


def _project_json(exchange: Exchange, found: Project) -> dict[str, object]:
    brief = in_brief(exchange, found)
    if isinstance(exchange.caller, Anonymous):
        return brief
    return {
        **brief,
        "marked_for_deletion_at": exchange.registry.places.marked(found),
        "marked_for_deletion_on": exchange.registry.places.marked(found),
        "packages_enabled": found.package_access != "disabled",
        "archived": found.archived,
        "package_registry_access_level": found.package_access.value,
    }


def _group_json(exchange: Exchange, found: Group) -> dict[str, object]:
    parent = exchange.registry.world.group(found.path.rpartition("/")[0])
    return {
        "id": found.id,
        "name": found.shown_name,
        "path": found.shown_path.rpartition("/")[2],
        "full_path": found.shown_path,
        "visibility": found.visibility.value,
        "marked_for_deletion_on": exchange.registry.places.marked(found),
        "parent_id": parent.id if parent is not None else None,
        "web_url": f"{exchange.base}/groups/{found.shown_path}",
    }
