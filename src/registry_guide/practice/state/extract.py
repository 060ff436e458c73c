"""One page of a long list: what a query finds is counted, and of its rows only those of the page are read."""

import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, overload

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Query:
    """What is listed: `table` is read where `where` holds, in the order of `order`; `values` stand for the marks."""

    table: str
    where: str
    order: str
    values: tuple[object, ...]


class Extract(Sequence[Item], Generic[Item]):
    """A sequence of which the items from `start` on are in memory; reading any other raises an IndexError."""

    def __init__(self, total: int, start: int, items: list[Item]) -> None:
        self._total = total
        self._start = start
        self._items = items

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, wanted: int) -> Item: ...

    @overload
    def __getitem__(self, wanted: slice) -> list[Item]: ...

    def __getitem__(self, wanted: int | slice) -> Item | list[Item]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        start, stop, _ = wanted.indices(self._total)
        first, last = start - self._start, stop - self._start
        if first < last and not 0 <= first <= last <= len(self._items):
            raise IndexError(f"the items from {start} to {stop} are not in memory")
        return self._items[max(0, first) : max(0, last)]


def extract(
    connection: sqlite3.Connection, query: Query, start: int, count: int, item: Callable[[sqlite3.Row], Item]
) -> Extract[Item]:
    """Read `count` of the items that a query finds, from `start` on."""
    table = query.table
    (total,) = connection.execute(f"SELECT count(*) FROM {table} WHERE {query.where}", query.values).fetchone()
    # SQLite counts no further.
    start = min(start, sys.maxsize)
    # An index alone finds which rows are the page's; only these are read.
    rows = connection.execute(
        f"SELECT {table}.* FROM (SELECT id FROM {table} WHERE {query.where} ORDER BY {query.order} LIMIT ? OFFSET ?)"
        f" AS page JOIN {table} USING (id) ORDER BY {query.order}",
        (*query.values, count, start),
    )
    return Extract(total, start, [item(row) for row in rows])
