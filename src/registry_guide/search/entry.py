"""What a search knows of a page: its title, the words that lead to it, and the text of each section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from docutils import nodes

_UNSEEN = (nodes.comment, nodes.system_message, nodes.meta, nodes.title, nodes.image)


@dataclass(frozen=True)
class Section:
    """A heading with its anchor, the text below it up to the next one, and what is set as code there, line by line."""

    anchor: str
    heading: str
    text: str
    code: str


@dataclass(frozen=True)
class Entry:
    """A page as the search knows it, wherever it is put."""

    title: str
    keywords: str
    sections: tuple[Section, ...]

    def data(self, url: str, weight: float) -> dict[str, Any]:
        """Give the entry as the page's script reads it: with its address and what the page counts for."""
        return {"url": url, "title": self.title, "keywords": self.keywords, "weight": weight} | {
            "sections": [vars(each) for each in self.sections]
        }


def entry(doctree: nodes.document) -> Entry:
    """Make the entry of a page; its first section bears the page's title, and an anchor is empty there."""
    sections = tuple(_sections(doctree))
    return Entry(title=sections[0].heading if sections else "", keywords=keywords(doctree), sections=sections)


def keywords(doctree: nodes.document) -> str:
    """Give the words of readers that lead to a page, as its front matter has them."""
    metas = (meta for meta in doctree.findall(nodes.meta) if meta.get("name") == "keywords")
    return ", ".join(str(meta["content"]) for meta in metas)


def weight(name: str, weights: Mapping[str, float]) -> float:
    """Give a page's weight: that of the first pattern which its name matches, or 1.

    1 is for a page that a reader comes for, and less for any other.
    """
    return next((each for pattern, each in weights.items() if fnmatchcase(name, pattern)), 1)


def _sections(doctree: nodes.document) -> Iterator[Section]:
    for number, section in enumerate(doctree.findall(nodes.section)):
        text = list(_text(section))
        title = next(iter(section.findall(nodes.title)), None)
        yield Section(
            anchor=section["ids"][0] if number else "",
            heading=title.astext() if title else "",
            text=" ".join(" ".join(words for words, _ in text).split()),
            code="\n".join(dict.fromkeys(words for words, code in text if code)),
        )


def _text(node: nodes.Element) -> Iterator[tuple[str, bool]]:
    """Give the pieces of text below a node, without those of its subsections, and whether each is code."""
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield str(child), False
        elif isinstance(child, (nodes.literal, nodes.literal_block)):
            yield child.astext(), True
        elif isinstance(child, nodes.Element) and not isinstance(child, (nodes.section, *_UNSEEN)):
            # A word that is marked inside of a sentence is not parted from the comma behind it.
            joined = not isinstance(child, nodes.Inline)
            if joined:
                yield from _text(child)
            else:
                yield child.astext(), any(True for _ in child.findall(nodes.literal))
