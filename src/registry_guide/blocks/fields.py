"""Fields: the placeholders as ``facts/`` declares them, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from registry_guide.blocks.cleaning import CLEANERS
from registry_guide.blocks.errors import unknown
from registry_guide.blocks.placeholder import Placeholder
from registry_guide.blocks.quoting import TRANSFORMS, BadValueError
from registry_guide.blocks.rules import whole
from registry_guide.blocks.source import Leaves, Source

#: What every placeholder says of itself, and what one says besides that readers type into a field.
_NEEDED = frozenset({"label", "example"})
_NEEDED_FOR_A_FIELD = frozenset({"rule", "explain", "where"})


def placeholders_of(leaves: Leaves, rules: Mapping[str, str]) -> dict[str, Placeholder]:
    """Give the placeholders, by name, of what the tables of that name hold; raise SourceError for a wrong row.

    `rules` are those that have a name, by which the rules of placeholders hold them.
    """
    known = {each.name for each in fields(Placeholder)} - {"name", "tokens"}
    sources: dict[str, Source] = {}
    rows: dict[str, dict[str, Any]] = {}
    for name, (value, source) in leaves.items():
        row, _, key = name.partition(".")
        if key not in known:
            raise source.error(unknown("key of a placeholder", key, known))
        rows.setdefault(row, {})[key] = whole(value, rules, source) if key == "rule" else value
        sources.setdefault(row, source)
    return {row: _placeholder(row, rows, sources[row]) for row in rows}


def _placeholder(row: str, rows: Mapping[str, Mapping[str, Any]], source: Source) -> Placeholder:
    """Give the placeholder of one row of all; raise SourceError if it lacks something or names what there is not."""
    values = rows[row]
    fieldless = values.get("secret") or values.get("made")
    needed = _NEEDED if fieldless else _NEEDED | _NEEDED_FOR_A_FIELD
    if missing := sorted(needed - set(values)):
        raise source.error(f"a placeholder needs {', '.join(missing)}")
    placeholder = Placeholder(name=row, **values)
    if placeholder.clean not in CLEANERS:
        raise source.error(unknown("way of cleaning", placeholder.clean, CLEANERS))
    for other in filter(None, (placeholder.below, placeholder.unlike)):
        if other not in rows or rows[other].get("secret"):
            raise source.error(unknown("placeholder", other, rows))
    if placeholder.typed:
        _check_rule(placeholder, source)
    return placeholder


def _check_rule(placeholder: Placeholder, source: Source) -> None:
    # \d, \w and \s match other characters in JavaScript than in Python.
    if re.search(r"\\[dDwWsSbB]", placeholder.rule):
        raise source.error(r"a rule names its characters ([0-9], [A-Za-z]): \d, \w and \s differ between languages")
    if placeholder.filter and placeholder.filter not in TRANSFORMS:
        raise source.error(unknown("filter", placeholder.filter, TRANSFORMS))
    try:
        placeholder.accept(placeholder.example)
    except re.error as error:
        raise source.error(f"this rule is no regular expression: {error}") from None
    except BadValueError as refused:
        raise source.error(f'the example "{placeholder.example}" is against the rule: {refused}') from None


def without_tokens(placeholders: Mapping[str, Placeholder], patterns: Sequence[str]) -> dict[str, Placeholder]:
    """Give the placeholders that take nothing with one of these patterns of tokens in it."""
    tokens = "|".join(patterns)
    return {name: replace(each, tokens=tokens) if each.typed else each for name, each in placeholders.items()}
