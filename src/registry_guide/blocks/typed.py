"""What would stand on a page and never be run: code that no template made, and blocks where the walk does not look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch

from docutils import nodes

from registry_guide.blocks.nodes import Check, Frame, ancestors

# The walk reads a page from top to bottom, as a reader who takes each step once.
_ASIDE = (nodes.list_item, nodes.definition_list_item, nodes.table, nodes.Admonition, nodes.block_quote, nodes.field)


def unrun(doctree: nodes.document, docname: str, allowed: Mapping[str, str]) -> Iterator[tuple[nodes.Node, str]]:
    """Give each such node of a page, with a sentence that says what to do.

    `allowed` maps patterns of pages to a regular expression for each line of code that may be typed there.
    """
    rule = next((rule for pattern, rule in allowed.items() if fnmatch(docname, pattern)), None)
    for node in doctree.findall(nodes.literal_block):
        if not _is_run(node) and not _may_be_typed(node.astext(), rule):
            yield (
                node,
                "code is typed into the page, and nothing runs it: make it a template, and show that with {block}",
            )
    for step in doctree.findall(lambda each: isinstance(each, (Frame, Check))):
        if _within(step, _ASIDE):
            what = "a block" if isinstance(step, Frame) else "a claim"
            yield step, f"{what} stands directly in the text or in a tab, not in a list, a table or a note"


def _is_run(code: nodes.literal_block) -> bool:
    # An example in Python is run by the doctest builder. A directive that failed shows itself in its message.
    return "testnodetype" in code or _within(code, (Frame, nodes.system_message))


def _may_be_typed(code: str, rule: str | None) -> bool:
    return rule is not None and all(re.fullmatch(rule, line) for line in code.splitlines())


def _within(node: nodes.Node, kinds: tuple[type, ...]) -> bool:
    return any(isinstance(above, kinds) for above in ancestors(node))
