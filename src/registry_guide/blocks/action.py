"""The action of a menu, read from the facts."""

from __future__ import annotations

from registry_guide.blocks.errors import unknown
from registry_guide.blocks.facts import Facts
from registry_guide.records.action import Action

_KEYS = ("place", "post", "body", "fills")
#: Those of them that hold a value, and not a table of values.
_NO_TABLES = ("place", "post")


def action_of(facts: Facts, menu: str) -> Action | None:
    """Give the action of a menu, ``menu.NAME.action``, with examples; nothing if it has none.

    Raises ValueError with a sentence for a key that means nothing and for an unknown placeholder.
    """
    tables = _tables(facts, f"menu.{menu}.action.")
    for placeholder in tables["fills"]:
        facts.placeholder(placeholder)
    if not any(tables.values()):
        return None
    if "" not in tables["post"]:
        raise ValueError(f'menu.{menu}.action needs "post", the address of its request')
    fills = {placeholder: str(key) for placeholder, key in tables["fills"].items()}
    return Action(str(tables["post"][""]), tables["body"], fills, str(tables["place"].get("", "")))


def _tables(facts: Facts, prefix: str) -> dict[str, dict[str, str | list[str]]]:
    """Give the keys of an action with their examples; one that is no table has its value below the empty name."""
    tables: dict[str, dict[str, str | list[str]]] = {name: {} for name in _KEYS}
    for key, value in facts.below(prefix).items():
        name, _, leaf = key.partition(".")
        if name not in tables or bool(leaf) is (name in _NO_TABLES):
            raise ValueError(unknown("key of an action", name, _KEYS))
        tables[name][leaf] = list(map(facts.example, value)) if isinstance(value, tuple) else facts.example(value)
    return tables
