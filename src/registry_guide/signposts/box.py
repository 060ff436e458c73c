"""A box for words or a message that stands in a page and leads to the search."""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Box(nodes.General, nodes.Element):
    """Stands for the box until it is known how the builder calls the search page; ``label`` is what it says."""


class BoxDirective(SphinxDirective):
    """``search-box LABEL``: a box that leads to the search page; only pages in a browser have it."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Give the place."""
        return [Box("", label=self.arguments[0])]


def put(app: Sphinx, doctree: nodes.document, docname: str, searchable: bool) -> None:
    """Put the boxes of a page in their places, or take them away where there is no search."""
    for place in list(doctree.findall(Box)):
        if searchable:
            action = escape(app.builder.get_relative_uri(docname, "search"))
            place.replace_self(nodes.raw("", _html(action, escape(place["label"])), format="html"))
        else:
            place.parent.remove(place)


def _html(action: str, label: str) -> str:
    return (
        f'<form class="ask" role="search" method="get" action="{action}">'
        f'<label for="ask">{label}</label>'
        '<input id="ask" type="search" name="q" autocomplete="off" autocapitalize="off" spellcheck="false">'
        '<button type="submit">Search</button></form>\n'
    )
