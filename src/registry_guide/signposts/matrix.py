"""The matrix: for each client and each task the pages that help, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from registry_guide.blocks.errors import unknown
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.text import Text

#: The tables of facts: a row for each client, and the headings of the columns by their keys.
ROWS, COLUMNS = "matrix", "matrix_column"
_TITLE = "title"


@dataclass(frozen=True)
class Link:
    """Words that lead to a page, or to a heading of it."""

    words: str
    page: str
    anchor: str = ""


@dataclass(frozen=True)
class Client:
    """A row: what the client is called, and for each column its links, or a reason."""

    title: str
    cells: Mapping[str, tuple[Link, ...] | str]

    @property
    def pages(self) -> frozenset[str]:
        """The pages that the row leads to."""
        return frozenset(link.page for cell in self.cells.values() if isinstance(cell, tuple) for link in cell)


@dataclass(frozen=True)
class Matrix:
    """The headings of the columns by key, and the rows by the client's key."""

    columns: Mapping[str, str]
    clients: Mapping[str, Client]

    def client_of(self, page: str) -> Client | None:
        """Give the client that a page belongs to; none if no row leads there, or several do."""
        found = [client for client in self.clients.values() if page in client.pages]
        return found[0] if len(found) == 1 else None


# Each page of a build asks.
@lru_cache(maxsize=1)
def read(facts: Facts) -> Matrix:
    """Give the matrix that these facts hold.

    Raises:
        ValueError: a row has no title, a key that no column has, or not every column; or a cell is neither a reason nor
            pairs of words and pages. The message is a sentence.
    """
    columns = {key: facts.example(facts.text(f"{COLUMNS}.{key}")) for key in facts.below(f"{COLUMNS}.")}
    rows: dict[str, dict[str, tuple[Link, ...] | str]] = {}
    for name, value in facts.below(f"{ROWS}.").items():
        client, _, key = name.partition(".")
        if key not in (*columns, _TITLE):
            raise ValueError(f"{ROWS}.{name}: {unknown('column of the matrix', key, columns)}")
        rows.setdefault(client, {})[key] = _cell(facts, f"{ROWS}.{name}", value)
    return Matrix(columns, {client: _client(client, cells, columns) for client, cells in rows.items()})


def _client(name: str, cells: Mapping[str, tuple[Link, ...] | str], columns: Mapping[str, str]) -> Client:
    title = cells.get(_TITLE)
    if not isinstance(title, str):
        raise ValueError(f"{ROWS}.{name} has no title")
    if missing := [column for column in columns if column not in cells]:
        raise ValueError(f"{ROWS}.{name} has no {', '.join(missing)}: write pages, or the reason why there are none")
    return Client(title, {column: cells[column] for column in columns})


def _cell(facts: Facts, name: str, value: Text | tuple[Text, ...]) -> tuple[Link, ...] | str:
    if isinstance(value, Text):
        return facts.example(value)
    words = [facts.example(each) for each in value]
    if not words or len(words) % 2:
        raise ValueError(f"{name}: a cell is a reason, or words and a page for each link")
    return tuple(
        Link(said, page, anchor)
        for said, (page, _, anchor) in zip(words[::2], (each.partition("#") for each in words[1::2]), strict=True)
    )
