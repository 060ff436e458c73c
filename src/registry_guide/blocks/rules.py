"""Rules with a name: regular expressions that stand in several others, as ``{name}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from registry_guide.blocks.errors import unknown
from registry_guide.blocks.source import Leaves, Source

# Braces also say how often something stands there, with digits.
_NAMED = re.compile(r"{([a-z_]+)}")


def rules_of(leaves: Leaves) -> dict[str, str]:
    """Give the rules of the tables ``[rule.NAME]``, by name, each with the earlier ones that it names put in.

    Raises SourceError for a row that has anything but a text, or names a rule that does not stand before it.
    """
    found: dict[str, str] = {}
    for name, (value, source) in leaves.items():
        row, _, key = name.partition(".")
        if key != "text":
            raise source.error(unknown("key of a rule", key, ["text"]))
        found[row] = whole(value, found, source)
    return found


def whole(rule: Any, rules: Mapping[str, str], source: Source) -> str:
    """Give a rule with the rules that it names put in; raise SourceError if it is no text, or one is not known."""
    if not isinstance(rule, str):
        raise source.error("a rule is a text")

    def named(found: re.Match[str]) -> str:
        if found[1] not in rules:
            raise source.error(unknown("rule", found[1], rules))
        return rules[found[1]]

    return _NAMED.sub(named, rule)
