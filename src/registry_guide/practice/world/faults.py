"""Say in a world's own words what is wrong with its file."""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from msgspec import Struct, ValidationError, convert

from registry_guide.practice.world import model

# How msgspec says where a fault is: keys of tables, numbers, and `[...]` for some key of a mapping.
_WHERE: Final = re.compile(r"(?s)(?P<what>.*) - at `\$(?P<path>(?:\.[a-z_]+|\[[0-9]+\]|\[\.\.\.\])+)`")
_STEP: Final = re.compile(r"\.(?P<key>[a-z_]+)|\[(?P<number>[0-9]+)\]|\[\.\.\.\]")
_TYPES: Final = {"str": "string", "bool": "boolean", "int": "integer", "array": "array", "object": "object"}


def fault(error: ValidationError, data: Mapping[str, Any], kind: type[Struct]) -> tuple[str, str]:
    """Give the place of a fault in a file (`token[1].scopes`) and what is wrong there.

    Takes the error of reading `data` as a value of the type `kind`.
    """
    if set(data) - set(kind.__struct_fields__):
        return "the file", _unknown(data, kind)
    found = _WHERE.fullmatch(str(error))
    what, steps = (found["what"], found["path"]) if found else (str(error), "")
    where = ""
    here: Any = kind
    value: Any = data
    for step in _STEP.finditer(steps):
        at = _at(step, value, here)
        here, value = model.inner(here, at), value[at]
        where += f"[{at + 1}]" if isinstance(at, int) else f".{at}"
    return where.lstrip(".") or "the file", _said(what, value, here)


def _at(step: re.Match[str], value: Any, kind: Any) -> str | int:
    """Give the key or the number of a step within a value; for some key of a mapping the one that is broken."""
    if step["key"]:
        return step["key"]
    return int(step["number"]) if step["number"] else _broken(value, model.inner(kind, ""))


def _broken(values: Mapping[str, Any], kind: Any) -> str:
    """Give the first key whose value is not of a type."""
    for key, value in values.items():
        try:
            convert(value, kind)
        except ValidationError:
            return key
    raise LookupError


def _said(what: str, value: Any, kind: Any) -> str:
    if isinstance(value, Mapping) and what.startswith("Object contains unknown field"):
        return _unknown(value, model.plain(kind))
    if words := model.words(kind):
        return f"{value!r} is not one of {list(words)}"
    return next((say(value, match) for pattern, say in _SAYINGS if (match := pattern.fullmatch(what))), what)


def _unknown(table: Mapping[str, Any], kind: type[Struct]) -> str:
    known = kind.__struct_fields__
    key = next(key for key in table if key not in known)
    near = "".join(f"; did you mean {each!r}?" for each in get_close_matches(key, known, 1))
    return f"Additional properties are not allowed ({key!r} was unexpected{near})"


def _types(value: Any, match: re.Match[str]) -> str:
    wanted = ", ".join(repr(_TYPES.get(each, each)) for each in match["wanted"].split(" | "))
    return f"{value!r} is not of type {wanted}"


def _length(value: Any, match: re.Match[str]) -> str:
    # What is too short may be a secret.
    return f"this has fewer than {match['least']} characters" if value else f"{value!r} is empty"


# What msgspec says, and how it is said here.
_SAYINGS: Final[Sequence[tuple[re.Pattern[str], Callable[[Any, re.Match[str]], str]]]] = [
    (
        re.compile("Object missing required field `(?P<key>.*)`"),
        lambda _, match: f"{match['key']!r} is a required property",
    ),
    (re.compile("Expected `(?P<wanted>[a-z |]+)`, got `.*`"), _types),
    (
        re.compile("Expected `str` matching regex (?P<pattern>.*)"),
        lambda value, match: f"{value!r} does not match {match['pattern']}",
    ),
    (
        re.compile("Expected `int` >= (?P<least>.*)"),
        lambda value, match: f"{value!r} is less than the minimum of {match['least']}",
    ),
    (re.compile("Expected `str` of length >= (?P<least>.*)"), _length),
]
