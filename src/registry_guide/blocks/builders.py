"""Which builders make what a browser shows, and what only such a page may hold."""

from __future__ import annotations

from collections.abc import Set

from docutils import nodes
from sphinx.application import Sphinx

#: The builders that make a page of each document, which lead to each other.
PAGES = frozenset({"html", "dirhtml"})
#: The builders whose pages are read in a browser, one after the other or all at once.
BROWSER = PAGES | {"singlehtml"}


def keep(app: Sphinx, kind: type[nodes.Element], builders: Set[str]) -> None:
    """Take the nodes of a kind out of all that other builders make.

    A book has no script that would answer a form: an EPUB may not even hold one, and on paper a choice would leave out
    what other readers need.
    """

    def take(app: Sphinx, doctree: nodes.document, docname: str) -> None:
        if app.builder.name not in builders:
            for node in list(doctree.findall(kind)):
                node.parent.remove(node)

    app.connect("doctree-resolved", take)
