"""The bar of a block: what it is at the left, and what became of it; the copy button lies at its right end.

Only browsers get bars. Other formats show a file's name as a caption, which is where it stands in the doctree.
"""

from __future__ import annotations

from collections.abc import Mapping

from docutils import nodes

from registry_guide.blocks.language import Language
from registry_guide.blocks.marks import Mark
from registry_guide.blocks.nodes import Bar, Block, Frame
from registry_guide.blocks.plain import is_plain
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep

#: Where commands are pasted that every shell takes for the same words.
ANYWHERE = "any shell"


def put(frame: Frame, mark: Mark | None, languages: Mapping[str, Language]) -> None:
    """Put a bar above a frame's block; it takes the words of the caption, which goes."""
    block = next(iter(frame.findall(Block)))
    caption = next(iter(frame.findall(nodes.caption)), None)
    named = caption.children if caption else [nodes.Text(_name(frame["step"], languages))]
    frame.children = []
    frame += Bar("", "", *named, mark=mark)
    frame += block


def _name(step: BlockStep, languages: Mapping[str, Language]) -> str:
    """Say where a block goes that is no file."""
    if step.kind is Kind.OUTPUT:
        return "Output"
    language = languages[step.language]
    return ANYWHERE if is_plain(step.text, language.everywhere) else language.shown
