"""A Sphinx extension for drawings: ``drawing NAME`` puts `docs/_drawings/NAME.svg` into the page.

A drawing stands in the page itself, so that its colours are the page's, in the dark and on paper too. The directive's
content says the same in words: a screen reader reads them, and every format without drawings prints them.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from registry_guide.blocks.errors import unknown

_SVG = "{http://www.w3.org/2000/svg}"
#: What a drawing is made of: nothing that runs, loads or links.
_ELEMENTS = frozenset({"svg", "g", "rect", "line", "path", "text", "tspan"})


class Drawing(nodes.container):
    """A drawing: ``svg`` is its markup, the children say the same in words."""


class DrawingDirective(SphinxDirective):
    """``drawing NAME``: a file of `docs/_drawings`, with the same in words as content."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Give the drawing; report a file that is none, here."""
        folder = Path(self.env.srcdir, "_drawings")
        path = folder / f"{self.arguments[0]}.svg"
        self.env.note_dependency(path)
        self.assert_has_content()
        if not path.is_file():
            raise self.error(unknown("drawing", self.arguments[0], {each.stem for each in folder.glob("*.svg")}))
        try:
            svg = drawn(path.read_text("utf-8"))
        except ValueError as error:
            raise self.error(f"{path.name}: {error}") from None
        node = Drawing("", svg=svg)
        node += self.parse_content_to_nodes()
        self.set_source_info(node)
        return [node]


def drawn(text: str) -> str:
    """Give the markup of a drawing as a page holds it, without what only a file of its own needs.

    Raises ValueError with a sentence if it is none, or holds anything that is not drawn.
    """
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise ValueError(f"it cannot be read: {error}") from None
    for element in root.iter():
        name = element.tag.removeprefix(_SVG)
        if not element.tag.startswith(_SVG) or name not in _ELEMENTS:
            raise ValueError(f"a drawing has no {name}; it has {', '.join(sorted(_ELEMENTS))}")
        if wrong := next((each for each in element.attrib if each.startswith(("on", "{")) or each == "style"), None):
            raise ValueError(f"a drawing has no attribute {wrong}: page.css has its colours, and nothing runs in it")
        element.tag = name
    if root.tag != "svg" or "viewBox" not in root.attrib:
        raise ValueError("it is no svg with a viewBox")
    return ET.tostring(root, encoding="unicode")


def _visit(self: HTML5Translator, node: Drawing) -> None:
    # An EPUB lists the pages that have drawings, which Sphinx does not do.
    if self.builder.name == "epub":
        self.visit_container(node)
        return
    words = escape(" ".join(node.astext().split()), quote=True)
    opening = f'<svg role="img" aria-label="{words}"'
    self.body.append(f'<figure class="drawing">{node["svg"].replace("<svg", opening, 1)}</figure>\n')
    raise nodes.SkipNode


def _depart(self: HTML5Translator, node: Drawing) -> None:
    self.depart_container(node)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to Sphinx."""
    app.add_node(Drawing, html=(_visit, _depart))
    app.add_directive("drawing", DrawingDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
