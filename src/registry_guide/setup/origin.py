"""The first line of a file that a reader copies: a comment that says where it comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from docutils import nodes

from registry_guide.blocks.fill import with_examples
from registry_guide.blocks.language import Language
from registry_guide.blocks.nodes import Block, Frame
from registry_guide.blocks.text import Hole, Text
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep, FilledHole

#: The placeholder that the page's script fills with its own address: a hole like each other one, and no field for it.
ORIGIN = "origin"


def sign(frame: Frame, example: str, languages: Mapping[str, Language]) -> None:
    """Put the line above a block that is saved, if its language has comments.

    The line is a part of the block's text: what the page shows, what is copied and what is walked stay one text.
    """
    step: BlockStep = frame["step"]
    comment = languages[step.language].comment
    if step.kind not in (Kind.FILE, Kind.JOB) or not comment:
        return
    above, holes = with_examples(Text((f"{comment} ", Hole(ORIGIN, ("text",)), "\n")), {ORIGIN: example})
    text, all_holes = above + step.text, (*holes, *moved(step.holes, len(above)))
    digest = hashlib.sha256(text.encode()).hexdigest()
    frame["step"] = replace(step, text=text, holes=all_holes, sha256=digest)
    for block in frame.findall(Block):
        block["holes"] = all_holes
        block.rawsource = text
        block.children = [nodes.Text(text.removesuffix("\n"))]
        block.setup_child(block.children[0])


def moved(holes: tuple[FilledHole, ...], by: int) -> tuple[FilledHole, ...]:
    """Give holes further on in a text."""
    return tuple(replace(hole, start=hole.start + by, end=hole.end + by) for hole in holes)
