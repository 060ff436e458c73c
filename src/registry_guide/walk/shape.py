"""The ground of a walk in another shape: another address, group and project, at a practice registry that has them."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path as File
from typing import Any
from urllib.parse import quote

import tomlkit

from registry_guide.address import Address, parse
from registry_guide.blocks.errors import unknown
from registry_guide.blocks.facts import Facts
from registry_guide.practice import worldfile
from registry_guide.practice.requestlog import Entry
from registry_guide.walk.errors import WalkError
from registry_guide.walk.footing import Footing, Ground, with_values
from registry_guide.walk.path import Path
from registry_guide.walk.registry import practice
from registry_guide.walk.sandbox import Sandbox
from registry_guide.walk.start import starting_point, world_text

_PLACES = ("group", "project")


def shape_values(facts: Facts, name: str) -> dict[str, str]:
    """Give what a reader fills in whose GitLab has that shape, by placeholder; a row of facts.

    Raises:
        WalkError: there is no such row, or a value that its placeholder refuses.
    """
    rows: dict[str, dict[str, str]] = {}
    for fact in facts.values:
        if found := re.fullmatch(r"shape\.(\w+)\.(\w+)", fact):
            rows.setdefault(found[1], {})[found[2]] = facts.example(facts.text(fact))
    if name not in rows:
        raise WalkError(unknown("shape", name, rows))
    for placeholder, value in rows[name].items():
        try:
            facts.placeholders[placeholder].accept(value)
        except (KeyError, ValueError) as error:
            raise WalkError(f"shape.{name}.{placeholder}: {error}") from None
    return rows[name]


def shaped(facts: Facts, wheelhouse: File, values: Mapping[str, str], *, lasting: bool = False) -> Ground:
    """Give the ground of a walk against practice registries of a shape, a new one for each path.

    Takes the facts, the wheels of the stand-in for PyPI, the reader's values by placeholder,
    and whether the registry's state is of use afterwards.
    """
    here = with_values(facts, dict(values))
    base = reshaped(worldfile.default_text(), facts, values)
    host = facts.example(facts.text("instance.hostname"))

    @contextmanager
    def ground(path: Path, place: Sandbox) -> Iterator[Footing]:
        start = starting_point(here, path.start)
        world = place.scratch / "world.toml"
        world.write_text(world_text(base, start.world), "utf-8")
        with practice(place.scratch / "registry", world, wheelhouse, lasting=lasting) as registry:
            told = in_guides_words(facts, parse(here.placeholders["host"].example), _names(world, values))
            yield Footing(here, start, replace(registry, values=dict(values)), host, world, told)

    return ground


def reshaped(text: str, facts: Facts, values: Mapping[str, str]) -> str:
    """Give a world's text with the example address, group and project as the values name them.

    The group of the examples keeps what lies in it besides; the new one has its members.
    """
    data = tomllib.loads(text)
    # Those that are not renamed keep the numbers that the guide names.
    for number, row in (pair for name in _PLACES for pair in enumerate(data[name], 1)):
        row.setdefault("id", number)
    for name in _PLACES:
        example, value = facts.placeholders[name].example, values.get(name)
        if value is None or value == example:
            continue
        if value.isdecimal():
            next(row for row in data[name] if row["path"] == example)["id"] = int(value)
        else:
            _move(data, name, example, value)
    if "host" in values:
        data["instance"]["host"] = values["host"]
    return tomlkit.dumps(data)


def _move(data: dict[str, Any], name: str, example: str, value: str) -> None:
    row = next(row for row in data[name] if row["path"] == example)
    if name == "group":
        data["group"].append({**row, "path": value, "id": len(data["group"]) + 1})
    else:
        row["path"] = value
    for table in ("token", "package"):
        for each in data.get(table, ()):
            if each.get(name) == example:
                each[name] = value


def _names(world: File, values: Mapping[str, str]) -> dict[str, list[str]]:
    """Give by placeholder what a place is called in an address: what the reader filled in, and its number."""
    made = worldfile.read(world)
    places = {"group": made.group(values.get("group", "")), "project": made.project(values.get("project", ""))}
    return {name: [place.path, str(place.id)] for name, place in places.items() if place is not None}


def in_guides_words(facts: Facts, address: Address, names: Mapping[str, list[str]]) -> Callable[[Entry], Entry]:
    """Give what tells a request in the guide's words: its host, project and group for those of the walk.

    Takes the facts of the guide, where GitLab is, and for `group` and `project` each way to name them in an address.
    """
    host = facts.example(facts.text("instance.hostname"))
    there = {address.authority, address.authority.removesuffix(f":{address.number}")}
    swaps = []
    for name, ways in names.items():
        known = "|".join(re.escape(quote(way, safe="")) for way in ways)
        swaps.append((rf"(?<=/{name}s/)({known})(?=/|$)", quote(facts.placeholders[name].example, safe="")))

    def told(entry: Entry) -> Entry:
        if entry.host not in there:
            return entry
        path = entry.path.removeprefix(address.path)
        for pattern, example in swaps:
            path = re.sub(pattern, example, path, flags=re.IGNORECASE)
        return replace(entry, host=host, path=path)

    return told
