"""What the pages of a site have, as they were written: each is read once, and again only after it was written again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Literal

import msgspec

#: What a page loads: up to its file, the file below `_static`, the version of the file.
LOADED = re.compile(r'( (?:href|src)="[./]*_static/)([^"?]+)(\?v=\w+)?(?=")')
# A script that a page loads, or names as one to load later.
_SCRIPT = re.compile(r"_static/([\w/.-]+\.js)")
# Pages are written by templates and by Sphinx, with these quotes.
_CLASSES, _IDS = re.compile(r'class="([^"]+)"'), re.compile(r' id="([^"]+)"')
_ELEMENTS = re.compile(r"<([a-z][a-z0-9]*)")
# When a file was written, in nanoseconds, and its bytes.
_Stamp = tuple[int, int]


@dataclass(frozen=True)
class Page:
    """What a page has.

    Attributes:
        classes: the classes of its elements.
        ids: their ids.
        elements: the names of their tags.
        scripts: the scripts below `_static` that it loads or names.
        loads: the files below `_static` that it loads, each with its version as the address has it ("?v=…"), or "".
    """

    classes: frozenset[str]
    ids: frozenset[str]
    elements: frozenset[str]
    scripts: frozenset[str]
    loads: Mapping[str, str]


def page(text: str) -> Page:
    """Give what a page has whose text this is."""
    classes = {name for value in set(_CLASSES.findall(text)) for name in unescape(value).split()}
    return Page(
        frozenset(classes),
        frozenset(map(unescape, _IDS.findall(text))),
        frozenset(_ELEMENTS.findall(text)),
        frozenset(_SCRIPT.findall(text)),
        {name: version for _, name, version in LOADED.findall(text)},
    )


class _Memory(msgspec.Struct):
    """What was read of each page, by its file; `form` changes whenever `page` gives something else for one text."""

    form: Literal[1]
    pages: dict[str, tuple[_Stamp, Page]]


class Pages:
    """The pages below a folder, with a file that remembers what each had when it was last read.

    A file that is not there, or holds anything else, remembers nothing.
    """

    def __init__(self, folder: Path, memory: Path) -> None:
        self._memory = memory
        before = _remembered(memory)
        self._rows = {path: _row(path, before.get(str(path))) for path in folder.rglob("*.html")}

    def by_file(self) -> Mapping[Path, Page]:
        """Give each page by its file."""
        return {path: page for path, (_, page) in self._rows.items()}

    def write(self, path: Path, text: str) -> None:
        """Write a page again."""
        path.write_text(text, encoding="utf-8")
        self._rows[path] = _stamp(path), page(text)

    def remember(self) -> None:
        """Write the file, for the next build."""
        memory = _Memory(1, {str(path): row for path, row in self._rows.items()})
        self._memory.write_bytes(msgspec.json.encode(memory))


def _remembered(memory: Path) -> Mapping[str, tuple[_Stamp, Page]]:
    try:
        return msgspec.json.decode(memory.read_bytes(), type=_Memory).pages
    except (OSError, msgspec.DecodeError):
        return {}


def _row(path: Path, before: tuple[_Stamp, Page] | None) -> tuple[_Stamp, Page]:
    stamp = _stamp(path)
    return before if before and before[0] == stamp else (stamp, page(path.read_text(encoding="utf-8")))


def _stamp(path: Path) -> _Stamp:
    known = path.stat()
    return known.st_mtime_ns, known.st_size
