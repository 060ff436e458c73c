"""What the calls have in common: callers, places, roles and JSON.

Sources: `lib/api/helpers.rb` and https://docs.gitlab.com/api/rest/. GitLab first runs what a class of calls has before
them (`signed_in` for some, the package's permission for others), then looks at the parameters, then at the place and
the caller's role.
"""

import json
from collections.abc import Mapping
from urllib.parse import quote

from starlette.responses import Response

from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.policy import credentials, enforce
from registry_guide.practice.policy import policies as access
from registry_guide.practice.policy.caller import Anonymous, Caller, Job, Person
from registry_guide.practice.policy.policies import role_of
from registry_guide.practice.world.vocabulary import JobReach, Role
from registry_guide.practice.world.world import Group, Project


def identify(exchange: Exchange, *, jobs: bool = False, fine: bool = False) -> Caller:
    """Find the caller of a call of the REST API: tokens come in headers, Basic is not taken.

    `jobs`: the call takes job tokens, too. `fine`: it looks itself at what a fine-grained token may do; no world gives
    such a token leave for anything but packages.
    """
    scopes = enforce.READ_SCOPES if exchange.request.method in ("GET", "HEAD") else enforce.WRITE_SCOPES
    given = credentials.sent(exchange.request.headers, exchange.request.query_params)
    job_token = exchange.request.headers.get("job-token", "") if jobs else ""
    exchange.caller = exchange.authenticator.api_caller(given, job_token, scopes)
    if not jobs and isinstance(exchange.caller, Job):
        exchange.caller = Anonymous("a job token counts at addresses of packages only")
    if not fine:
        _refuse_fine_grained(exchange)
    return exchange.caller


def _refuse_fine_grained(exchange: Exchange) -> None:
    """Raise a 403 for a fine-grained token."""
    if isinstance(exchange.caller, Person) and exchange.caller.token.granular is not None:
        place = _asked_for(exchange)
        raise refusals.insufficient_granular_scope(
            exchange.permission,
            place.shown_path if place is not None else "",
            f"{exchange.caller} is fine-grained, and may do nothing but what it holds for packages",
        )


def _asked_for(exchange: Exchange) -> Project | Group | None:
    world = exchange.registry.world
    if "id" not in exchange.request.path_params:
        return None
    wanted = exchange.text("id")
    in_group = exchange.request.scope["path"].startswith("/api/v4/groups/")
    return world.group(wanted) if in_group else world.project(wanted)


def signed_in(exchange: Exchange) -> Caller:
    """Find the caller; raise a 401 for nobody."""
    caller = identify(exchange)
    if isinstance(caller, Anonymous):
        raise refusals.message(401, "401 Unauthorized", caller.because)
    return caller


def json_answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, headers, media_type="application/json")


def no_content() -> Response:
    """Answer 204."""
    return Response(status_code=204)


def project(exchange: Exchange, least: Role | None = None) -> Project:
    """Find a project that the caller may see, in which they have at least a role if one is given.

    Raises a 404 for what the caller may not see, `here`'s refusals for an old path, and a 403 for a lesser role.
    """
    world = exchange.registry.world
    wanted = exchange.text("id")
    found = world.project(wanted)
    if found is None:
        raise unknown(exchange, f"there is no project {wanted!r}")
    caller = identify(exchange)
    visible = access.read_project(world, caller, found, JobReach.SAME)
    if not visible:
        raise refusals.not_found(f"{visible.why}; GitLab hides what the caller may not see", "Project")
    here(exchange, found)
    exchange.why = visible.why
    if least is not None:
        need(exchange, found, least)
    return found


def unknown(exchange: Exchange, why: str, *, jobs: bool = False) -> refusals.RefusalError:
    """Give the answer to a call for a project that is not there.

    GitLab has looked whether the token is one by then, and not yet whether it still is, and what it may do.
    """
    try:
        identify(exchange, jobs=jobs)
    except refusals.RefusalError as refusal:
        if "error" not in json.loads(refusal.body):
            return refusal
    return refusals.not_found(why, "Project")


def group(exchange: Exchange, least: Role | None = None) -> Group:
    """Find a group that the caller may see, in which they have at least a role if one is given."""
    caller = identify(exchange)
    wanted = exchange.text("id")
    found = exchange.registry.world.group(wanted)
    if found is None:
        raise refusals.not_found(f"there is no group {wanted!r}", "Group")
    visible = access.read_group(exchange.registry.world, caller, found)
    if not visible:
        raise refusals.not_found(f"{visible.why}; GitLab hides what the caller may not see", "Group")
    exchange.why = visible.why
    if least is not None:
        need(exchange, found, least)
    return found


def here(exchange: Exchange, found: Project) -> None:
    """Raise, for a project that was asked for by a path that it had before, a redirect to its number or a 405.

    So it is everywhere but at the package registry's own addresses, which go on answering.
    """
    wanted = exchange.text("id")
    if "/" not in wanted or wanted.lower() == found.shown_path.lower():
        return
    why = f"{wanted} is now {found.shown_path}"
    if exchange.request.method != "GET":
        raise refusals.message(405, "Non GET methods are not allowed for moved projects", why)
    path, query = exchange.request.scope["path"], exchange.request.url.query
    rest = path.removeprefix("/api/v4/projects/").partition("/")[2]
    address = f"{exchange.base}/api/v4/projects/{found.id}{f'/{rest}' if rest else ''}{f'?{query}' if query else ''}"
    body = f"This resource has been moved permanently to {address}"
    raise refusals.RefusalError(301, body, why, media_type="", headers={"Location": quote(address, safe=":/?&=%+,*[]")})


def need(exchange: Exchange, place: Project | Group, least: Role) -> None:
    """Raise a 403 for a caller with a lesser role, or none."""
    role = role_of(exchange.registry.world, exchange.caller, place)
    if role is None or role < least:
        held = role.label if role is not None else "not a member"
        raise refusals.forbidden(f"{exchange.caller} is {held}; this needs {least.label} of {place.path}")
    exchange.why = f"{exchange.caller} is {role.label} of {place.path}"
