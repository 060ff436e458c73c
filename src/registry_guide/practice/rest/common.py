"""What the calls have in common: callers, roles, bodies and lists.

Sources: `lib/api/helpers.rb`, `lib/api/helpers/pagination.rb`, and https://docs.gitlab.com/api/rest/.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response

from registry_guide.practice import access, answers, credentials, gate
from registry_guide.practice.access import JobReach, role_of
from registry_guide.practice.caller import Anonymous, Caller
from registry_guide.practice.exchange import Exchange
from registry_guide.practice.vocabulary import Role
from registry_guide.practice.world import Group, Project

Item = TypeVar("Item")

_MOST = 1024 * 1024
_PER_PAGE = 20
_MOST_PER_PAGE = 100


def identify(exchange: Exchange, *, jobs: bool = False) -> Caller:
    """Find the caller of a call of the REST API: tokens come in headers, Basic is not taken.

    `jobs`: the call takes the JOB-TOKEN header too.
    """
    scopes = gate.READ_SCOPES if exchange.request.method in ("GET", "HEAD") else gate.WRITE_SCOPES
    given = credentials.sent(exchange.request.headers, exchange.request.query_params)
    job_token = exchange.request.headers.get("job-token", "") if jobs else ""
    exchange.caller = exchange.registry.guard.api_caller(given, job_token, scopes)
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
    """Read a body of JSON or a form into values, with those of the address; raises a 400 or 413 for what is neither."""
    data = bytearray()
    async for chunk in exchange.request.stream():
        data += chunk
        if len(data) > _MOST:
            raise answers.too_large(_MOST)
    asked = _values(exchange.request.url.query)
    if not data:
        return asked
    try:
        text = data.decode("utf-8")
        if exchange.request.headers.get("content-type", "").startswith("application/json"):
            values = json.loads(text)
            if not isinstance(values, dict):
                raise ValueError("not an object")
            return asked | values
    except (ValueError, RecursionError) as error:
        raise answers.message(400, "400 Bad request - problem parsing message body", f"the body: {error}") from error
    return asked | _values(text)


def _values(text: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
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


def sorting(exchange: Exchange, keys: Sequence[str], order: str) -> tuple[str, bool]:
    """Give the key by which a list is to be sorted and whether downwards; raises Grape's 400 for unknown values."""
    query = exchange.request.query_params
    for name, values in (("order_by", keys), ("sort", ("asc", "desc"))):
        if name in query and query[name] not in values:
            text = f"{name} does not have a valid value"
            raise answers.error(400, text, f"{name} is one of {', '.join(values)}")
    return query.get("order_by", keys[0]), query.get("sort", order) == "desc"


def comma_list(value: object) -> list[str]:
    """Give the texts of a list, or of one text parted by commas; nothing for any other value."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    texts = isinstance(value, list) and all(isinstance(part, str) for part in value)
    return list(value) if texts and isinstance(value, list) else []


def listed(
    exchange: Exchange, items: Sequence[Item], made: Callable[[Item], object] | None = None, **defaults: str
) -> Response:
    """Answer with one page of a list, and GitLab's headers of offset-based pagination.

    `made` gives the JSON of an item, if it is none itself; `defaults` are parameters that the links to other pages name
    though they were not sent.
    """
    query = exchange.request.query_params
    page, per_page = _count(query.get("page"), 1), min(_count(query.get("per_page"), _PER_PAGE), _MOST_PER_PAGE)
    pages = max(1, -(-len(items) // per_page))
    start = (page - 1) * per_page
    return json_answer(
        [made(item) if made is not None else item for item in items[start : start + per_page]],
        headers={
            "X-Total": str(len(items)),
            "X-Total-Pages": str(pages),
            "X-Page": str(page),
            "X-Per-Page": str(per_page),
            "X-Next-Page": str(page + 1) if page < pages else "",
            "X-Prev-Page": str(page - 1) if page > 1 else "",
            "Link": _links(exchange, page, pages, {**defaults, "per_page": str(per_page)}),
        },
    )


def _links(exchange: Exchange, page: int, pages: int, more: Mapping[str, str]) -> str:
    """Give the links to the pages around one, by which clients go through a list."""
    path = exchange.request.scope["path"]
    named = {name: exchange.text(name) for name in exchange.request.path_params}
    values = {**named, **dict(exchange.request.query_params), **more}
    wanted = {"prev": page - 1, "next": page + 1, "first": 1, "last": pages}
    links = []
    for rel, number in wanted.items():
        if 1 <= number <= pages:
            query = urlencode(sorted({**values, "page": str(number)}.items()), safe="*")
            links.append(f'<{exchange.base}{path}?{query}>; rel="{rel}"')
    return ", ".join(links)


def _count(text: str | None, default: int) -> int:
    usable = text is not None and text.isascii() and text.isdecimal() and len(text) < 10 and int(text) > 0
    return int(text) if usable and text is not None else default


def project(exchange: Exchange, least: Role | None = None, refused: int = 403) -> Project:
    """Find a project that the caller may see, in which they have at least a role if one is given.

    Raises a 404 for what the caller may not see, 401 for anonymous callers, `refused` for a lesser role.
    """
    caller = identify(exchange)
    world = exchange.registry.world
    wanted = exchange.text("id")
    found = world.project(wanted)
    if found is None:
        raise answers.not_found(f"there is no project {wanted!r}", "Project")
    visible = access.read_project(world, caller, found, JobReach.SAME)
    if not visible:
        raise answers.not_found(f"{visible.why}; GitLab hides what the caller may not see", "Project")
    _at_least(exchange, found, least, visible.why, refused)
    return found


def group(exchange: Exchange, least: Role | None = None, refused: int = 403) -> Group:
    """Find a group that the caller may see; the same rules as for `project`."""
    caller = identify(exchange)
    wanted = exchange.text("id")
    found = exchange.registry.world.group(wanted)
    if found is None:
        raise answers.not_found(f"there is no group {wanted!r}", "Group")
    visible = access.read_group(exchange.registry.world, caller, found)
    if not visible:
        raise answers.not_found(f"{visible.why}; GitLab hides what the caller may not see", "Group")
    _at_least(exchange, found, least, visible.why, refused)
    return found


def by_number(exchange: Exchange) -> None:
    """Raise Grape's 400 unless the place is named by its number: some calls take no path."""
    number(exchange, "id")


def _at_least(exchange: Exchange, place: Project | Group, least: Role | None, why: str, refused: int) -> None:
    exchange.why = why
    if least is None:
        return
    if isinstance(exchange.caller, Anonymous):
        raise answers.message(401, "401 Unauthorized", exchange.caller.because)
    role = role_of(exchange.registry.world, exchange.caller, place)
    if role is None or role < least:
        held = role.label if role is not None else "not a member"
        text = f"{exchange.caller} is {held}; this needs {least.label} of {place.path}"
        raise answers.forbidden(text) if refused == 403 else answers.message(401, "401 Unauthorized", text)
    exchange.why = f"{exchange.caller} is {role.label} of {place.path}"
