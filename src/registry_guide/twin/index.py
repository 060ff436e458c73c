"""What `llms.txt` holds: a line for each page, in the form of https://llmstxt.org/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A page: its name, its title, the address of its twin, and what its front matter says of it."""

    name: str
    title: str
    url: str
    description: str


@dataclass(frozen=True)
class Section:
    """Pages that stand together in the list of all pages."""

    title: str
    lines: tuple[Line, ...]


def index(title: str, description: str, sections: Sequence[Section]) -> str:
    """Give the text of `llms.txt`."""
    parts = [f"# {title}", f"> {description}", "All pages in one file: [llms-full.txt](llms-full.txt)"]
    for section in sections:
        rows = (f"- [{line.title}]({line.url}): {line.description}" for line in section.lines)
        parts.append(f"## {section.title}\n\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"
