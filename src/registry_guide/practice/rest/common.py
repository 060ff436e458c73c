"""What the calls have in common: callers, roles, bodies and lists.

Sources: `lib/api/helpers.rb`, `lib/api/helpers/pagination.rb`, and https://docs.gitlab.com/api/rest/.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from starlette.responses import Response

from registry_guide.practice import access, answers, credentials, gate
from registry_guide.practice.access import JobReach, role_of
from registry_guide.practice.caller import Anonymous, Caller, Job
from registry_guide.practice.exchange import Exchange
from registry_guide.practice.vocabulary import Role
from registry_guide.practice.world import Group, Project

_MOST = 1024 * 1024
_PER_PAGE = 20
_MOST_PER_PAGE = 100


def identify(exchange: Exchange) -> Caller:
    """Find the caller of a call of the REST API: tokens come in headers, Basic is not taken."""
    scopes = gate.READ_SCOPES if exchange.request.method in ("GET", "HEAD") else gate.WRITE_SCOPES
    given = credentials.sent(exchange.request.headers, exchange.request.query_params)
    job_token = exchange.request.headers.get("job-token", "")
    exchange.caller = exchange.registry.guard.api_caller(given, job_token, scopes)
    exchange.count()
    return exchange.caller


def json_answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, headers, media_type="application/json")


def no_content() -> Response:
    """Answer 204."""
    return Response(status_code=204)


def number(exchange: Exchange, name: str) -> int:
    """Give a part of the address that must be a number; raises Grape's 400."""
    text = exchange.text(name)
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise answers.error(400, f"{name} is invalid", f"{name} is no number")
    return int(text)


async def body(exchange: Exchange) -> dict[str, Any]:
    """Read a body of JSON or a form into values; raises a 400 or 413 for what is neither or too large."""
    data = bytearray()
    async for chunk in exchange.request.stream():
        data += chunk
        if len(data) > _MOST:
            raise answers.too_large(_MOST)
    if not data:
        return dict(exchange.request.query_params)
    try:
        text = data.decode("utf-8")
        if exchange.request.headers.get("content-type", "").startswith("application/json"):
            values = json.loads(text)
            if not isinstance(values, dict):
                raise ValueError("not an object")
            return values
    except (ValueError, RecursionError) as error:
        raise answers.message(400, "400 Bad request - problem parsing message body", f"the body: {error}") from error
    values = {}
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=None):
        if name.endswith("[]"):
            values.setdefault(name[:-2], []).append(value)
        else:
            values[name] = value
    return values


def required(values: Mapping[str, Any], *names: str) -> None:
    """Raise Grape's 400 for values that are missing."""
    missing = [name for name in names if name not in values]
    if missing:
        text = ", ".join(f"{name} is missing" for name in missing)
        raise answers.error(400, text, text)


def text_value(values: Mapping[str, Any], name: str, default: str = "") -> str:
    """Give a value that must be text; raises Grape's 400."""
    value = values.get(name, default)
    # A lone surrogate can stand in JSON, but in no database.
    if not isinstance(value, str) or value != value.encode("utf-8", "replace").decode("utf-8"):
        raise answers.error(400, f"{name} is invalid", f"{name} is no text")
    return value


def listed(exchange: Exchange, items: Sequence[object]) -> Response:
    """Answer with one page of a list, and GitLab's headers of offset-based pagination."""
    query = exchange.request.query_params
    page, per_page = _count(query.get("page"), 1), min(_count(query.get("per_page"), _PER_PAGE), _MOST_PER_PAGE)
    pages = max(1, -(-len(items) // per_page))
    start = (page - 1) * per_page
    return json_answer(
        list(items[start : start + per_page]),
        headers={
            "X-Total": str(len(items)),
            "X-Total-Pages": str(pages),
            "X-Page": str(page),
            "X-Per-Page": str(per_page),
            "X-Next-Page": str(page + 1) if page < pages else "",
            "X-Prev-Page": str(page - 1) if page > 1 else "",
        },
    )


def _count(text: str | None, default: int) -> int:
    usable = text is not None and text.isascii() and text.isdecimal() and len(text) < 10 and int(text) > 0
    return int(text) if usable and text is not None else default


def project(exchange: Exchange, least: Role | None = None) -> Project:
    """Find a project that the caller may see, in which they have at least a role if one is given.

    Raises a 404 for what the caller may not see, 401 for anonymous callers, 403 for a lesser role.
    """
    caller = identify(exchange)
    world = exchange.registry.world
    found = gate.find_project(exchange.registry, exchange.text("id"))
    reach = JobReach.SAME
    if isinstance(caller, Job):
        reach, _ = exchange.registry.allowlists.reach(caller.project, found)
    visible = access.read_project(world, caller, found, reach)
    if not visible:
        raise answers.not_found(f"{visible.why}; GitLab hides what the caller may not see")
    _at_least(exchange, found, least, visible.why)
    return found


def group(exchange: Exchange, least: Role | None = None) -> Group:
    """Find a group that the caller may see; the same rules as for `project`."""
    caller = identify(exchange)
    found = gate.find_group(exchange.registry, exchange.text("id"))
    visible = access.read_group(exchange.registry.world, caller, found)
    if not visible:
        raise answers.not_found(f"{visible.why}; GitLab hides what the caller may not see")
    _at_least(exchange, found, least, visible.why)
    return found


def _at_least(exchange: Exchange, place: Project | Group, least: Role | None, why: str) -> None:
    exchange.why = why
    if least is None:
        return
    if isinstance(exchange.caller, Anonymous):
        raise answers.message(401, "401 Unauthorized", exchange.caller.because)
    role = role_of(exchange.registry.world, exchange.caller, place)
    # A job token reaches the package registry and little else (docs.gitlab.com/ci/jobs/ci_job_token/).
    if role is None or role < least or isinstance(exchange.caller, Job):
        held = role.label if role is not None else "not a member"
        raise answers.forbidden(f"{exchange.caller} is {held}; this needs {least.label} of {place.path}")
    exchange.why = f"{exchange.caller} is {role.label} of {place.path}"
