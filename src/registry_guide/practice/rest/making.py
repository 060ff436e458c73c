"""Making and removing groups and projects.

Sources: https://docs.gitlab.com/api/groups/#create-a-group and #delete-a-group, https://docs.gitlab.com/api/projects/,
`ee/lib/ee/api/groups.rb` (`immediately_delete_subgroup_error`) and `ee/lib/ee/api/projects.rb`.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from registry_guide.practice import answers
from registry_guide.practice.access import role_of
from registry_guide.practice.caller import Bot, Person
from registry_guide.practice.exchange import Exchange, Handler
from registry_guide.practice.rest import common, places
from registry_guide.practice.vocabulary import Role, Visibility
from registry_guide.practice.world import Group

# The roles that may make each in a group, as GitLab's settings are at first.
_LEAST = {"group": Role.MAINTAINER, "project": Role.DEVELOPER}
_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_OPEN = (Visibility.PRIVATE, Visibility.INTERNAL, Visibility.PUBLIC)


def making(kind: str) -> Handler:
    """Make the handler that makes a `group` or a `project`."""

    async def handler(exchange: Exchange) -> Response:
        caller = common.identify(exchange)
        if not isinstance(caller, Person | Bot):
            raise answers.message(401, "401 Unauthorized", f"{caller} makes no {kind}s")
        values = await common.body(exchange)
        common.required(values, *(("name", "path") if kind == "group" else ("name",)))
        name = common.text_value(values, "name")
        last = common.text_value(values, "path", name)
        above = _above(exchange, kind, values)
        visibility = _visibility(kind, values, above)
        path = f"{above.path}/{last}" if above else last if kind == "group" else f"{_own(caller)}/{last}"
        if not _PATH.fullmatch(last) or exchange.registry.world.group(path) or exchange.registry.world.project(path):
            raise _refused(kind, "path", "has already been taken" if _PATH.fullmatch(last) else "is invalid")
        owner = caller.user.username if isinstance(caller, Person) else None
        made = exchange.registry.places.make(kind, path, name, visibility, owner)
        exchange.why = f"{caller} made {path}"
        return common.json_answer(places.as_json(exchange, made), 201)

    return handler


def removing(kind: str) -> Handler:
    """Make the handler that marks a group or project for deletion, and removes what is marked."""

    async def handler(exchange: Exchange) -> Response:
        place = common.group(exchange, Role.OWNER) if kind == "group" else common.project(exchange, Role.OWNER)
        query = exchange.request.query_params
        marked = exchange.registry.places.marked(place)
        if query.get("permanently_remove", "").lower() in ("true", "1"):
            if kind == "group" and "/" not in place.path:
                raise _bad("`permanently_remove` option is only available for subgroups.")
            if marked is None:
                raise _bad(f"{kind.capitalize()} must be marked for deletion first.")
            if query.get("full_path") != place.shown_path:
                what = "subgroup" if kind == "group" else "project"
                raise _bad(f"`full_path` is incorrect. You must enter the complete path for the {what}.")
            exchange.registry.places.remove(place)
            exchange.why = f"{place.path} is removed, with all that lay in it"
        elif marked is not None:
            raise _bad(f"{kind.capitalize()} has been already marked for deletion")
        else:
            exchange.registry.places.mark(place, datetime.now(UTC).date().isoformat())
            exchange.why = f"{place.path} is marked for deletion"
        return common.json_answer({"message": "202 Accepted"}, 202)

    return handler


def _above(exchange: Exchange, kind: str, values: Mapping[str, Any]) -> Group | None:
    """Give the group in which the new place is to lie; raises 404 and 403 as GitLab does."""
    wanted = values.get("parent_id" if kind == "group" else "namespace_id")
    if wanted is None:
        return None
    world = exchange.registry.world
    group = world.group(str(wanted))
    role = role_of(world, exchange.caller, group) if group else None
    if group is None or role is None:
        raise answers.not_found(f"{exchange.caller} sees no group {wanted!r}", "Group" if kind == "group" else "")
    if role < _LEAST[kind]:
        raise answers.forbidden(f"{exchange.caller} is {role.label} of {group.path}; this needs {_LEAST[kind].label}")
    return group


def _visibility(kind: str, values: Mapping[str, Any], above: Group | None) -> Visibility:
    try:
        visibility = Visibility(common.text_value(values, "visibility", "private"))
    except ValueError as error:
        raise answers.error(400, "visibility does not have a valid value", "no such visibility") from error
    if above is not None and _OPEN.index(visibility) > _OPEN.index(above.visibility):
        problem = f"{visibility} is not allowed since the parent group has a {above.visibility} visibility."
        raise _refused(kind, "visibility_level", problem)
    return visibility


def _own(caller: Person | Bot) -> str:
    if isinstance(caller, Bot):
        raise answers.forbidden(f"{caller} has no namespace of its own")
    return caller.user.username


def _refused(kind: str, field: str, problem: str) -> answers.Refusal:
    if kind == "group":
        return _bad(f'Failed to save group {{:{field}=>["{problem}"]}}')
    return answers.Refusal(400, json.dumps({"message": {field: [problem]}}), f"{field} {problem}")


def _bad(text: str) -> answers.Refusal:
    return answers.message(400, text, text)
