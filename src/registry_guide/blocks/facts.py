"""Facts: what more than one place needs to know, read from ``facts/*.toml``."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from registry_guide.blocks.errors import SourceError, unknown
from registry_guide.blocks.fields import placeholders_of, without_tokens
from registry_guide.blocks.language import Language
from registry_guide.blocks.placeholder import Placeholder
from registry_guide.blocks.quoting import apply
from registry_guide.blocks.source import Leaves, Source
from registry_guide.blocks.text import Hole, Text, parse

#: Tables with a form of their own; all others hold facts.
RESERVED = frozenset({"placeholder", "choice", "start", "language", "setup", "value", "option"})
#: Those of them that no file may have: templates read their own things under these names.
_CLOSED = frozenset({"value", "option"})

#: The fact that says by which patterns a token is known.
TOKEN_MARK = "token_mark.patterns"

Value = Text | tuple[Text, ...]


@dataclass(frozen=True)
class Choice:
    """A tab group: its name, its label, and the label of each of its tabs by key."""

    name: str
    label: str
    labels: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Facts:
    """All facts of a directory, equal to itself alone: what is made of them can be remembered.

    ``values`` maps a dotted name ("project.upload_url") to a text, or to several for a list. ``starts`` holds the
    starting points as they are written, ``setups`` what set-up pages put together: this package gives them no meaning.
    """

    values: Mapping[str, Value]
    placeholders: Mapping[str, Placeholder]
    choices: Mapping[str, Choice]
    starts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    languages: Mapping[str, Language] = field(default_factory=dict)
    setups: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def below(self, prefix: str) -> dict[str, Value]:
        """Give the facts whose dotted names begin with a prefix ("project."), by the rest of their names."""
        return {name.removeprefix(prefix): value for name, value in self.values.items() if name.startswith(prefix)}

    def text(self, name: str) -> Text:
        """Give the fact of that dotted name; raise ValueError with the nearest name if there is none."""
        value = self._value(name)
        if not isinstance(value, Text):
            raise ValueError(f'"{name}" is a list of facts, not one')
        return value

    def texts(self, name: str) -> tuple[Text, ...]:
        """Give the list of facts of that dotted name; raise ValueError with the nearest name if there is none."""
        value = self._value(name)
        return value if isinstance(value, tuple) else (value,)

    def _value(self, name: str) -> Value:
        if name not in self.values:
            raise ValueError(unknown("fact", name, self.values))
        return self.values[name]

    def placeholder(self, name: str) -> Text:
        """Give a text that is one hole; raise ValueError with the nearest name for an undeclared placeholder."""
        if name not in self.placeholders:
            raise ValueError(unknown("placeholder", name, self.placeholders))
        return Text((Hole(name),))

    def fact_or_placeholder(self, name: str) -> Text:
        """Give what ``{name}`` stands for in a text of a contributor's."""
        if name in self.placeholders:
            return self.placeholder(name)
        if name in self.values:
            return self.text(name)
        raise ValueError(unknown("fact or placeholder", name, [*self.values, *self.placeholders]))

    def example(self, text: Text) -> str:
        """Give the text filled in with the examples; raise BadValueError if one does not fit its place."""
        return "".join(
            part if isinstance(part, str) else apply(part.filters, self.placeholders[part.placeholder].example)
            for part in text.parts
        )

    def choice_of(self, labels: Mapping[str, None] | set[str]) -> Choice:
        """Give the choice that these tab labels belong to; raise ValueError with the nearest label if none has all."""
        for choice in self.choices.values():
            if set(labels) <= set(choice.labels.values()):
                return choice
        known = [label for choice in self.choices.values() for label in choice.labels.values()]
        for label in labels:
            if label not in known:
                raise ValueError(unknown("tab label", label, known))
        raise ValueError(f"no choice has all of these tab labels: {', '.join(sorted(labels))}")

    def digest(self, key: str) -> str:
        """Give a fingerprint of one used thing: a fact, a table of facts, or a row such as ``placeholder.NAME``."""
        kind, _, name = key.partition(".")
        tables: Mapping[str, Mapping[str, object]] = {
            "placeholder": self.placeholders,
            "choice": self.choices,
            "language": self.languages,
            "setup": self.setups,
            "start": self.starts,
        }
        table = tables.get(kind) or {}
        thing = table.get(name) if table else self.values.get(key)
        if thing is None:
            thing = {f"{key}.{rest}": value for rest, value in self.below(f"{key}.").items()}
        return hashlib.sha256(repr(thing).encode()).hexdigest()


