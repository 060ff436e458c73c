"""Facts: what more than one place needs to know, read from ``facts/*.toml``."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from registry_guide.blocks.cleaning import CLEANERS
from registry_guide.blocks.errors import SourceError, unknown
from registry_guide.blocks.language import Language
from registry_guide.blocks.placeholder import Placeholder
from registry_guide.blocks.quoting import TRANSFORMS, Refused, apply
from registry_guide.blocks.text import Hole, Text, parse

#: Tables with a form of their own; all others hold facts.
RESERVED = frozenset({"placeholder", "choice", "start", "language", "value", "option"})

#: The fact that says by which patterns a token is known.
TOKEN_MARK = "token_mark.patterns"

Value = Text | tuple[Text, ...]


@dataclass(frozen=True)
class Choice:
    """A tab group: its name, its label, and the label of each of its tabs by key."""

    name: str
    label: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Facts:
    """All facts of a directory.

    ``values`` maps a dotted name ("project.upload_url") to a text, or to several for a list. ``starts`` holds the
    starting points as they are written: this package gives them no meaning.
    """

    values: Mapping[str, Value]
    placeholders: Mapping[str, Placeholder]
    choices: Mapping[str, Choice]
    starts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    languages: Mapping[str, Language] = field(default_factory=dict)

    def text(self, name: str) -> Text:
        """Give the fact of that dotted name; raise ValueError with the nearest name if there is none."""
        value = self.values.get(name)
        if value is None:
            raise ValueError(unknown("fact", name, self.values))
        if not isinstance(value, Text):
            raise ValueError(f'"{name}" is a list of facts, not one')
        return value

    def texts(self, name: str) -> tuple[Text, ...]:
        """Give the list of facts of that dotted name; raise ValueError with the nearest name if there is none."""
        value = self.values.get(name)
        if value is None:
            raise ValueError(unknown("fact", name, self.values))
        return value if isinstance(value, tuple) else (value,)

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
        """Give the text filled in with the examples; raise Refused if one does not fit its place."""
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
        }
        table = tables.get(kind) or {}
        thing = table.get(name) if table else self.values.get(key)
        if thing is None:
            thing = {each: value for each, value in self.values.items() if each.startswith(f"{key}.")}
        return hashlib.sha256(repr(thing).encode()).hexdigest()


@dataclass(frozen=True)
class _Source:
    path: Path
    keys: tuple[str, ...]

    def error(self, sentence: str) -> SourceError:
        return SourceError(f"{'.'.join(self.keys)}: {sentence}", self.path, _line_of(self.path, self.keys))


def load(directory: Path, computed: Mapping[str, str] | None = None) -> Facts:
    """Read and check all facts of a directory.

    Takes the directory and facts that come from elsewhere (dotted name to literal: client versions). Raises
    SourceError with file, line and the nearest valid name.
    """
    if not directory.is_dir():
        raise SourceError("this directory of facts does not exist", directory)
    raw: dict[str, tuple[Any, _Source]] = {
        name: (value, _Source(directory, (name,))) for name, value in (computed or {}).items()
    }
    reserved: dict[str, dict[str, tuple[Any, _Source]]] = {name: {} for name in RESERVED}
    for path in sorted(directory.glob("*.toml")):
        for keys, value in _leaves(_read(path)):
            source = _Source(path, keys)
            if keys[0] in RESERVED:
                if len(keys) < 3 or keys[0] in {"value", "option"}:
                    raise source.error(f'the table "{keys[0]}" is reserved')
                table = reserved[keys[0]]
                name = ".".join(keys[1:])
            else:
                table, name = raw, ".".join(keys)
            if name in table:
                raise source.error(f"this stands in {table[name][1].path} already; a fact stands once")
            table[name] = (value, source)
    placeholders = _placeholders(reserved["placeholder"])
    values = _resolved(raw, placeholders)
    return Facts(
        values=values,
        placeholders=_without_tokens(placeholders, values.get(TOKEN_MARK)),
        choices=_choices(reserved["choice"]),
        starts=_nested(reserved["start"]),
        languages=_languages(reserved["language"]),
    )


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


def _nested(leaves: Mapping[str, tuple[Any, _Source]]) -> dict[str, dict[str, Any]]:
    result: dict[str, dict[str, Any]] = {}
    for name, (value, _) in leaves.items():
        *tables, key = name.split(".")
        table: dict[str, Any] = result
        for each in tables:
            table = table.setdefault(each, {})
        table[key] = value
    return result


def _line_of(path: Path, keys: tuple[str, ...]) -> int:
    """Give the line on which a key stands; tomllib does not keep it. 0 where it cannot be found."""
    table = ""
    if not path.is_file():
        return 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        header = re.match(r"\s*\[\[?([^\]]+)\]", line)
        if header:
            table = header.group(1).strip() + "."
        assignment = re.match(r"\s*([\w.\"-]+)\s*=", line)
        if assignment and (table + assignment.group(1)).replace('"', "") == ".".join(keys):
            return number
    return 0


def _placeholders(leaves: Mapping[str, tuple[Any, _Source]]) -> dict[str, Placeholder]:
    known = {each.name for each in fields(Placeholder)} - {"name", "tokens"}
    sources: dict[str, _Source] = {}
    rows: dict[str, dict[str, Any]] = {}
    for name, (value, source) in leaves.items():
        row, _, key = name.partition(".")
        if key not in known:
            raise source.error(unknown("key of a placeholder", key, known))
        rows.setdefault(row, {})[key] = value
        sources.setdefault(row, source)
    result = {}
    for row, values in rows.items():
        source = sources[row]
        needed = {"label", "example"} | (set() if values.get("secret") else {"rule", "explain", "where"})
        if missing := sorted(needed - set(values)):
            raise source.error(f"a placeholder needs {', '.join(missing)}")
        placeholder = Placeholder(name=row, **values)
        if placeholder.clean not in CLEANERS:
            raise source.error(unknown("way of cleaning", placeholder.clean, CLEANERS))
        if placeholder.below and (placeholder.below not in rows or rows[placeholder.below].get("secret")):
            raise source.error(unknown("placeholder", placeholder.below, rows))
        if not placeholder.secret:
            _check_rule(placeholder, source)
        result[row] = placeholder
    return result


def _check_rule(placeholder: Placeholder, source: _Source) -> None:
    # \d, \w and \s match other characters in JavaScript than in Python.
    if re.search(r"\\[dDwWsSbB]", placeholder.rule):
        raise source.error(r"a rule names its characters ([0-9], [A-Za-z]): \d, \w and \s differ between languages")
    if placeholder.filter and placeholder.filter not in TRANSFORMS:
        raise source.error(unknown("filter", placeholder.filter, TRANSFORMS))
    try:
        placeholder.accept(placeholder.example)
    except re.error as error:
        raise source.error(f"this rule is no regular expression: {error}") from None
    except Refused as refused:
        raise source.error(f'the example "{placeholder.example}" is against the rule: {refused}') from None


def _without_tokens(placeholders: dict[str, Placeholder], mark: Value | None) -> dict[str, Placeholder]:
    patterns = "|".join("".join(map(str, text.parts)) for text in mark) if isinstance(mark, tuple) else ""
    return {name: each if each.secret else replace(each, tokens=patterns) for name, each in placeholders.items()}


def _choices(leaves: Mapping[str, tuple[Any, _Source]]) -> dict[str, Choice]:
    result: dict[str, Choice] = {}
    for name, table in _nested(leaves).items():
        source = next(source for key, (_, source) in leaves.items() if key.startswith(f"{name}."))
        labels = table.get("labels")
        if set(table) != {"label", "labels"} or not isinstance(labels, dict) or len(labels) < 2:
            raise source.error("a choice has a label and two or more labels.KEY")
        result[name] = Choice(name, table["label"], labels)
    return result


def _languages(leaves: Mapping[str, tuple[Any, _Source]]) -> dict[str, Language]:
    result: dict[str, Language] = {}
    known = {each.name: each.type for each in fields(Language) if each.name != "name"}
    for row, table in _nested(leaves).items():
        values: dict[str, Any] = {}
        for key, value in table.items():
            source = leaves[f"{row}.{key}"][1]
            if key not in known:
                raise source.error(unknown("key of a language", key, known))
            texts = isinstance(value, list) and all(isinstance(each, str) for each in value)
            if not {"str": isinstance(value, str), "bool": isinstance(value, bool)}.get(str(known[key]), texts):
                raise source.error("this is not what the key holds")
            values[key] = tuple(value) if isinstance(value, list) else value
        if "title" not in values or ("program" in values) is not ("driver" in values):
            raise source.error("a language has a title, and with a program a driver")
        result[row] = Language(row, **values)
    return result


def _resolved(raw: Mapping[str, tuple[Any, _Source]], placeholders: Mapping[str, Placeholder]) -> dict[str, Value]:
    done: dict[str, Value] = {}
    under_way: list[str] = []

    def one(name: str, literal: str, source: _Source) -> Text:
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
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            done[name] = tuple(one(name, each, source) for each in value)
        elif isinstance(value, (str, int)):
            done[name] = one(name, str(value), source)
        else:
            raise source.error("a fact is a string, a number or a list of strings")
        under_way.pop()
        return done[name]

    return {name: fact(name) for name in raw}
