"""Making groups and projects.

Sources: `lib/api/groups.rb`, `lib/api/projects.rb`, `app/services/projects/create_service.rb`, and
https://docs.gitlab.com/api/groups/#create-a-group, .../projects/#create-a-project.
"""

import re
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.api.rest import common, params, place_form
from registry_guide.practice.api.rest.params import Param
from registry_guide.practice.policy.caller import Bot, Person
from registry_guide.practice.policy.policies import read_group, role_of
from registry_guide.practice.world.vocabulary import Role, Visibility
from registry_guide.practice.world.world import Group

_PATH = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.-]*(?<!\.git)(?<!\.atom)")
_OPEN = (Visibility.PRIVATE, Visibility.INTERNAL, Visibility.PUBLIC)
_VISIBILITY = Param("visibility", params.text, values=tuple(_OPEN))
_GROUP = (
    Param("name", params.text, required=True),
    Param("path", params.text, required=True),
    Param("parent_id", params.integer),
    _VISIBILITY,
)
_PROJECT = (
    Param("name", params.text),
    Param("path", params.text),
    _VISIBILITY,
    Param("namespace_id", params.integer),
)


async def make_group(exchange: Exchange) -> Response:
    """Make a group, in another or at the top."""
    caller = _maker(exchange)
    values = await params.read(exchange, *_GROUP)
    above = _parent(exchange, values.get("parent_id"))
    visibility = Visibility(values.get("visibility", Visibility.PRIVATE))
    if above is not None and _OPEN.index(visibility) > _OPEN.index(above.visibility):
        problem = f"{visibility} is not allowed since the parent group has a {above.visibility} visibility."
        raise _unsaved("visibility_level", problem)
    path = joined(above.shown_path if above else "", values["path"])
    if problem := path_problem(exchange, path, values["path"]):
        raise _unsaved("path", problem)
    owner = caller.user.username if isinstance(caller, Person) else None
    made = exchange.registry.places.make("group", path, values["name"], visibility, owner)
    exchange.why = f"{caller} made {path}"
    return common.json_answer(place_form.shown(exchange, made), 201)


async def make_project(exchange: Exchange) -> Response:
    """Make a project, in a group or in the caller's own namespace."""
    caller = _maker(exchange)
    values = await params.read(exchange, *_PROJECT)
    if not values.keys() & {"name", "path"}:
        text = "name, path are missing, at least one parameter must be provided"
        raise refusals.error(400, text, text)
    name = values.get("name") or values["path"]
    above = _namespace(exchange, values)
    # A project is not more open than its group: GitLab lowers what was asked for, and says nothing.
    visibility = Visibility(values.get("visibility", Visibility.PRIVATE))
    if above is not None:
        visibility = min(visibility, above.visibility, key=_OPEN.index)
    last = values.get("path") or _from_name(name)
    path = joined(above.shown_path if above else _own(caller), last)
    if problem := path_problem(exchange, path, last):
        raise refusals.message_of(400, {"path": [problem]}, f"the path {problem}")
    owner = caller.user.username if isinstance(caller, Person) else None
    made = exchange.registry.places.make("project", path, name, visibility, owner)
    exchange.why = f"{caller} made {path}"
    return common.json_answer(place_form.shown(exchange, made), 201)


def joined(above: str, last: str) -> str:
    """Give the full path of a place that lies in another, or at the top."""
    return f"{above}/{last}" if above else last


def path_problem(exchange: Exchange, path: str, last: str) -> str:
    """Say what is wrong with the full path of a new or moved place, in GitLab's words; nothing if it may be.

    `last` is the part that the caller named.
    """
    world = exchange.registry.world
    if not _PATH.fullmatch(last):
        return (
            "can contain only letters, digits, '_', '-' and '.'. "
            "Cannot start with '-', end in '.git' or end in '.atom'."
        )
    wanted = path.lower()
    taken = wanted in (place.shown_path.lower() for place in world.places) or world.user(path)
    return "has already been taken" if taken else ""


def _maker(exchange: Exchange) -> Person | Bot:
    caller = common.signed_in(exchange)
    if not isinstance(caller, Person | Bot):
        raise refusals.message(401, "401 Unauthorized", f"{caller} makes no groups and projects")
    return caller


def _parent(exchange: Exchange, number: int | None) -> Group | None:
    """Give the group in which a new one is to lie; raises 404 and 403."""
    if number is None:
        return None
    world = exchange.registry.world
    group = world.group(str(number))
    if group is None or not read_group(world, exchange.caller, group):
        raise refusals.not_found(f"{exchange.caller} sees no group {number}", "Group")
    common.need(exchange, group, Role.MAINTAINER)
    return group


def _namespace(exchange: Exchange, values: Mapping[str, Any]) -> Group | None:
    """Give the group in which a new project is to lie; raises the 400 for one in which the caller makes none."""
    number = values.get("namespace_id")
    if number is None:
        return None
    world = exchange.registry.world
    group = world.group(str(number))
    role = role_of(world, exchange.caller, group) if group is not None else None
    if group is None or role is None or role < Role.DEVELOPER:
        why = f"{exchange.caller} is no Developer of a group {number}"
        raise refusals.message_of(400, {"namespace": ["is not valid"]}, why)
    return group


def _own(caller: Person | Bot) -> str:
    if isinstance(caller, Bot):
        raise refusals.message_of(400, {"namespace": ["is not valid"]}, f"{caller} has no namespace of its own")
    return caller.user.username


def _from_name(name: str) -> str:
    """Make a project's path of its name, if that is none."""
    return name if _PATH.fullmatch(name) else re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-")


def _unsaved(field: str, problem: str) -> refusals.RefusalError:
    text = f'Failed to save group {{:{field}=>["{problem}"]}}'
    return refusals.message(400, text, text)
