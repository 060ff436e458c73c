"""The languages as ``facts/languages.toml`` declares them, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from registry_guide.blocks.errors import unknown
from registry_guide.blocks.language import Language
from registry_guide.blocks.source import Leaves, are_texts, nested

#: The type of each key of a language, as it is declared, and what a value of that type is.
_LANGUAGE_KEYS = {each.name: str(each.type) for each in fields(Language) if each.name != "name"}
_HOLDS: Mapping[str, Callable[[object], bool]] = {
    "str": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "tuple[str, ...]": are_texts,
}


def languages_of(leaves: Leaves) -> dict[str, Language]:
    """Give the languages; raises SourceError with file and line for one that is not as it should be."""
    return {row: _language(row, table, leaves) for row, table in nested(leaves).items()}


def _language(row: str, table: Mapping[str, Any], leaves: Leaves) -> Language:
    values: dict[str, Any] = {}
    for key, value in table.items():
        source = leaves[f"{row}.{key}"][1]
        if key not in _LANGUAGE_KEYS:
            raise source.error(unknown("key of a language", key, _LANGUAGE_KEYS))
        if not _HOLDS[_LANGUAGE_KEYS[key]](value):
            raise source.error("this is not what the key holds")
        values[key] = tuple(value) if isinstance(value, list) else value
    if "title" not in values or ("program" in values) is not ("driver" in values):
        raise source.error("a language has a title, and with a program a driver")
    return Language(row, **values)
