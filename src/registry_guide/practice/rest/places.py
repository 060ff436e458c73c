"""Projects, groups and the caller themself (https://docs.gitlab.com/api/projects/, .../groups/, .../users/)."""

from starlette.responses import Response

from registry_guide.practice import access, answers
from registry_guide.practice.access import JobReach
from registry_guide.practice.caller import Anonymous, Bot, Job, Person
from registry_guide.practice.exchange import Exchange
from registry_guide.practice.rest import common, lists, params, placeform
from registry_guide.practice.rest.params import Param


async def project(exchange: Exchange) -> Response:
    """Show a project: how readers find the numeric id of a path."""
    return common.json_answer(placeform.shown(exchange, common.project(exchange)))


async def projects(exchange: Exchange) -> Response:
    """List the projects that the caller may see; `search` looks in their paths."""
    values = params.asked(exchange, *lists.PAGE, Param("search", params.text))
    caller = common.identify(exchange)
    wanted = values.get("search", "").lower()
    world = exchange.registry.world
    seen = [
        found
        for found in world.projects
        if wanted in found.shown_path.lower() and access.read_project(world, caller, found, JobReach.OUTSIDE)
    ]
    exchange.why = f"{len(seen)} projects that the caller may see"
    return lists.listed(exchange, values, seen, lambda found: placeform.shown(exchange, found))


async def group(exchange: Exchange) -> Response:
    """Show a group."""
    params.asked(exchange, Param("with_projects", params.boolean))
    return common.json_answer(placeform.shown(exchange, common.group(exchange)))


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
    common.signed_in(exchange)
    return common.json_answer({"version": "practice", "revision": "practice"})
