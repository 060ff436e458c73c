"""The files of ``facts/``: their tables, each value with the place where it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from registry_guide.blocks.errors import SourceError
from registry_guide.blocks.source import Leaves, Source

#: Tables with a form of their own; all others hold facts.
RESERVED = frozenset({"placeholder", "rule", "choice", "start", "language", "setup", "value", "option"})
#: Those of them that no file may have: templates read their own things under these names.
_CLOSED = frozenset({"value", "option"})


def read(directory: Path, computed: Mapping[str, str]) -> tuple[Leaves, dict[str, Leaves]]:
    """Give the facts of a directory and those that come from elsewhere, and what stands in each reserved table.

    Raises SourceError with file and line for what is no fact, or stands a second time.
    """
    if not directory.is_dir():
        raise SourceError("this directory of facts does not exist", directory)
    raw: Leaves = {name: (value, Source(directory, (name,))) for name, value in computed.items()}
    reserved: dict[str, Leaves] = {name: {} for name in RESERVED}
    for path in sorted(directory.glob("*.toml")):
        for keys, value in _leaves(_table(path)):
            _add(value, Source(path, keys), keys, raw, reserved)
    return raw, reserved


def _add(value: Any, source: Source, keys: tuple[str, ...], raw: Leaves, reserved: Mapping[str, Leaves]) -> None:
    """Put a value of a file among the facts, or where a reserved table has its own; raise SourceError for a second."""
    first, *rest = keys
    if first in _CLOSED or (first in RESERVED and len(rest) < 2):
        raise source.error(f'the table "{first}" is reserved')
    table, name = (reserved[first], ".".join(rest)) if first in RESERVED else (raw, ".".join(keys))
    if name in table:
        raise source.error(f"this stands in {table[name][1].path} already; a fact stands once")
    table[name] = (value, source)


def _table(path: Path) -> dict[str, Any]:
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
