"""Which routes through a set-up page are walked: as few as meet each pair of choices and each step."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from registry_guide.records.manifest import Declared
from registry_guide.setup.rows import filled
from registry_guide.setup.table import Selection, Table, When, matches


def routes(table: Table, possible: Sequence[Selection], steps: Sequence[When]) -> tuple[Declared, ...]:
    """Give the routes, each with its start.

    Takes all that can be chosen, and the condition of each step on the page. Raises ValueError if a route has no start,
    or nobody can meet a step.
    """
    met = [_met(table, each, steps) for each in possible]
    for number, when in enumerate(steps):
        if not any(("step", number) in each for each in met):
            raise ValueError(f"nobody meets a step that is for {dict(when)}")
    left = set().union(*met)
    found = []
    while left:
        # The first of those that meet most: the same from build to build.
        best = max(range(len(met)), key=lambda at: (len(met[at] & left), -at))
        left -= met[best]
        found.append(best)
    return tuple(_declared(table, possible[at]) for at in sorted(found))


def _met(table: Table, chosen: Selection, steps: Sequence[When]) -> frozenset[Hashable]:
    first = chosen[table.order[0]]
    pairs = {(first, one, chosen[one], two, chosen[two]) for one, two in table.pairs if {one, two} <= chosen.keys()}
    return frozenset({*pairs, *(("step", number) for number, when in enumerate(steps) if matches(when, chosen))})


def _declared(table: Table, chosen: Selection) -> Declared:
    for when, start in table.starts:
        if matches(when, chosen):
            return Declared(
                {name: table.choices[name].labels[key] for name, key in chosen.items()},
                filled(table, start, chosen),
                {name: filled(table, text, chosen) for name, text in table.types.items()},
            )
    raise ValueError(f"there is no start for {dict(chosen)}")
