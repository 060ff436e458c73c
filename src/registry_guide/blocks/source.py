"""Where a row of ``facts/`` stands: for the messages about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry_guide.blocks.errors import SourceError


@dataclass(frozen=True)
class Source:
    """A file, and the keys of a value in it."""

    path: Path
    keys: tuple[str, ...]

    def error(self, sentence: str) -> SourceError:
        """Give an error that names file and line."""
        return SourceError(f"{'.'.join(self.keys)}: {sentence}", self.path, _line_of(self.path, self.keys))


#: Values by the rest of their dotted names below a table, each with the place where it stands.
Leaves = dict[str, tuple[Any, Source]]


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


def nested(leaves: Leaves) -> dict[str, dict[str, Any]]:
    """Give the tables again in which leaves with dotted names stood."""
    result: dict[str, dict[str, Any]] = {}
    for name, (value, _) in leaves.items():
        *tables, key = name.split(".")
        table: dict[str, Any] = result
        for each in tables:
            table = table.setdefault(each, {})
        table[key] = value
    return result


def are_texts(value: object) -> bool:
    """Say whether a value is a list of strings."""
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
