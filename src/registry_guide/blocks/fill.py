"""Filling in: a text that shows examples, with a reader's values in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from registry_guide.blocks.quoting import apply
from registry_guide.blocks.text import Text
from registry_guide.records.manifest import FilledHole


def fill(text: str, holes: Sequence[FilledHole], values: Mapping[str, str]) -> str:
    """Give the text with each hole's value, quoted for its place.

    Takes the text with examples, its holes in order, and values by placeholder; a hole without a value keeps its
    example. Raises BadValueError where a place cannot hold a value.
    """
    parts: list[str] = []
    end = 0
    for hole in holes:
        shown = text[hole.start : hole.end]
        value = values.get(hole.placeholder)
        parts += [text[end : hole.start], shown if value is None else apply(hole.filters, value)]
        end = hole.end
    return "".join([*parts, text[end:]])


def with_examples(text: Text, examples: Mapping[str, str]) -> tuple[str, tuple[FilledHole, ...]]:
    """Give a text filled in with examples, and where its holes are now.

    Raises BadValueError where a place cannot hold an example.
    """
    shown: list[str] = []
    holes: list[FilledHole] = []
    at = 0
    for part in text.parts:
        if isinstance(part, str):
            piece = part
        else:
            piece = apply(part.filters, examples[part.placeholder])
            holes.append(FilledHole(at, at + len(piece), part.placeholder, part.filters))
        shown.append(piece)
        at += len(piece)
    return "".join(shown), tuple(holes)
