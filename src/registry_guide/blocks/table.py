"""A table of a page that is made from a table of facts, so that a test can hold each row against what it says."""

from __future__ import annotations

from docutils import nodes
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
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Give the table, its cells read as the page's own markup."""
        domain = GuideDomain.of(self.env)
        name = self.arguments[0]
        domain.note(self.env.docname, {name})
        try:
            rows = rows_of(domain.facts, name)
        except ValueError as error:
            raise self.error(str(error)) from None
        columns = [line.partition(":")[::2] for line in self.content if line.strip()]
        lines = [_line([heading.strip() for heading, _ in columns]), _line(["---"] * len(columns))]
        lines += [_line([_cell(keys.split(), row) for _, keys in columns]) for row in rows.values()]
        return self.parse_text_to_nodes("\n".join(lines) + "\n", offset=self.content_offset)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _cell(keys: list[str], row: dict[str, str]) -> str:
    """Give what a row has under these keys."""
    parts = []
    for key in keys:
        value = row.get(key.strip("`"), "")
        parts.append(f"`{value}`" if value and key.startswith("`") else value)
    return " ".join(part for part in parts if part)
