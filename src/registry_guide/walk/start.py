"""Where a reader stands when a page begins."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from registry_guide.address import parse
from registry_guide.blocks.action import Action, action_of
from registry_guide.blocks.errors import unknown
from registry_guide.blocks.facts import Facts
from registry_guide.walk.errors import NotHereError, WalkError

_KEYS = ("summary", "repository", "certified", "done", "world", "files", "run")


@dataclass(frozen=True)
class Start:
    """A starting point.

    `world` holds rows for tables of the practice registry's world, `files` rows of `path` (as a caption gives it) and
    `text`, `run` commands of the set-up. `repository` is the path of the GitLab project that the reader's pipelines
    belong to, if that is another one than the example project; `done` holds the menus that somebody followed before.
    `certified` says that the page is about GitLab's certificate, so that there is one.
    """

    summary: str
    repository: str = ""
    certified: bool = False
    done: Sequence[Action] = ()
    world: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[Mapping[str, str]] = ()
    run: Sequence[str] = ()


def starting_point(facts: Facts, name: str) -> Start:
    """Give the starting point of that name, its `{facts}` and `{placeholders}` filled in with the examples.

    Raises:
        WalkError: there is no such row, or it has a key that means nothing.
        NotHereError: it needs a certificate, and GitLab's address begins with `http:`.
    """
    if name not in facts.starts:
        raise WalkError(unknown("starting point", name, facts.starts))
    try:
        row = {key: _filled(facts, value) for key, value in facts.starts[name].items()}
    except ValueError as error:
        raise WalkError(f"start.{name}: {error}") from None
    for key in row:
        if key not in _KEYS:
            raise WalkError(f"start.{name}: {unknown('key of a starting point', key, _KEYS)}")
    if row.get("certified") and parse(facts.placeholders["host"].example).scheme != "https":
        raise NotHereError("a GitLab at an address with http: has no certificate")
    return Start(**{**row, "done": [_action(facts, name, menu) for menu in row.get("done", ())]})


def _action(facts: Facts, start: str, menu: str) -> Action:
    try:
        action = action_of(facts, menu)
    except ValueError as error:
        raise WalkError(f"start.{start}: {error}") from None
    if action is None:
        raise WalkError(f"start.{start}: the menu {menu!r} has no action, so the walk cannot follow it")
    return action


def world_text(base: str, rows: Mapping[str, Any]) -> str:
    """Add rows to the text of a world: `package` as a list of tables becomes so many `[[package]]`."""
    parts = [base.rstrip("\n")]
    for table, values in rows.items():
        if isinstance(values, Mapping):
            parts.append(world_text("", {f"{table}.{key}": value for key, value in values.items()}))
        else:
            parts += [f"\n[[{table}]]\n" + "\n".join(f"{key} = {_toml(row[key])}" for key in row) for row in values]
    return "\n".join(parts) + "\n"


def _toml(value: Any) -> str:
    """Give a value as TOML; its strings, numbers, booleans and lists are those of JSON."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _filled(facts: Facts, value: Any) -> Any:
    if isinstance(value, str):
        return re.sub(r"\{([a-z_.]+)\}", lambda hole: facts.example(facts.fact_or_placeholder(hole[1])), value)
    if isinstance(value, Mapping):
        return {key: _filled(facts, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(facts, each) for each in value]
    return value
