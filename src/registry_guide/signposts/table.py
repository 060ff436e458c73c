"""The matrix as a table of a page."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from registry_guide.blocks.domain import GuideDomain
from registry_guide.signposts import matrix


class MatrixDirective(SphinxDirective):
    """``matrix``: a row for each client and a column for each task; a cell holds links, or a dash and the reason."""

    def run(self) -> list[nodes.Node]:
        """Give the table, its links read as the page's own, so that a build says which of them leads nowhere."""
        domain = GuideDomain.of(self.env)
        domain.note(self.env.docname, {matrix.ROWS, matrix.COLUMNS})
        try:
            found = matrix.read(domain.facts)
        except ValueError as error:
            raise self.error(str(error)) from None
        lines = [_line(["Client", *found.columns.values()]), _line(["---"] * (1 + len(found.columns)))]
        lines += [_line([each.title, *map(_cell, each.cells.values())]) for each in found.clients.values()]
        made = self.parse_text_to_nodes("\n".join(lines) + "\n", offset=self.content_offset)
        for table in (each for node in made for each in node.findall(nodes.table)):
            table["classes"].append("matrix")
        return made


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _cell(cell: tuple[matrix.Link, ...] | str) -> str:
    if isinstance(cell, str):
        return f"— {cell}"
    return ", ".join(f"[{link.words}](/{link.page}.md{f'#{link.anchor}' if link.anchor else ''})" for link in cell)
