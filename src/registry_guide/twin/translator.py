"""How a page is written as Markdown: sphinx-markdown-builder's translator, with what it does not know or would lose.

It has no idea of tabs and of the guide's own nodes; it prints a table through a library that takes `1.10` for a number
and rewrites it; and a block whose text holds three backticks, or a code with one, would end too early.
"""

from __future__ import annotations

import re
from typing import cast

from docutils import nodes
from sphinx_markdown_builder.contexts import SubContext, SubContextParams, TitleContext, WrappedContext
from sphinx_markdown_builder.escape import escape_markdown_chars
from sphinx_markdown_builder.translator import MarkdownTranslator
from sphinx_tabs.tabs import SphinxTabsTab

from registry_guide.blocks.nodes import Bar
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep

_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})  # noqa: RUF001
_PAGE = re.compile(r"\.html(?=#|$)")


class TwinTranslator(MarkdownTranslator):  # type: ignore[misc]
    """Writes the doctree of an HTML page, whose links lead to HTML pages, as Markdown whose links lead to twins."""

    # --- what a block, its caption and its mark are ---

    def visit_Frame(self, node: nodes.Element) -> None:
        """Say of output that it is output: nothing else would tell it from what is to be typed."""
        step: BlockStep = node["step"]
        if step.kind is Kind.OUTPUT:
            self.add("Output:", prefix_eol=2, suffix_eol=2)

    def depart_Frame(self, node: nodes.Element) -> None:
        """Say below a block what ran it."""
        for bar in node.findall(Bar):
            if mark := bar.get("mark"):
                self.add(f"*{mark.says}*", prefix_eol=2, suffix_eol=2)

    def visit_Bar(self, node: nodes.Element) -> None:
        """Name the file that a block is saved in, and say whether it is added to it."""
        step: BlockStep = node.parent["step"]
        if step.file:
            added = node.astext().removeprefix(step.file)
            self.add(f"File: **{escape_markdown_chars(step.file)}**{added}", prefix_eol=2, suffix_eol=2)
        raise nodes.SkipNode

    def visit_Block(self, node: nodes.Element) -> None:
        """Write a block exactly as it is copied."""
        self._fence(node)

    def visit_literal_block(self, node: nodes.Element) -> None:
        """Write code that is no block of the guide's own."""
        self._fence(node)

    def visit_doctest_block(self, node: nodes.Element) -> None:
        """Write an example in Python, prompts and all."""
        self._fence(node, "pycon")

    def _fence(self, node: nodes.Element, language: str = "") -> None:
        text = node.astext().removesuffix("\n")
        ticks = "`" * max(3, _longest(text) + 1)
        self.add(f"{ticks}{node.get('language', language)}\n{text}\n{ticks}", prefix_eol=2, suffix_eol=2)
        raise nodes.SkipNode

    def visit_Check(self, node: nodes.Element) -> None:
        """Write what the walk found of a claim."""
        marks: list[str] = node.get("marks", [])
        for mark in marks:
            self.add(f"*{mark}*", prefix_eol=2, suffix_eol=2)
        raise nodes.SkipNode

    def visit_There(self, node: nodes.Element) -> None:
        """Leave out a link that only a script can make."""
        raise nodes.SkipNode

    def visit_Panel(self, node: nodes.Element) -> None:
        """Say which values are examples: there is nothing to fill in here."""
        fields: dict[str, str] = node["examples"]
        named = ", ".join(f"{label} *{escape_markdown_chars(example)}*" for label, example in fields.items())
        self.add(f"These values are examples; put your own in their place: {named}.", prefix_eol=2, suffix_eol=2)
        raise nodes.SkipNode

    def visit_Form(self, node: nodes.Element) -> None:
        """Leave out the form of a set-up page: nothing is hidden that it could choose."""
        raise nodes.SkipNode

    def visit_Drawing(self, node: nodes.Element) -> None:
        """Write in words what a drawing shows."""

    def depart_Drawing(self, node: nodes.Element) -> None:
        """End them."""

    def visit_Start(self, node: nodes.Element) -> None:
        """Leave out what only the walk needs to know; the sentence behind it says where a reader stands."""
        raise nodes.SkipNode

    def visit_comment(self, node: nodes.Element) -> None:
        """Leave out what is for those who write the page."""
        raise nodes.SkipNode

    def visit_Finder(self, node: nodes.Element) -> None:
        """Leave out the box, which needs a browser; the lists behind it have all that it finds."""
        raise nodes.SkipNode

    # --- tabs: no choice is hidden, so each says what it is for, and the end of them shows ---

    def visit_SphinxTabsTablist(self, node: nodes.Element) -> None:
        """Say between what one chooses."""
        labels = ", ".join(tab.astext() for tab in node.findall(SphinxTabsTab))
        self.add(f"*{node['aria-label']}, one of these: {labels}.*", prefix_eol=2, suffix_eol=2)
        raise nodes.SkipNode

    def visit_SphinxTabsPanel(self, node: nodes.Element) -> None:
        """Go on with what stands in the panel, whose label is its first paragraph."""

    def depart_container(self, node: nodes.Element) -> None:
        """Show where the last choice ends."""
        if "sphinx-tabs" in node["classes"]:
            self.add("* * *", prefix_eol=2, suffix_eol=2)

    def visit_paragraph(self, node: nodes.Element) -> None:
        """Write a paragraph; one that names a tab stands out."""
        bold = "tab-label" in node["classes"]
        blank = 2 if self.status.list_marker is None else 1
        params = SubContextParams(2, blank)
        self._push_context(WrappedContext("**", "**", params=params) if bold else SubContext(params))

    def depart_paragraph(self, node: nodes.Element) -> None:
        """End the paragraph."""
        self._pop_context()

    # --- words ---

    def visit_Text(self, node: nodes.Text) -> None:
        """Write words on one line, whatever line they stand on in the source, and with quotation marks as typed."""
        super().visit_Text(nodes.Text(straight(node.astext()).replace("\n", " ")))

    def visit_inline(self, node: nodes.Element) -> None:
        """Write words in a line, but for the names of columns, which are for narrow screens."""
        if "column" in node["classes"]:
            raise nodes.SkipNode

    def visit_literal(self, node: nodes.Element) -> None:
        """Write code in a line."""
        self.add(_code(node.astext()))
        raise nodes.SkipNode

    def visit_term(self, node: nodes.Element) -> None:
        """Write a term so that it stands out: plain Markdown has no lists of definitions."""
        self._push_context(WrappedContext("**", "**", params=SubContextParams(2, 2)))

    def depart_term(self, node: nodes.Element) -> None:
        """End the term."""
        self._pop_context()

    def visit_definition(self, node: nodes.Element) -> None:
        """Write what a term means below it."""
        self._push_context(SubContext(SubContextParams(2, 2)))

    def depart_definition(self, node: nodes.Element) -> None:
        """End the definition."""
        self._pop_context()

    def visit_admonition(self, node: nodes.Element) -> None:
        """Write what stands apart on the page as what it is, text: a block in a quotation could not be copied."""

    def _push_box(self, title: str) -> None:
        # The same for a note or a warning, to which whoever writes HTML has added its title.
        self._push_context(SubContext(SubContextParams(2, 2)))

    def visit_section(self, node: nodes.Element) -> None:
        """Begin a section, with the anchors that those who read Markdown do not make of its heading."""
        self.ensure_eol(2)
        made = anchor(next(node.findall(nodes.title)).astext())
        for name in node["ids"]:
            if name != made:
                self._add_anchor(name)
        self._push_status(section_level=self.status.section_level + 1)

    def depart_section(self, node: nodes.Element) -> None:
        """End the section."""
        self._pop_status()

    def visit_title(self, node: nodes.Element) -> None:
        """Write a heading; that of an admonition is none of the page's own."""
        if isinstance(node.parent, nodes.Admonition):
            self._push_context(WrappedContext("**", "**", params=SubContextParams(2, 2)))
        else:
            self._push_context(TitleContext(self.status.section_level))

    def depart_title(self, node: nodes.Element) -> None:
        """End the heading."""
        self._pop_context()

    def visit_raw(self, node: nodes.Element) -> None:
        """Leave out what is written for browsers."""
        raise nodes.SkipNode

    def visit_meta(self, node: nodes.Element) -> None:
        """Leave out what only browsers read."""
        raise nodes.SkipNode

    def _adjust_url(self, url: str) -> str:
        return _PAGE.sub(".md", url)

    def _fetch_ref_uri(self, node: nodes.Element) -> str:
        return f"#{node['refid']}" if "refid" in node else cast(str, super()._fetch_ref_uri(node))

    # --- tables ---

    def visit_table(self, node: nodes.Element) -> None:
        """Write a table, each cell on one line."""
        rows = [[self._cell(entry) for entry in row.findall(nodes.entry)] for row in node.findall(nodes.row)]
        head, *body = rows
        lines = [head, ["---"] * len(head), *body]
        self.add("\n".join(f"| {' | '.join(cells)} |" for cells in lines), prefix_eol=2, suffix_eol=2)
        raise nodes.SkipNode

    def _cell(self, entry: nodes.Element) -> str:
        context = SubContext()
        self._push_context(context)
        for child in entry.children:
            child.walkabout(self)
        self._ctx_queue.pop()
        return cast(str, context.make()).strip().replace("|", r"\|").replace("\n\n", "<br>").replace("\n", " ")


def straight(text: str) -> str:
    """Give text with the quotation marks that its author typed: many hosts do not say in which coding a twin is."""
    return text.translate(_STRAIGHT)


def anchor(heading: str) -> str:
    """Give the anchor that GitHub, and those who do as it does, make of a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _longest(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _code(text: str) -> str:
    """Give text as code in a line; one that holds a backtick is put between longer runs of them (CommonMark, 6.1)."""
    one = " ".join(text.split("\n"))
    if "`" not in one:
        return f"`{one}`"
    ticks = "`" * (_longest(one) + 1)
    return f"{ticks} {one} {ticks}"
