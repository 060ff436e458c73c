"""A table of a page that is made from a table of facts, so that a test can hold each row against what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from registry_guide.blocks.domain import GuideDomain
from registry_guide.blocks.errors import unknown
from registry_guide.blocks.facts import Facts


def rows_of(facts: Facts, table: str) -> dict[str, dict[str, str]]:
    """Give the rows ``TABLE.ROW.KEY`` of the facts, with examples, in the order in which they are written.

    A row has its own name under "name".

    Raises ValueError with a sentence if there are none.
    """
    rows: dict[str, dict[str, str]] = {}
    for name in facts.values:
        first, _, rest = name.partition(".")
        row, _, key = rest.partition(".")
        if first == table and key:
            rows.setdefault(row, {"name": row})[key] = facts.example(facts.text(name))
    if not rows:
        raise ValueError(unknown("table of facts", table, {name.partition(".")[0] for name in facts.values}))
    return rows


class RowsDirective(SphinxDirective):
    """``rows TABLE``: a row for each ``TABLE.ROW`` of the facts.

    Each line of the content is a column: ``Heading: key key``. A key in backticks is shown as code.
    ``:only: key=value`` leaves out the rows that have something else there; ``:list:`` gives a list instead of a
    table, which needs no width: the first column is the term, the others stand below it.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"only": directives.unchanged_required, "list": directives.flag}
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Give the table, its cells read as the page's own markup."""
        domain = GuideDomain.of(self.env)
        name = self.arguments[0]
        domain.note(self.env.docname, {name})
        key, _, value = self.options.get("only", "").partition("=")
        try:
            rows = [row for row in rows_of(domain.facts, name).values() if row.get(key, "") == value]
        except ValueError as error:
            raise self.error(str(error)) from None
        if not rows:
            raise self.error(f"no row of {name} has {key}={value}")
        columns = [(heading.strip(), keys.split()) for heading, _, keys in map(_column, self.content) if keys]
        try:
            lines = _list(columns, rows) if "list" in self.options else _table(columns, rows)
        except ValueError as error:
            raise self.error(str(error)) from None
        return self.parse_text_to_nodes("\n".join(lines) + "\n", offset=self.content_offset)


Column = tuple[str, list[str]]
Row = Mapping[str, str]


def _column(line: str) -> tuple[str, str, str]:
    return line.partition(":")


def _table(columns: Sequence[Column], rows: Sequence[Row]) -> list[str]:
    lines = [_line([heading for heading, _ in columns]), _line(["---"] * len(columns))]
    return lines + [_line([_cell(keys, row) for _, keys in columns]) for row in rows]


def _list(columns: Sequence[Column], rows: Sequence[Row]) -> list[str]:
    (_, term), *others = columns
    lines = []
    for row in rows:
        told = [(heading, cell) for heading, keys in others if (cell := _cell(keys, row))]
        if not (named := _cell(term, row)):
            raise ValueError(f"the row {row['name']} has nothing under {' '.join(term)}, which a list needs")
        lines.append(named)
        lines += [f"{'  ' if at else ': '}{heading}: {cell}\n" for at, (heading, cell) in enumerate(told)]
    return lines


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _cell(keys: list[str], row: Row) -> str:
    """Give what a row has under these keys."""
    parts = []
    for key in keys:
        value = row.get(key.strip("`"), "")
        parts.append(f"`{value}`" if value and key.startswith("`") else value)
    return " ".join(part for part in parts if part)
