"""The manifest: what the built site holds, page by page, for everything that reads the site afterwards."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from registry_guide.blocks.action import Action
from registry_guide.blocks.head import Kind, Line, Proof, Write

FORMAT = 2


@dataclass(frozen=True)
class FilledHole:
    """A hole in a text that shows an example: ``start`` and ``end`` count characters of that text."""

    start: int
    end: int
    placeholder: str
    filters: tuple[str, ...]


@dataclass(frozen=True)
class BlockStep:
    """A block. ``text`` is what the copy button yields, and a final line break; ``sha256`` is that of its UTF-8.

    ``labels`` maps choices to the tab labels that the block stands under; ``by`` says what proves it, or why nothing.
    ``publishes`` are the files that it uploads, if not all of ``dist/``; ``resumes``: also where one of them is there.
    """

    id: str
    template: str
    options: Mapping[str, str]
    language: str
    kind: Kind
    file: str
    write: Write
    purpose: str
    proof: Proof
    by: str
    asks: tuple[str | Line, ...]
    exit: tuple[int, ...]
    labels: Mapping[str, str]
    text: str
    holes: tuple[FilledHole, ...]
    file_holes: tuple[FilledHole, ...]
    sha256: str
    publishes: tuple[str, ...] = ()
    resumes: bool = False
    type: Literal["block"] = "block"

    @property
    def fails(self) -> bool:
        """Whether the block is to fail."""
        return 0 not in self.exit

    @property
    def asked(self) -> tuple[str, ...]:
        """The placeholders whose values the reader types."""
        return tuple(each for each in self.asks if isinstance(each, str))


@dataclass(frozen=True)
class CheckStep:
    """A claim that the walk proves, in the words of the page's author, with example values."""

    id: str
    claim: str
    labels: Mapping[str, str]
    type: Literal["check"] = "check"


@dataclass(frozen=True)
class MenuStep:
    """Steps in GitLab's own pages, by the name of their fact; ``action`` has the same effect, where there is one."""

    name: str
    labels: Mapping[str, str]
    action: Action | None = None
    type: Literal["menu"] = "menu"


Step = BlockStep | CheckStep | MenuStep


@dataclass(frozen=True)
class Tabs:
    """One tab group: its choice and its labels, in order."""

    choice: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A page: where a reader stands when it begins, its tab groups and its steps in reading order."""

    title: str
    url: str
    start: str
    tabs: tuple[Tabs, ...]
    steps: tuple[Step, ...]

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """Each choice on the page with all its labels, in order of appearance."""
        found: dict[str, dict[str, None]] = {}
        for tabs in self.tabs:
            found.setdefault(tabs.choice, {}).update(dict.fromkeys(tabs.labels))
        return {choice: tuple(labels) for choice, labels in found.items()}

    @property
    def blocks(self) -> tuple[BlockStep, ...]:
        """The blocks among the steps."""
        return tuple(step for step in self.steps if isinstance(step, BlockStep))


@dataclass(frozen=True)
class Manifest:
    """All pages by document name, and the examples of the placeholders."""

    pages: Mapping[str, Page]
    examples: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()


class NoManifest(Exception):
    """There is no manifest to read, or none of this format; ``str()`` says what to do."""


def dump(manifest: Manifest) -> str:
    """Give the manifest as JSON."""
    table = dataclasses.asdict(manifest)
    for name, page in table["pages"].items():
        page["choices"] = manifest.pages[name].choices
    return json.dumps({"format": FORMAT, **table}, ensure_ascii=False, indent=1) + "\n"


def load(path: Path) -> Manifest:
    """Read a manifest that :func:`dump` wrote; raise NoManifest with a sentence if that cannot be."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoManifest(f"{path} does not exist; `make html` writes it") from None
    except (OSError, ValueError) as error:
        raise NoManifest(f"{path} cannot be read ({error}); `make html` writes it anew") from None
    if not isinstance(table, dict) or table.get("format") != FORMAT:
        raise NoManifest(f"{path} has another format than this version reads; `make html` writes it anew")
    return Manifest(
        pages={name: _page(page) for name, page in table["pages"].items()},
        examples=table["examples"],
        secrets=tuple(table["secrets"]),
    )


def _page(table: Mapping[str, Any]) -> Page:
    return Page(
        title=table["title"],
        url=table["url"],
        start=table["start"],
        tabs=tuple(Tabs(each["choice"], tuple(each["labels"])) for each in table["tabs"]),
        steps=tuple(_step(each) for each in table["steps"]),
    )


def _step(table: Mapping[str, Any]) -> Step:
    if table["type"] == "check":
        return CheckStep(**table)
    if table["type"] == "menu":
        return MenuStep(**{**table, "action": Action(**table["action"]) if table["action"] else None})
    return BlockStep(
        **{
            **table,
            "kind": Kind(table["kind"]),
            "write": Write(table["write"]),
            "proof": Proof(table["proof"]),
            "asks": tuple(Line(**each) if isinstance(each, dict) else each for each in table["asks"]),
            "exit": tuple(table["exit"]),
            "publishes": tuple(table["publishes"]),
            "holes": tuple(_hole(each) for each in table["holes"]),
            "file_holes": tuple(_hole(each) for each in table["file_holes"]),
        }
    )


def _hole(table: Mapping[str, Any]) -> FilledHole:
    return FilledHole(table["start"], table["end"], table["placeholder"], tuple(table["filters"]))
