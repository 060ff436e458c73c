"""The one exception for a mistake in a fact, a template or an option."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


class SourceError(Exception):
    """A mistake in something a contributor wrote, with the place where it stands.

    Takes the sentence that says what is wrong and what would be right, the file, and the line (from 1; 0 where the
    whole file is meant). ``str()`` gives ``file:line: sentence``, which editors turn into a link.
    """

    def __init__(self, sentence: str, path: Path | None = None, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.path = path
        self.line = line

    def __str__(self) -> str:
        if self.path is None:
            return self.sentence
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.sentence}"


def unknown(what: str, name: str, names: Iterable[str]) -> str:
    """Give the sentence for a name that does not exist, with the nearest one that does.

    Takes what the name stands for ("placeholder"), the name, and all valid names.
    """
    valid = sorted(names)
    near = difflib.get_close_matches(name, valid, n=1, cutoff=0.5)
    if near:
        return f'there is no {what} "{name}"; did you mean "{near[0]}"?'
    if not valid:
        return f'there is no {what} "{name}", nor any other'
    listed = ", ".join(f'"{each}"' for each in valid[:12]) + (", …" if len(valid) > 12 else "")
    return f'there is no {what} "{name}"; there are {listed}'
