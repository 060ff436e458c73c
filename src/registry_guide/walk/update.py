"""Writes the output that came into the templates of output blocks."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from registry_guide.blocks import head as heads
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep
from registry_guide.walk.errors import WalkError
from registry_guide.walk.files.output import ELISION, cleaned, matches
from registry_guide.walk.result import RouteResult, StepResult

# A line that stays is worth a new one beside it; a line that goes is worse than one that says something else.
_INSERT, _REPLACE, _DROP = 2, 3, 4
_EXPRESSION = re.compile(r"(\{\{.*?\}\})")
# With what Jinja's statements and comments begin.
_STATEMENT = re.compile(r"\{[%#]")

#: A step from some shown and some real lines to fewer: what it costs, and how many of either it leaves behind.
_Step = tuple[int, int, int]


@dataclass(frozen=True)
class Update:
    """A template and its text before and after."""

    path: Path
    old: str
    new: str

    @property
    def diff(self) -> str:
        """A unified diff of the two texts."""
        old, new = self.old.splitlines(), self.new.splitlines()
        return "\n".join(difflib.unified_diff(old, new, str(self.path), str(self.path), lineterm=""))


def differs(step: StepResult) -> bool:
    """Say whether all that is wrong with a step is that other output came than the page shows."""
    return bool(step.fault and step.fault.real and isinstance(step.step, BlockStep) and step.step.kind is Kind.OUTPUT)


def only_output(result: RouteResult) -> bool:
    """Say whether nothing is wrong with a path but that other output came."""
    return not result.trouble and all(differs(step) for step in result.steps if step.fault)


def updates(templates: Path, results: Sequence[RouteResult], examples: Mapping[str, str]) -> list[Update]:
    """Give what is to be written so that the output of these paths is as it came.

    Paths at which something else is wrong are left out: what they printed may be the wrong thing.

    Args:
        templates: the directory of the templates.
        results: of a walk that went on where output differed.
        examples: the example of each placeholder that a reader may fill in.

    Raises:
        WalkError: a template holds more than text and expressions, or two blocks of it printed different things.
    """
    found: dict[str, Update] = {}
    for step in _differing(results):
        assert isinstance(step.step, BlockStep) and step.fault
        path = templates / step.step.template
        old = path.read_text("utf-8")
        _, body = heads.read(old, path)
        kept = old.removesuffix(body)
        new = Update(path, old, kept + _renewed(body, step.step.text, step.fault.real, examples, path))
        if found.setdefault(step.step.template, new) != new:
            raise WalkError(f"{path} is shown in two places, and other output came at each; give each a template.")
    return list(found.values())


def _differing(results: Sequence[RouteResult]) -> Iterator[StepResult]:
    for result in results:
        if only_output(result):
            yield from (step for step in result.steps if step.fault)


def _renewed(body: str, shown: str, real: str, examples: Mapping[str, str], path: Path) -> str:
    """Give a template's body with the lines that differ replaced; those that match, and elisions, stay."""
    source, lines = body.strip("\n").split("\n"), shown.strip("\n").split("\n")
    by_value = {example: f"{{{{ value.{name} | text }}}}" for name, example in examples.items()}
    if len(source) != len(lines) or _STATEMENT.search(body):
        raise WalkError(f"{path} is more than text; write the output into it by hand.")
    for written, line in zip(source, lines, strict=True):
        by_value |= _values(written, line)
    result: list[str] = []
    for at, line in aligned(lines, cleaned(real)):
        if at is not None:
            result.append(source[at])
        elif "{{" in line or _STATEMENT.search(line):
            raise WalkError(f"{path}: what came holds Jinja's own signs; write it into the template by hand.")
        else:
            result.append(_with_expressions(line, by_value))
    return "\n".join(result) + "\n"


def _values(written: str, line: str) -> dict[str, str]:
    """Give the expression for each value that a line of a template shows."""
    names: dict[str, str] = {}
    pattern = ""
    for part in _EXPRESSION.split(written):
        if not part.startswith("{{"):
            pattern += re.escape(part)
        elif part in names:
            pattern += f"(?P={names[part]})"
        else:
            names[part] = f"e{len(names)}"
            pattern += f"(?P<{names[part]}>.+?)"
    found = re.fullmatch(pattern, line)
    return {found[name]: expression for expression, name in names.items()} if found else {}


def _with_expressions(line: str, by_value: Mapping[str, str]) -> str:
    values = sorted(by_value, key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(value)}(?!\w)" for value in values)
    return re.sub(pattern, lambda value: by_value[value[0]], line) if values else line


def aligned(shown: Sequence[str], real: Sequence[str]) -> list[tuple[int | None, str]]:
    """Align shown lines with real ones so that as few as possible change.

    Gives the lines to show, in order: the number of a shown line that stays, or nothing, and the line itself. An
    elision stays where it was, and stands for any lines.
    """
    # best[i][j]: what it costs to come from shown[i:] to real[j:], and the first step there.
    best: list[list[_Step]] = [[(0, 0, 0)] * (len(real) + 1) for _ in range(len(shown) + 1)]
    for i, line in reversed(list(enumerate([*shown, None]))):
        for j, came in reversed(list(enumerate([*real, None]))):
            ways = [(cost + best[i + down][j + across][0], down, across) for cost, down, across in _steps(line, came)]
            best[i][j] = min(ways, key=itemgetter(0), default=(0, 0, 0))
    return _taken(shown, real, best)


def _steps(line: str | None, came: str | None) -> Iterator[_Step]:
    """Give the steps that lead on from a shown line and a real one; nothing stands for the end of either."""
    if line is not None and _is_elision(line):
        yield 0, 1, 0
        # It may stand for one more line.
        if came is not None:
            yield 0, 0, 1
        return
    if line is not None and came is not None:
        yield 0 if matches(line, came) else _REPLACE, 1, 1
    if came is not None:
        yield _INSERT, 0, 1
    if line is not None:
        yield _DROP, 1, 0


def _is_elision(line: str) -> bool:
    return line.strip() == ELISION


def _taken(shown: Sequence[str], real: Sequence[str], best: Sequence[Sequence[_Step]]) -> list[tuple[int | None, str]]:
    """Follow the best steps from the first lines to the last."""
    result: list[tuple[int | None, str]] = []
    i = j = 0
    while i < len(shown) or j < len(real):
        _, down, across = best[i][j]
        elided = i < len(shown) and _is_elision(shown[i])
        if down and (elided or (across and matches(shown[i], real[j]))):
            result.append((i, shown[i]))
        elif across and not elided:
            result.append((None, real[j]))
        i, j = i + down, j + across
    return result
