"""The action of a menu, read from the facts."""

from __future__ import annotations

from registry_guide.blocks.errors import unknown
from registry_guide.blocks.facts import Facts
from registry_guide.records.action import Action

_KEYS = ("place", "post", "body", "fills")


def action_of(facts: Facts, menu: str) -> Action | None:
    """Give the action of a menu, ``menu.NAME.action``, with examples; nothing if it has none.

    Raises ValueError with a sentence for a key that means nothing and for an unknown placeholder.
    """
    keys = [key for key in facts.values if key.startswith(f"menu.{menu}.action.")]
    tables: dict[str, dict[str, str | list[str]]] = {name: {} for name in _KEYS}
    for key in keys:
        name, _, leaf = key.removeprefix(f"menu.{menu}.action.").partition(".")
        if name not in tables or bool(leaf) is (name in ("place", "post")):
            raise ValueError(unknown("key of an action", name, _KEYS))
        shown = [facts.example(text) for text in facts.texts(key)]
        tables[name][leaf] = shown if isinstance(facts.values[key], tuple) else shown[0]
    for placeholder in tables["fills"]:
        facts.placeholder(placeholder)
    if not keys:
        return None
    if "" not in tables["post"]:
        raise ValueError(f'menu.{menu}.action needs "post", the address of its request')
    fills = {placeholder: str(key) for placeholder, key in tables["fills"].items()}
    return Action(str(tables["post"][""]), tables["body"], fills, str(tables["place"].get("", "")))
