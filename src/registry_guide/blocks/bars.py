"""The bar of a block: what it is at the left, and what became of it; the copy button lies at its right end.

Only browsers get bars. Other formats show a file's name as a caption, which is where it stands in the doctree.
"""

from __future__ import annotations

from collections.abc import Mapping

from docutils import nodes

from registry_guide.blocks.language import Language
from registry_guide.blocks.marks import Mark
from registry_guide.blocks.nodes import Bar, Block, Check, Frame
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep

# What a sentence may lead to beside a claim.
_LED_TO = (Frame, nodes.Sequential, nodes.literal_block, nodes.table)


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
    return "Output" if step.kind is Kind.OUTPUT else languages[step.language].shown


def join(doctree: nodes.document) -> None:
    """Make one of the claims that follow each other, so that they take one line."""
    for parent in {id(check.parent): check.parent for check in doctree.findall(Check)}.values():
        left: list[nodes.Node] = []
        for child in parent.children:
            if isinstance(child, Check) and left and isinstance(left[-1], Check):
                left[-1]["marks"] += child["marks"]
            else:
                left.append(child)
        parent.children = left


def end(doctree: nodes.document) -> None:
    """End the sentences that lead to a claim with a full stop where nothing is shown of it: a colon led nowhere."""
    for check in doctree.findall(Check):
        before, after = _beside(check)
        if check.get("marks") or not isinstance(before, nodes.paragraph) or isinstance(after, _LED_TO):
            continue
        last = before.children[-1]
        if isinstance(last, nodes.Text) and last.endswith(":"):
            before.replace(last, nodes.Text(f"{last.removesuffix(':')}."))


def _beside(check: Check) -> tuple[nodes.Node | None, nodes.Node | None]:
    """Give what stands before a claim, and after it and the claims that follow it."""
    around = check.parent.children
    at = around.index(check)
    after = (each for each in around[at:] if not isinstance(each, Check))
    return around[at - 1] if at else None, next(after, None)
