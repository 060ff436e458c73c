"""What somebody who follows a menu does, as a request that has the same effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from registry_guide.blocks.errors import unknown
from registry_guide.blocks.facts import Facts

_KEYS = ("place", "post", "body", "fills")


@dataclass(frozen=True)
class Action:
    """A request to GitLab's REST API.

    ``post`` is its address, ``body`` its JSON. With ``place``, the address of a project or group, ``post`` is what
    follows that place's number: some calls of GitLab's take no path. ``fills`` maps placeholders to the keys of the
    answer with which a reader fills them in from now on, such as the secret of the token that was made.
    """

    post: str
    body: Mapping[str, str | list[str]] = field(default_factory=dict)
    fills: Mapping[str, str] = field(default_factory=dict)
    place: str = ""


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
