"""MyST as far as its fences go: what is prose, what is code, and where a directive holds prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

ADMONITIONS = {"admonition", "attention", "caution", "danger", "hint", "important", "note", "seealso", "tip", "warning"}
PROSE = {*ADMONITIONS, "group-tab", "tab", "tabs", "versionadded", "versionchanged"}
# Between these comments a page may show how not to write.
OFF, ON = "% prose: off", "% prose: on"

_FENCE = re.compile(r"^\s*(?P<fence>`{3,}|:{3,})(?:\{(?P<name>[\w-]+)\})?(?P<argument>.*)$")


class Kind(Enum):
    """A line of prose, a fence around prose, or a whole fenced part that is not prose."""

    PROSE = auto()
    FENCE = auto()
    CODE = auto()


@dataclass(frozen=True)
class Part:
    """Lines of a page that belong together; `name` and `argument` are those of the directive they are, or empty."""

    kind: Kind
    lines: tuple[str, ...]
    name: str = ""
    argument: str = ""


def parts(source: str) -> Iterator[Part]:
    """Split a page: joined again, the lines of all parts are its lines."""
    open_fences: list[str] = []
    lines = iter(source.splitlines())
    for line in lines:
        match = _FENCE.match(line)
        if match is None:
            yield Part(Kind.PROSE, (line,))
        elif open_fences and line.strip() == open_fences[-1]:
            open_fences.pop()
            yield Part(Kind.FENCE, (line,))
        elif match["name"] in PROSE:
            open_fences.append(match["fence"])
            yield Part(Kind.FENCE, (line,), match["name"], match["argument"].strip())
        else:
            code = (line, *_until(lines, match["fence"]))
            yield Part(Kind.CODE, code, match["name"] or "", match["argument"].strip())


def _until(lines: Iterator[str], fence: str) -> Iterator[str]:
    for line in lines:
        yield line
        if line.strip() == fence:
            return


def unwrap(source: str) -> str:
    """Return the page with the fences of prose directives blanked, so that a Markdown tool reads what they hold.

    Lines keep their numbers; what stands between the comments OFF and ON is blanked too.
    """
    off = False
    kept: list[str] = []
    for part in parts(source):
        off = part.lines == (OFF,) or (off and part.lines != (ON,))
        blank = off or part.kind is Kind.FENCE or part.lines == (ON,)
        kept += ("",) * len(part.lines) if blank else part.lines
    return "\n".join(kept) + "\n"
