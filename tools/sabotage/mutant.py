"""A mutant: the guide's sources with one mistake in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.sabotage.rule import Rule


@dataclass(frozen=True)
class Mutant:
    """One mistake in one file.

    Attributes:
        id: the rule, the file and a number, which stay the same while that file does.
        rule: the name of the rule.
        file: the file, relative to the project's directory.
        line: where the mistake begins, from 1.
        before: the lines that it touches.
        after: what becomes of them; empty if they go.
        text: the whole file with the mistake.
    """

    id: str
    rule: str
    file: Path
    line: int
    before: str
    after: str
    text: str


def mutants(root: Path, rules: Iterable[Rule]) -> list[Mutant]:
    """Make every mutant that the rules make of the sources in `root`, in the order of the rules; no mistake twice."""
    found: list[Mutant] = []
    seen: set[tuple[Path, str]] = set()
    for rule in rules:
        for file in rule.paths(root):
            text = (root / file).read_text("utf-8")
            for number, (start, end, after) in enumerate(rule.edits(text), 1):
                made = _mutant(f"{rule.name}:{file.as_posix()}:{number}", rule.name, file, text, (start, end), after)
                if (file, made.text) not in seen:
                    seen.add((file, made.text))
                    found.append(made)
    return found


def _mutant(name: str, rule: str, file: Path, text: str, span: tuple[int, int], put: str) -> Mutant:
    start, end = span
    first = text.rfind("\n", 0, start) + 1
    # A match that ends with a line's end touches no further line.
    last = end if text[start:end].endswith("\n") else text.find("\n", end)
    last = len(text) if last < 0 else last
    return Mutant(
        id=name,
        rule=rule,
        file=file,
        line=text.count("\n", 0, start) + 1,
        before=text[first:last].strip("\n"),
        after=(text[first:start] + put + text[end:last]).strip("\n"),
        text=text[:start] + put + text[end:],
    )


def spread(mutants: Sequence[Mutant], limit: int) -> list[Mutant]:
    """Give at most `limit` mutants of each rule, evenly from the first to the last; all of them if `limit` is 0."""
    by_rule: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_rule.setdefault(mutant.rule, []).append(mutant)
    return [each for group in by_rule.values() for each in _evenly(group, limit)]


def _evenly(group: Sequence[Mutant], limit: int) -> Sequence[Mutant]:
    if not limit or len(group) <= limit:
        return group
    return [group[number * len(group) // limit] for number in range(limit)]
