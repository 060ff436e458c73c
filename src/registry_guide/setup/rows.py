"""From a row of steps to what stands on the page: words filled in, once for each of the choices that they depend on."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from registry_guide.setup.table import Selection, Step, Table, When, matches

Key = TypeVar("Key", bound=Hashable)

#: A part of a row: ``says``, or a directive with its options.
Part = Mapping[str, str]


@dataclass(frozen=True)
class Piece:
    """A part of a step, for those who chose so."""

    when: When
    part: Part


@dataclass(frozen=True)
class Shown:
    """A step of a section, for those who chose so."""

    when: When
    title: str
    pieces: Sequence[Piece]


def sections(table: Table, possible: Sequence[Selection]) -> list[str]:
    """Give the labels of the first choice that somebody can choose, in order: each has a section."""
    return list(dict.fromkeys(each[table.order[0]] for each in possible))


def shown(table: Table, possible: Sequence[Selection]) -> Iterator[Shown]:
    """Give the steps of a section, of which `possible` is all that can be chosen there."""
    for when, row in table.steps:
        here = [each for each in possible if matches(when, each)]
        # A condition that all who read this section meet is none.
        rest = {} if len(here) == len(possible) else {name: when[name] for name in when if name != table.order[0]}
        for each in _titled(table, row, here):
            yield replace(each, when={**rest, **each.when})


def _titled(table: Table, row: Step, here: Sequence[Selection]) -> Iterator[Shown]:
    """Give a step once for each way in which its title is filled in."""
    titles = _grouped(here, lambda each: filled(table, row.title, each, titles=True))
    for title, those in titles.items():
        for when in _conditions(_depends(table, row.title), those, here):
            mine = [each for each in those if matches(when, each)]
            yield Shown(when, title, [piece for part in row.parts for piece in _pieces(table, part, mine)])


def _grouped(those: Iterable[Selection], by: Callable[[Selection], Key]) -> dict[Key, list[Selection]]:
    found: dict[Key, list[Selection]] = {}
    for each in those:
        found.setdefault(by(each), []).append(each)
    return found


def _pieces(table: Table, part: Part, here: Sequence[Selection]) -> Iterator[Piece]:
    """Give a part once for each way in which its words are filled in."""
    on = _depends(table, " ".join(part.values()))

    def options_of(chosen: Selection) -> tuple[tuple[str, str], ...]:
        return tuple((key, filled(table, text, chosen, titles=key == "says")) for key, text in part.items())

    for options, those in _grouped(here, options_of).items():
        # A word that is empty leaves its part out.
        if all(text for _, text in options):
            for when in _conditions(on, those, here):
                yield Piece(when, dict(options))


def _conditions(on: Sequence[str], those: Sequence[Selection], here: Sequence[Selection]) -> list[When]:
    """Give conditions of these choices, as few as there must be, that `those` of `here` meet and no other."""
    if len(those) == len(here):
        return [{}]
    whole = _narrowest(on, those, here)
    if whole is not None:
        return [whole]
    found = [
        [when for each in groups for when in _conditions(on, each, here)]
        for groups in (_split(choice, those) for choice in on)
        if len(groups) > 1
    ]
    if not found:
        raise ValueError(f"who sees this depends on {', '.join(on)}, and nobody can tell who was not asked that")
    return min((_merged(on, those, here, each) for each in found), key=len)


def _split(choice: str, those: Sequence[Selection]) -> list[list[Selection]]:
    return list(_grouped(those, lambda each: each.get(choice)).values())


def _merged(
    on: Sequence[str], those: Sequence[Selection], here: Sequence[Selection], conditions: Sequence[When]
) -> list[When]:
    """Give fewer conditions for the same selections: two of which one says as much become that one."""
    left: list[When] = []
    for when in conditions:
        for at, other in enumerate(left):
            both = [each for each in those if matches(when, each) or matches(other, each)]
            one = _narrowest(on, both, here)
            if one is not None:
                left[at] = one
                break
        else:
            left.append(when)
    return left


def _narrowest(on: Sequence[str], those: Sequence[Selection], here: Sequence[Selection]) -> When | None:
    """Give the shortest condition that `those` meet, and no other selection of `here`; none if there is no such."""
    keys = {choice: tuple(dict.fromkeys(each[choice] for each in those if choice in each)) for choice in on}
    when: When = {choice: keys[choice] for choice in on if keys[choice]}
    for choice in when:
        fewer = {other: when[other] for other in when if other != choice}
        if _meeting(fewer, here) == len(those):
            when = fewer
    return when if _meeting(when, here) == len(those) else None


def _meeting(when: When, here: Sequence[Selection]) -> int:
    """Count those who meet a condition."""
    return sum(matches(when, each) for each in here)


def _names(table: Table) -> re.Pattern[str]:
    words = {name for name, _, _ in table.words} | set(table.order)
    return re.compile(r"\{(" + "|".join(sorted(words)) + r")\}")


def _depends(table: Table, text: str) -> list[str]:
    """Give the choices on which the words in a text depend, in their order."""
    found = set()
    for name in _names(table).findall(text):
        if name in table.order:
            found.add(name)
        for word, when, value in table.words:
            if word == name:
                found |= {*when, *_depends(table, value)}
    return [choice for choice in table.order if choice in found]


def filled(table: Table, text: str, chosen: Selection, *, titles: bool = False) -> str:
    """Give a text of a row with its words as somebody reads them who chose so: a choice as its key, or by its title."""

    def word(match: re.Match[str]) -> str:
        name = match[1]
        if name in table.order:
            key = chosen.get(name, "")
            return table.choices[name].labels[key] if titles and key else key
        values = (value for word, when, value in table.words if word == name and matches(when, chosen))
        return filled(table, next(values, ""), chosen, titles=titles)

    return _names(table).sub(word, text)
