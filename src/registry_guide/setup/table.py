"""What a set-up page is put together from: the rows of ``[setup.NAME]`` in the facts, checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from registry_guide.blocks.errors import unknown
from registry_guide.blocks.facts import Choice

#: The labels, by their keys, of some choices; what is not named does not matter.
When = Mapping[str, tuple[str, ...]]
#: One key for each choice that is to be made.
Selection = Mapping[str, str]

Said = Annotated[str, Meta(min_length=1)]
Raw = Mapping[str, str | Sequence[str]]


class Never(Struct, frozen=True, forbid_unknown_fields=True):
    """What cannot be chosen together: of its choices the last one is switched off, and ``says`` says why."""

    says: Said
    when: Raw


class Start(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a reader who chose so begins."""

    start: Said
    when: Raw = {}


class Word(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``{name}`` stands for in a row, for those who chose so."""

    name: Said
    value: Annotated[str, Meta()]
    when: Raw = {}


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """A step: a title, and its parts in order: ``says``, or a directive by its name with its options."""

    title: Said
    parts: Annotated[Sequence[Mapping[str, str]], Meta(min_length=1)]
    when: Raw = {}


class _Rows(Struct, frozen=True, forbid_unknown_fields=True):
    order: Annotated[Sequence[str], Meta(min_length=2)]
    pairs: Sequence[tuple[str, str]]
    offered: Mapping[str, Sequence[str]]
    step: Sequence[Step]
    start: Sequence[Start]
    pages: Mapping[str, str] = {}
    types: Mapping[str, str] = {}
    alike: Mapping[str, Annotated[Sequence[Raw], Meta(min_length=1)]] = {}
    asked: Mapping[str, Raw] = {}
    never: Sequence[Never] = ()
    word: Sequence[Word] = ()


class Table:
    """The rows of one set-up page.

    Attributes:
        order: the choices, in the order in which they are made: a later one gives way to an earlier one. Each label of
            the first has a section.
        labels: the keys that each choice offers.
        pages: the page for each label of the first choice; none if one page is for all.
        asked: when a choice is to be made at all.
        alike: choices of which each label says the same in another language, and when each is to be made: any of some
            conditions. No route of its own leads through a label.
        types: what a reader types where a block asks for something that depends on the choices, as a text of a row.
        pairs: two choices each, of which a reader's combinations are all walked, within each of the first choice.
    """

    def __init__(self, raw: Mapping[str, Any], choices: Mapping[str, Choice]) -> None:
        """Read the rows; raise ValueError with a sentence for one that means nothing."""
        rows = _rows(raw)
        self.order = tuple(rows.order)
        self.choices = {name: _choice(name, choices) for name in (*self.order, *rows.alike)}
        self.labels: dict[str, tuple[str, ...]] = {name: tuple(rows.offered.get(name, ())) for name in self.choices}
        for name, keys in self.labels.items():
            self._known(name, keys or ("",))
        self.pages = dict(rows.pages)
        self._known(self.order[0], tuple(self.pages))
        self.pairs = tuple(rows.pairs)
        self.asked = {name: self.when(raw) for name, raw in rows.asked.items()}
        self.alike = {name: tuple(self.when(raw) for raw in some) for name, some in rows.alike.items()}
        self.types = dict(rows.types)
        self.impossible = tuple((self.when(row.when), row.says) for row in rows.never)
        self.starts = tuple((self.when(row.when), row.start) for row in rows.start)
        self.words = tuple((row.name, self.when(row.when), row.value) for row in rows.word)
        self.steps = tuple((self.when(row.when), row) for row in rows.step)

    def of(self, page: str) -> Table:
        """Give the table of one page, which offers of the first choice what that page is for.

        Raises ValueError with the nearest name if no label has that page.
        """
        if not self.pages:
            return self
        if page not in self.pages.values():
            raise ValueError(unknown("page of this set-up", page, self.pages.values()))
        mine = copy(self)
        first = self.order[0]
        mine.labels = {**self.labels, first: tuple(key for key in self.labels[first] if self.pages.get(key) == page)}
        mine.impossible = tuple((when, says) for when, says in self.impossible if mine._is_for_somebody(when))
        return mine

    def _is_for_somebody(self, when: When) -> bool:
        """Say whether a condition is met under a label of the first choice: itself, and what asks for its choices."""
        first = self.order[0]
        needed = [when, *(self.asked.get(choice, {}) for choice in when)]
        return all(set(each[first]) & set(self.labels[first]) for each in needed if first in each)

    def when(self, raw: Raw) -> When:
        """Give a condition in one form; raise ValueError for a choice or a label that there is not."""
        found = {name: (keys,) if isinstance(keys, str) else tuple(keys) for name, keys in raw.items()}
        for name, keys in found.items():
            self._known(name, keys)
        return found

    def _known(self, name: str, keys: Sequence[str]) -> None:
        labels = _choice(name, self.choices).labels
        for key in keys:
            if key not in labels:
                raise ValueError(unknown(f"label of the choice {name}", key, labels))

    def titles(self, when: When) -> dict[str, tuple[str, ...]]:
        """Give a condition in the labels that readers see."""
        return {name: tuple(self.choices[name].labels[key] for key in keys) for name, keys in when.items()}


def _rows(raw: Mapping[str, Any]) -> _Rows:
    try:
        return msgspec.convert(raw, type=_Rows)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None


def _choice(name: str, choices: Mapping[str, Choice]) -> Choice:
    if name not in choices:
        raise ValueError(unknown("choice", name, choices))
    return choices[name]


def matches(when: When, chosen: Selection) -> bool:
    """Say whether a reader who chose so meets a condition."""
    return all(chosen.get(choice) in keys for choice, keys in when.items())


def last(table: Table, when: When) -> str:
    """Give the choice of a condition that is made last."""
    return max(when, key=table.order.index)


def free(table: Table, choice: str, chosen: Selection) -> tuple[str, ...]:
    """Give the labels of a choice that nothing switches off for a reader who made the choices before it."""
    never = [when for when, _ in table.impossible if last(table, when) == choice]
    return tuple(
        key for key in table.labels[choice] if not any(matches(when, {**chosen, choice: key}) for when in never)
    )


def selections(table: Table, chosen: Selection | None = None, at: int = 0) -> Iterator[dict[str, str]]:
    """Give all that a reader can choose, in the order of the labels.

    Raises ValueError if a choice has no label left.
    """
    chosen = dict(chosen or {})
    if at == len(table.order):
        yield chosen
        return
    choice = table.order[at]
    if not matches(table.asked.get(choice, {}), chosen):
        yield from selections(table, chosen, at + 1)
        return
    keys = free(table, choice, chosen)
    if not keys:
        raise ValueError(f"nothing is left to choose as {choice} with {chosen}")
    for key in keys:
        yield from selections(table, {**chosen, choice: key}, at + 1)


def resolve(table: Table, wanted: Mapping[str, str]) -> dict[str, str]:
    """Give what somebody chose who wants this, as far as it can be; a later choice gives way to an earlier one."""
    chosen: dict[str, str] = {}
    for choice in table.order:
        if matches(table.asked.get(choice, {}), chosen):
            keys = free(table, choice, chosen)
            chosen[choice] = wanted[choice] if wanted.get(choice) in keys else keys[0]
    for choice, some in table.alike.items():
        if any(matches(when, chosen) for when in some):
            keys = table.labels[choice]
            chosen[choice] = wanted[choice] if wanted.get(choice) in keys else keys[0]
    return chosen
