"""Projects, groups and the caller themself (https://docs.gitlab.com/api/projects/, .../groups/, .../users/)."""

from collections.abc import Callable

from starlette.responses import Response

from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.api.rest import common, lists, params, place_form
from registry_guide.practice.api.rest.params import Param
from registry_guide.practice.policy import policies
from registry_guide.practice.policy.caller import Anonymous, Bot, Person
from registry_guide.practice.world.vocabulary import JobReach
from registry_guide.practice.world.world import SEEN, Project

_SORTING = (
    Param(
        "order_by",
        params.text,
        values=("created_at", "id", "name", "path", "updated_at", "last_activity_at"),
        default="created_at",
    ),
    Param("sort", params.text, values=("asc", "desc"), default="desc"),
)
# Filters that are taken and named in links, and do nothing here.
_LEFT_ALONE = tuple(
    Param(name, params.boolean, default=False)
    for name in (
        *("owned", "starred", "imported", "membership", "with_issues_enabled", "with_merge_requests_enabled"),
        *("simple", "statistics", "with_custom_attributes"),
    )
)


async def project(exchange: Exchange) -> Response:
    """Show a project: how readers find the numeric id of a path."""
    common.identify(exchange)
    return common.json_answer(place_form.shown(exchange, common.project(exchange)))


async def projects(exchange: Exchange) -> Response:
    """List the projects that the caller may see; `search` looks in their paths."""
    caller = common.identify(exchange)
    values = params.asked(exchange, *lists.PAGE, *_SORTING, *_LEFT_ALONE, Param("search", params.text))
    wanted = values.get("search", "").lower()
    world = exchange.registry.world
    seen = [
        found
        for found in world.projects
        if wanted in found.shown_path.lower() and policies.read_project(world, caller, found, JobReach.OUTSIDE)
    ]
    exchange.why = f"{len(seen)} projects that the caller may see"
    keys: dict[str, Callable[[Project], str]] = {
        "name": lambda found: found.shown_name,
        "path": lambda found: found.shown_path.rpartition("/")[2],
    }
    seen.sort(key=lambda found: found.id)
    if values["order_by"] in keys:
        seen.sort(key=keys[values["order_by"]])
    seen = seen[::-1] if values["sort"] == "desc" else seen
    return lists.listed(exchange, values, seen, lambda found: place_form.shown(exchange, found))


async def group(exchange: Exchange) -> Response:
    """Show a group."""
    common.identify(exchange)
    params.asked(exchange, Param("with_projects", params.boolean))
    return common.json_answer(place_form.shown(exchange, common.group(exchange)))


async def user(exchange: Exchange) -> Response:
    """Show who the caller is: the simplest test of a token."""
    caller = common.identify(exchange)
    match caller:
        case Person(user=found):
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
            raise refusals.message(401, "401 Unauthorized", because)
    exchange.why = f"the caller is {about['username']}"
    return common.json_answer(about)


async def version(exchange: Exchange) -> Response:
    """Say which GitLab this is (https://docs.gitlab.com/api/metadata/); only those who are signed in are told."""
    common.signed_in(exchange)
    version = exchange.registry.world.instance.version
    return common.json_answer({"version": f"{version}.0{'-pre' if version == SEEN else ''}", "revision": "practice"})
