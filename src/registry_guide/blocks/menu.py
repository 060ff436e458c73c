"""A way through GitLab's own pages, step by step, and for which versions of GitLab it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from registry_guide.blocks.errors import unknown
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.text import Text

_KEYS = ("title", "of", "page", "role", "holds", "saves", "steps", "source", "way", "action")
_WAY_KEYS = ("holds", "steps")
_WAY_KEY = re.compile(rf"way\.[^.]*\.(?:{'|'.join(_WAY_KEYS)})")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
# What a person does to a page that does not stay unless it is saved.
_CHANGE = re.compile(r"\b(?:add|clear|enter|paste|tick|turn (?:on|off))\b", re.IGNORECASE)


@dataclass(frozen=True)
class Way:
    """The steps, as Markdown, and the versions that they hold for, in words; empty where there is but one."""

    steps: tuple[str, ...]
    holds: str


@dataclass(frozen=True)
class Menu:
    """A menu of the facts.

    Attributes:
        of: whose pages these are.
        role: who sees them; empty if it is everybody who is signed in.
        saves: the label without which nothing is changed; empty where nothing is.
        ways: the newest version's first.
        source: the address of the documentation that has the steps.
        page: the address of the page in the reader's own GitLab, placed in a line of text; None if it is elsewhere.
    """

    of: str
    role: str
    saves: str
    ways: tuple[Way, ...]
    source: str
    page: Text | None = None


def menu_of(facts: Facts, name: str) -> Menu:
    """Give the menu of that name, with examples.

    Raises ValueError with a sentence if there is none, if a key means nothing, and if its steps end before they save.
    """
    keys = facts.below(f"menu.{name}.")
    if not keys:
        raise ValueError(unknown("menu", name, {key.split(".")[0] for key in facts.below("menu.")}))
    _check_keys(keys)

    def text(key: str) -> str:
        return facts.example(facts.text(f"menu.{name}.{key}")) if key in keys else ""

    page = facts.text(f"menu.{name}.page").through("text") if "page" in keys else None
    menu = Menu(text("of") or "GitLab", text("role"), text("saves"), _ways(facts, name), text("source"), page)
    if "saves" not in keys:
        raise ValueError(
            f'menu.{name}.saves is missing: the label of the button that saves, or "" if nothing is changed'
        )
    for way in menu.ways:
        _check_version(name, menu, way)
        _check_saving(name, menu, way)
    return menu


def _check_keys(keys: Iterable[str]) -> None:
    for key in keys:
        if key.partition(".")[0] not in _KEYS:
            raise ValueError(unknown("key of a menu", key, _KEYS))
        if key.startswith("way.") and not _WAY_KEY.fullmatch(key):
            raise ValueError(unknown("key of a way", key, _WAY_KEYS))


def _ways(facts: Facts, name: str) -> tuple[Way, ...]:
    """Give the ways of a menu in the order of its tables; where it has none, the menu itself is the one way."""
    prefix = f"menu.{name}."
    tables = dict.fromkeys(key.split(".")[0] for key in facts.below(f"{prefix}way."))
    if not tables:
        return (_way(facts, prefix),)
    return tuple(_way(facts, f"{prefix}way.{table}.") for table in tables)


def _way(facts: Facts, prefix: str) -> Way:
    if f"{prefix}steps" not in facts.values:
        raise ValueError(f"{prefix}steps is missing")
    holds = facts.example(facts.text(f"{prefix}holds")) if f"{prefix}holds" in facts.values else ""
    return Way(tuple(map(facts.example, facts.texts(f"{prefix}steps"))), holds)


def _check_version(name: str, menu: Menu, way: Way) -> None:
    """Refuse steps of which nobody knows for which version they hold."""
    if menu.of == "GitLab" and not way.holds:
        raise ValueError(f"menu.{name} needs `holds`, the versions of GitLab whose words these are")


def _check_saving(name: str, menu: Menu, way: Way) -> None:
    """Refuse steps that change something, and after which nothing is saved."""
    if not menu.saves:
        changing = next(filter(_CHANGE.search, way.steps), None)
        if changing:
            raise ValueError(f'menu.{name} changes something and saves nothing: "{changing}"')
        return
    last_labels: list[str] = next(filter(None, map(_BOLD.findall, reversed(way.steps))), [])
    if menu.saves not in last_labels:
        raise ValueError(f"menu.{name} ends before **{menu.saves}** is selected, so nothing is saved")
