"""A Sphinx extension for the page on the practice registry: lists where it guesses, from the registry's own list."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from registry_guide.practice import imitated


class GuessesDirective(SphinxDirective):
    """``guesses``: each answer of the practice registry that nobody vouches for, and on what ground it is given."""

    def run(self) -> list[nodes.Node]:
        """Give a definition list."""
        self.env.note_dependency(imitated.__file__)
        items = [
            nodes.definition_list_item(
                "",
                nodes.term("", each.about),
                nodes.definition("", nodes.paragraph("", f"{each.sentence} ({each.ground.value.capitalize()}.)")),
            )
            for each in imitated.IMITATED
        ]
        return [nodes.definition_list("", *items)]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directive."""
    app.add_directive("guesses", GuessesDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
