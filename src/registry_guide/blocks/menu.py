"""A way through GitLab's own pages, step by step, and for which versions of GitLab it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry_guide.blocks.errors import unknown
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.text import Text

_KEYS = ("title", "of", "page", "role", "holds", "saves", "steps", "source", "way", "action")
_WAY_KEYS = ("holds", "steps")
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
    prefix = f"menu.{name}."
    keys = [key.removeprefix(prefix) for key in facts.values if key.startswith(prefix)]
    if not keys:
        raise ValueError(unknown("menu", name, {key.split(".")[1] for key in facts.values if key.startswith("menu.")}))
    for key in keys:
        if key.partition(".")[0] not in _KEYS:
            raise ValueError(unknown("key of a menu", key, _KEYS))
        if key.startswith("way.") and key.split(".")[2:] not in [[each] for each in _WAY_KEYS]:
            raise ValueError(unknown("key of a way", key, _WAY_KEYS))

    def text(key: str) -> str:
        return facts.example(facts.text(prefix + key)) if key in keys else ""

    def way(table: str) -> Way:
        if f"{table}steps" not in keys:
            raise ValueError(f"{prefix}{table}steps is missing")
        return Way(tuple(facts.example(each) for each in facts.texts(f"{prefix}{table}steps")), text(f"{table}holds"))

    named = dict.fromkeys(key.split(".")[1] for key in keys if key.startswith("way."))
    ways = tuple(way(f"way.{each}.") for each in named) if named else (way(""),)
    page = facts.text(f"{prefix}page").through("text") if "page" in keys else None
    menu = Menu(text("of") or "GitLab", text("role"), text("saves"), ways, text("source"), page)
    if "saves" not in keys:
        raise ValueError(f'{prefix}saves is missing: the label of the button that saves, or "" if nothing is changed')
    for each in ways:
        _check(name, menu, each)
    return menu


def _check(name: str, menu: Menu, way: Way) -> None:
    """Refuse steps after which nothing is saved, or of which nobody knows for which version they hold."""
    if menu.of == "GitLab" and not way.holds:
        raise ValueError(f"menu.{name} needs `holds`, the versions of GitLab whose words these are")
    if not menu.saves:
        changing = next((step for step in way.steps if _CHANGE.search(step)), None)
        if changing:
            raise ValueError(f'menu.{name} changes something and saves nothing: "{changing}"')
        return
    bold = [_BOLD.findall(step) for step in way.steps]
    last = max((at for at, labels in enumerate(bold) if labels), default=-1)
    if last < 0 or menu.saves not in bold[last]:
        raise ValueError(f"menu.{name} ends before **{menu.saves}** is selected, so nothing is saved")
