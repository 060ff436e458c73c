"""Renaming, archiving, removing and restoring groups and projects.

Sources: `lib/api/groups.rb`, `lib/api/projects.rb`, `app/services/projects/archive_service.rb`, `restore_service.rb`,
`app/services/namespaces/mark_for_deletion_base_service.rb`, `app/policies/`, and https://docs.gitlab.com/api/groups/,
.../projects/.
"""

import secrets
from datetime import UTC, datetime

from starlette.responses import Response

from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange, Handler
from registry_guide.practice.api.rest import common, making, params, place_form
from registry_guide.practice.api.rest.params import Param
from registry_guide.practice.world.vocabulary import Role
from registry_guide.practice.world.world import Group, Project

_NAMES = (Param("name", params.text), Param("path", params.text))
_REMOVAL = (Param("permanently_remove", params.boolean), Param("full_path", params.text))


async def rename_project(exchange: Exchange) -> Response:
    """Give a project another path or name, and no other setting."""
    common.signed_in(exchange)
    values = await params.read(exchange, *_NAMES)
    if not values:
        text = "name, path are missing, at least one parameter must be provided"
        raise refusals.error(400, text, "the practice registry changes a project's name and path alone")
    return _renamed(exchange, common.project(exchange, Role.MAINTAINER), values)


async def rename_group(exchange: Exchange) -> Response:
    """Give a group another path or name, and no other setting."""
    common.signed_in(exchange)
    values = await params.read(exchange, *_NAMES)
    return _renamed(exchange, common.group(exchange, Role.OWNER), values)


def archiving(*, archived: bool) -> Handler:
    """Make the handler that archives a project, or ends that."""

    async def handler(exchange: Exchange) -> Response:
        common.signed_in(exchange)
        project = common.project(exchange, Role.OWNER)
        now = exchange.registry.places.archive(project, archived=archived)
        exchange.why = f"{exchange.why}; it is {'archived' if archived else 'no longer archived'}"
        return common.json_answer(place_form.shown(exchange, now), 201)

    return handler


def removing(kind: str) -> Handler:
    """Make the handler that marks a group or project (`kind`) for deletion, and removes what is marked."""

    async def handler(exchange: Exchange) -> Response:
        common.signed_in(exchange)
        values = await params.read(exchange, *_REMOVAL)
        place = _owned(exchange, kind)
        if values.get("permanently_remove"):
            if kind == "group" and len(place.lineage) == 1:
                raise _bad("`permanently_remove` option is only available for subgroups.")
            if not place.marked:
                raise _bad(f"{kind.capitalize()} must be marked for deletion first.")
            if values.get("full_path") != place.shown_path:
                what = "subgroup" if kind == "group" else "project"
                raise _bad(f"`full_path` is incorrect. You must enter the complete path for the {what}.")
            exchange.registry.places.remove(place)
            exchange.why = f"{place.path} is removed, with all that lay in it"
        elif any(_marked(exchange, path) for path in place.lineage[:-1]):
            exchange.why = f"{place.path} lies in a group that is marked for deletion"
        elif place.marked:
            raise _bad(f"{kind.capitalize()} has been already marked for deletion")
        else:
            exchange.registry.places.mark(place, datetime.now(UTC).date().isoformat())
            exchange.why = f"{place.path} is marked for deletion"
        return common.json_answer({"message": "202 Accepted"}, 202)

    return handler


def restoring(kind: str) -> Handler:
    """Make the handler that takes the deletion of a group or project (`kind`) back."""

    async def handler(exchange: Exchange) -> Response:
        common.signed_in(exchange)
        place = _owned(exchange, kind)
        if not place.marked:
            raise _bad(f"{kind.capitalize()} has not been marked for deletion")
        now = exchange.registry.places.restore(place)
        others = (each for each in exchange.registry.world.places if each != now)
        if now.shown_path.lower() in (each.shown_path.lower() for each in others):
            # Another has taken the path meanwhile.
            suffix = f"-{secrets.token_hex(3)[:5]}"
            now = exchange.registry.places.move(now, now.shown_path + suffix)
            now = exchange.registry.places.name(now, now.name + suffix)
        exchange.why = f"{exchange.why}; it is no longer marked for deletion"
        return common.json_answer(place_form.shown(exchange, now), 201)

    return handler


def _owned(exchange: Exchange, kind: str) -> Project | Group:
    return common.group(exchange, Role.OWNER) if kind == "group" else common.project(exchange, Role.OWNER)


def _renamed(exchange: Exchange, place: Project | Group, values: dict[str, str]) -> Response:
    places = exchange.registry.places
    above, _, last = place.shown_path.rpartition("/")
    wanted = values.get("path", last)
    path = making.joined(above, wanted)
    if wanted.lower() != last.lower() and (problem := making.path_problem(exchange, path, wanted)):
        raise refusals.message_of(400, {"path": [problem]}, f"the path {problem}")
    if "name" in values and not values["name"].strip():
        raise refusals.message_of(400, {"name": ["can't be blank"]}, "a place has a name")
    if path != place.shown_path:
        exchange.why = f"{exchange.why}; {place.shown_path} is now {path}"
        place = places.move(place, path)
    if values.get("name", place.name) != place.name:
        place = places.name(place, values["name"])
    return common.json_answer(place_form.shown(exchange, place))


def _marked(exchange: Exchange, path: str) -> bool:
    above = exchange.registry.world.place(path)
    return above is not None and bool(above.marked)


def _bad(text: str) -> refusals.RefusalError:
    return refusals.message(400, text, text)
