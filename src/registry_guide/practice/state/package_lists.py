"""Packages and files by the many: lists of which nobody knows how long they are.

Nothing here reads a long list at once on the event loop: the lines of the simple pages come one by one, a page of a
list is read in a thread of its own.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, islice
from pathlib import Path
from typing import TypeVar

from registry_guide.practice.state.database import snapshot
from registry_guide.practice.state.extract import Extract, Query, extract
from registry_guide.practice.state.packages import PENDING, File, Package, marks, package_of

Item = TypeVar("Item")

# Written out, so that SQLite sees that its partial indexes hold all that is asked for.
_LIVE = f"package.status != '{PENDING}'"
_FEW = 500
_INDEX = f"SELECT id, name, requires_python FROM package WHERE project = ? AND {_LIVE} ORDER BY id"
_NAMES = f"SELECT DISTINCT normalised AS id FROM package WHERE project = ? AND {_LIVE} ORDER BY normalised"
_PAGE = (
    "SELECT package.id, package.project, package.name AS package_name, file.requires_python, file.name AS file_name,"
    f" file.sha256 FROM package LEFT JOIN file ON file.package = package.id AND file.status != '{PENDING}'"
    f" WHERE package.project = ? AND package.normalised = ? AND {_LIVE} ORDER BY package.id, file.id"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A line of a simple page: a file, with its own `requires_python`."""

    project: int
    file_name: str
    sha256: str
    requires_python: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which packages a list shows: those of projects, with `name` in their names, of a version, of one of statuses."""

    projects: tuple[int, ...]
    name: str = ""
    version: str | None = None
    statuses: tuple[str, ...] | None = None

    def query(self, order: str) -> Query:
        """Give the query, in an order that is SQL."""
        where = [f"project IN ({marks(self.projects)})", _LIVE]
        values: list[object] = [*self.projects]
        if self.name:
            # Names are ASCII alone, so SQLite knows their small letters.
            where.append("instr(lower(name), ?) > 0")
            values.append(self.name.lower())
        if self.version is not None:
            where.append("version = ?")
            values.append(self.version)
        if self.statuses is not None:
            where.append(f"status IN ({marks(self.statuses)})")
            values += self.statuses
        return Query("package", " AND ".join(where), order, tuple(values))


class PackageLists:
    """What a database lists. Iterators read as they go, and see the state as it was when they began."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def index(self, projects: Iterable[int]) -> Iterator[tuple[str, str]]:
        """Give raw name and `requires_python` of each version, oldest first: the lines of a simple index."""
        return ((row["name"], row["requires_python"]) for row in self._rows(_INDEX, projects))

    def names(self, projects: Iterable[int]) -> Iterator[str]:
        """Give each normalised name once, sorted."""
        return (name for name, _ in groupby(row["id"] for row in self._rows(_NAMES, projects)))

    def page(self, projects: Iterable[int], requested: str) -> tuple[str, Iterator[Link]] | None:
        """Give the first version's name as spelled, and the lines of a simple page; None if no version has the name.

        The stored name is normalised, the requested one only put in small letters
        (`with_normalized_pypi_name`). A version about to be destroyed counts as gone.
        """
        rows = self._rows(_PAGE, projects, requested.lower())
        first = next(rows, None)
        if first is None:
            return None
        return first["package_name"], (
            Link(row["project"], row["file_name"], row["sha256"], row["requires_python"])
            for part in ((first,), rows)
            for row in part
            if row["file_name"] is not None
        )

    def files(self, package: Package) -> Iterator[File]:
        """Give the files of a package, oldest first."""
        query = f"SELECT * FROM file WHERE package = ? AND status != '{PENDING}' ORDER BY id"
        return (File(**dict(row)) for row in self._rows(query, [package.id]))

    def counts(self) -> Mapping[int, int]:
        """Give how many packages each project has that has any."""
        query = f"SELECT project, count(*) AS number FROM package WHERE {_LIVE} GROUP BY project"
        return {row["project"]: row["number"] for row in self._connection.execute(query)}

    async def packages(self, wanted: Wanted, order: str, start: int, count: int) -> Extract[Package]:
        """Read a part of a list of packages, in an order that is SQL."""
        return await self._extract(wanted.query(order), start, count, package_of)

    async def package_files(self, package: Package, order: str, start: int, count: int) -> Extract[File]:
        """Read a part of the list of a package's files, in an order that is SQL."""
        query = Query("file", f"package = ? AND status != '{PENDING}'", order, (package.id,))
        return await self._extract(query, start, count, lambda row: File(**dict(row)))

    async def _extract(
        self, query: Query, start: int, count: int, item: Callable[[sqlite3.Row], Item]
    ) -> Extract[Item]:
        def read() -> Extract[Item]:
            with snapshot(self._path) as state:
                return extract(state, query, start, count, item)

        return await asyncio.to_thread(read)

    def _rows(self, query: str, keys: Iterable[int], *values: object) -> Iterator[sqlite3.Row]:
        """Run a query for each key and merge what it finds by the column `id`, by which each is sorted."""
        keys = self._holding(list(keys))
        few = list(islice(_merged(self._connection, query, keys, values), _FEW))
        return iter(few) if len(few) < _FEW else self._many(query, keys, values)

    def _many(self, query: str, keys: list[int], values: tuple[object, ...]) -> Iterator[sqlite3.Row]:
        with snapshot(self._path) as state:
            yield from _merged(state, query, keys, values)

    def _holding(self, projects: list[int]) -> list[int]:
        """Leave out the projects without packages: a group may have many."""
        if len(projects) < 2:
            return projects
        query = f"SELECT 1 FROM package WHERE project = ? AND {_LIVE} LIMIT 1"
        return [each for each in projects if self._connection.execute(query, (each,)).fetchone()]


def _merged(
    connection: sqlite3.Connection, query: str, keys: list[int], values: tuple[object, ...]
) -> Iterator[sqlite3.Row]:
    cursors = [connection.execute(query, (key, *values)) for key in keys]
    yield from cursors[0] if len(cursors) == 1 else merge(*cursors, key=lambda row: row["id"])
