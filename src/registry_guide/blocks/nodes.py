"""What a page holds beyond docutils' own: blocks, frames around them, values in prose, checks, menus, the panel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxTranslator
from sphinx.writers.html5 import HTML5Translator

from registry_guide.blocks.spans import Span, follow, insert, light, opening
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep

_Visitors = tuple[Callable[..., None], Callable[..., None] | None]


class Frame(nodes.container):
    """Around a block and its caption.

    ``step`` is the block's BlockStep, whose id and labels are empty until the whole page is read.
    """


class Bar(nodes.TextElement):
    """Above a block in a browser: its children are the block's name, ``mark`` is what the ledger says of it, if any."""


class Block(nodes.literal_block):
    """A literal block with ``holes`` (FilledHole) and ``secrets``, the names of placeholders nobody may type."""


class Value(nodes.inline):
    """A reader's value in running text or in a caption: ``placeholder``, ``filters``, ``secret``."""


class Check(nodes.Element):
    """A claim that the walk proves.

    ``step`` is its CheckStep, whose id and labels are empty until the whole page is read; ``marks`` is what the ledger
    says of it and of those that follow it, ``examples`` are the page's placeholders by their example.
    """


class Menu(nodes.enumerated_list):
    """Steps in GitLab's own pages; ``menu`` is the name of their fact, ``action`` their Action."""


class There(nodes.General, nodes.Element):
    """A link into the reader's own GitLab, which only a script can make: an address of text and Values."""


class Start(nodes.Element):
    """Where a part of a page begins anew, from the starting point ``name``; no reader sees it."""


class Panel(nodes.General, nodes.Element):
    """The form for this page's placeholders; ``html`` holds it, ``examples`` the example of each field by its label."""


def ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    """Give what a node stands in, from its parent up to the document."""
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _visit_frame(self: HTML5Translator, node: nodes.Element) -> None:
    step: BlockStep = node["step"]
    # Nothing in output can be pressed that would say what it is; a code block's copy button does.
    name = f' role="group" aria-label="Output: {escape(step.purpose)}"' if step.kind is Kind.OUTPUT else ""
    self.body.append(f'<div class="block {step.kind}" data-purpose="{escape(step.purpose)}"{name}>\n')


def _depart_frame(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def _visit_bar(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append('<div class="bar"><span class="name">')


def _depart_bar(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</span>")
    if mark := node.get("mark"):
        self.body.append(_folded(f"mark {mark.level}", mark.word, f"<p>{escape(mark.says)}</p>"))
    self.body.append("</div>\n")


def _folded(classes: str, word: str, told: str) -> str:
    """Give what is told on demand, as HTML; it unfolds by mouse, finger and keyboard without a script."""
    return f'<details class="{classes}"><summary>{escape(word)}</summary>{told}</details>'


def _visit_block(self: HTML5Translator, node: nodes.Element) -> None:
    # As Sphinx's own visit_literal_block does it: a plain code block gives the same HTML, but for spans around space.
    text = node.astext()
    html = self.highlighter.highlight_block(text, node["language"], location=node, force=False)
    found = [
        Span(hole.start, hole.end, opening(hole.placeholder, hole.filters, hole.placeholder in node["secrets"]))
        for hole in node["holes"]
        if hole.start < hole.end
    ]
    start = self.starttag(node, "div", suffix="", CLASS=f"highlight-{node['language']} notranslate")
    self.body.append(start + insert(light(html), text, found) + "</div>\n")
    raise nodes.SkipNode


def _visit_value(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(opening(node["placeholder"], node["filters"], node["secret"]))


def _depart_value(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</span>")


def _visit_check(self: HTML5Translator, node: nodes.Element) -> None:
    if marks := node.get("marks"):
        told = [follow(each, node["examples"]) for each in marks]
        word = "checked" if len(told) == 1 else f"{len(told)} things checked"
        self.body.append(_folded("check", word, "".join(f"<p>{each}</p>" for each in told)) + "\n")
    raise nodes.SkipNode


def _visit_there(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append('<p class="there" hidden>Open it in your GitLab: <a>')


def _depart_there(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</a></p>\n")


def _visit_panel(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(node["html"])
    raise nodes.SkipNode


def _skip(self: SphinxTranslator, node: nodes.Element) -> None:
    raise nodes.SkipNode


def _as(name: str) -> _Visitors:
    """Give visitors that treat a node as docutils' node of that name, in every format without an idea of its own."""

    def visit(self: Any, node: nodes.Element) -> None:
        getattr(self, f"visit_{name}")(node)

    def depart(self: Any, node: nodes.Element) -> None:
        getattr(self, f"depart_{name}")(node)

    return visit, depart


def _add(app: Sphinx, node: type[nodes.Element], plain: _Visitors, html: _Visitors | None = None) -> None:
    app.add_node(node, html=html or plain, latex=plain, text=plain, man=plain, texinfo=plain)


def setup_nodes(app: Sphinx) -> None:
    """Tell every writer how to show the nodes."""
    _add(app, Frame, _as("container"), html=(_visit_frame, _depart_frame))
    _add(app, Bar, (_skip, None), html=(_visit_bar, _depart_bar))
    _add(app, Block, _as("literal_block"), html=(_visit_block, None))
    _add(app, Value, _as("inline"), html=(_visit_value, _depart_value))
    _add(app, Check, (_skip, None), html=(_visit_check, None))
    _add(app, Menu, _as("enumerated_list"))
    app.add_node(There, html=(_visit_there, _depart_there))
    _add(app, Start, (_skip, None))
    _add(app, Panel, (_skip, None), html=(_visit_panel, None))