def load(directory: Path, computed: Mapping[str, str] | None = None) -> Facts:
    """Read and check all facts of a directory.

    Takes the directory and facts that come from elsewhere (dotted name to literal: client versions). Raises
    SourceError with file, line and the nearest valid name.
    """
    if not directory.is_dir():
        raise SourceError("this directory of facts does not exist", directory)
    raw: Leaves = {name: (value, Source(directory, (name,))) for name, value in (computed or {}).items()}
    reserved: dict[str, Leaves] = {name: {} for name in RESERVED}
    for path in sorted(directory.glob("*.toml")):
        for keys, value in _leaves(_read(path)):
            _add(value, Source(path, keys), keys, raw, reserved)
    placeholders = placeholders_of(reserved["placeholder"])
    values = _resolved(raw, placeholders)
    return Facts(
        values=values,
        placeholders=without_tokens(placeholders, _patterns(values.get(TOKEN_MARK))),
        choices=_choices(reserved["choice"]),
        starts=_nested(reserved["start"]),
        languages=_languages(reserved["language"]),
        setups=_nested(reserved["setup"]),
    )


def _add(value: Any, source: Source, keys: tuple[str, ...], raw: Leaves, reserved: Mapping[str, Leaves]) -> None:
    """Put a value of a file among the facts, or where a reserved table has its own; raise SourceError for a second."""
    first, *rest = keys
    if first in _CLOSED or (first in RESERVED and len(rest) < 2):
        raise source.error(f'the table "{first}" is reserved')
    table, name = (reserved[first], ".".join(rest)) if first in RESERVED else (raw, ".".join(keys))
    if name in table:
        raise source.error(f"this stands in {table[name][1].path} already; a fact stands once")
    table[name] = (value, source)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise SourceError(f"this is not TOML: {error}", path, int(line.group(1)) if line else 0) from None
    except UnicodeDecodeError:
        raise SourceError("this file is not UTF-8", path) from None


def _leaves(table: Mapping[str, Any], keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*keys, key))
        else:
            yield (*keys, key), value


def _nested(leaves: Leaves) -> dict[str, dict[str, Any]]:
    result: dict[str, dict[str, Any]] = {}
    for name, (value, _) in leaves.items():
        *tables, key = name.split(".")
        table: dict[str, Any] = result
        for each in tables:
            table = table.setdefault(each, {})
        table[key] = value
    return result


def _patterns(mark: Value | None) -> list[str]:
    return ["".join(map(str, text.parts)) for text in mark] if isinstance(mark, tuple) else []


def _choices(leaves: Leaves) -> dict[str, Choice]:
    result: dict[str, Choice] = {}
    for name, table in _nested(leaves).items():
        source = next(source for key, (_, source) in leaves.items() if key.startswith(f"{name}."))
        labels = table.get("labels")
        if set(table) != {"label", "labels"} or not isinstance(labels, dict) or len(labels) < 2:
            raise source.error("a choice has a label and two or more labels.KEY")
        result[name] = Choice(name, table["label"], labels)
    return result


def _languages(leaves: Leaves) -> dict[str, Language]:
    return {row: _language(row, table, leaves) for row, table in _nested(leaves).items()}


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


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


#: The type of each key of a language, as it is declared, and what a value of that type is.
_LANGUAGE_KEYS = {each.name: str(each.type) for each in fields(Language) if each.name != "name"}
_HOLDS: Mapping[str, Callable[[object], bool]] = {
    "str": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "tuple[str, ...]": _is_texts,
}


def _resolved(raw: Leaves, placeholders: Mapping[str, Placeholder]) -> dict[str, Value]:
    done: dict[str, Value] = {}
    under_way: list[str] = []

    def one(name: str, literal: str, source: Source) -> Text:
        siblings = name.rpartition(".")[0]

        def resolve(reference: str) -> Text:
            if reference in placeholders:
                return Text((Hole(reference),))
            for candidate in (f"{siblings}.{reference}", reference):
                if candidate in raw:
                    value = fact(candidate)
                    if isinstance(value, Text):
                        return value
                    raise ValueError(f'"{candidate}" is a list of facts, not one')
            raise ValueError(unknown("fact or placeholder", reference, [*raw, *placeholders]))

        try:
            text = parse(literal, resolve)
            for hole in text.holes:
                if not hole.filters:
                    raise ValueError(f"{{{hole.placeholder}}} needs a filter that says where it stands: | urlpath …")
                apply(hole.filters, placeholders[hole.placeholder].example)
        except ValueError as error:
            raise source.error(str(error)) from None
        return text

    def fact(name: str) -> Value:
        if name in done:
            return done[name]
        value, source = raw[name]
        if name in under_way:
            raise source.error(f"these facts go round in a circle: {' -> '.join([*under_way, name])}")
        under_way.append(name)
        if _is_texts(value):
            done[name] = tuple(one(name, each, source) for each in value)
        elif isinstance(value, (str, int)):
            done[name] = one(name, str(value), source)
        else:
            raise source.error("a fact is a string, a number or a list of strings")
        under_way.pop()
        return done[name]

    return {name: fact(name) for name in raw}
