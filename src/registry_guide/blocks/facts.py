"""Facts: what more than one place needs to know, read from ``facts/*.toml``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from registry_guide.blocks import fact_files
from registry_guide.blocks.errors import unknown
from registry_guide.blocks.fields import placeholders_of, without_tokens
from registry_guide.blocks.language import Language
from registry_guide.blocks.language_rows import languages_of
from registry_guide.blocks.placeholder import Placeholder
from registry_guide.blocks.quoting import apply
from registry_guide.blocks.rules import rules_of
from registry_guide.blocks.source import Leaves, Source, are_texts, nested
from registry_guide.blocks.text import Hole, Text, parse

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
    raw, reserved = fact_files.read(directory, computed or {})
    placeholders = placeholders_of(reserved["placeholder"], rules_of(reserved["rule"]))
    values = _resolved(raw, placeholders)
    return Facts(
        values=values,
        placeholders=without_tokens(placeholders, _patterns(values.get(TOKEN_MARK))),
        choices=_choices(reserved["choice"]),
        starts=nested(reserved["start"]),
        languages=languages_of(reserved["language"]),
        setups=nested(reserved["setup"]),
    )


def _patterns(mark: Value | None) -> list[str]:
    return ["".join(map(str, text.parts)) for text in mark] if isinstance(mark, tuple) else []


def _choices(leaves: Leaves) -> dict[str, Choice]:
    result: dict[str, Choice] = {}
    for name, table in nested(leaves).items():
        source = next(source for key, (_, source) in leaves.items() if key.startswith(f"{name}."))
        labels = table.get("labels")
        if set(table) != {"label", "labels"} or not isinstance(labels, dict) or len(labels) < 2:
            raise source.error("a choice has a label and two or more labels.KEY")
        result[name] = Choice(name, table["label"], labels)
    return result


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
        if are_texts(value):
            done[name] = tuple(one(name, each, source) for each in value)
        elif isinstance(value, (str, int)):
            done[name] = one(name, str(value), source)
        else:
            raise source.error("a fact is a string, a number or a list of strings")
        under_way.pop()
        return done[name]

    return {name: fact(name) for name in raw}
