"""The manifest: what the built site holds, page by page, for everything that reads the site afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from registry_guide.records.action import Action
from registry_guide.records.kinds import Kind, Line, Proof, Write

FORMAT = 2


@dataclass(frozen=True)
class FilledHole:
    """A hole in a text that shows an example: ``start`` and ``end`` count characters of that text."""

    start: int
    end: int
    placeholder: str
    filters: tuple[str, ...]


class Step:
    """What a reader meets on a page: a block, a claim, or steps in GitLab's own pages. ``type`` says which."""

    labels: Mapping[str, str]
    type: str


@dataclass(frozen=True)
class BlockStep(Step):
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
class CheckStep(Step):
    """A claim that the walk proves, in the words of the page's author, with example values."""

    id: str
    claim: str
    labels: Mapping[str, str]
    type: Literal["check"] = "check"


@dataclass(frozen=True)
class MenuStep(Step):
    """Steps in GitLab's own pages, by the name of their fact; ``action`` has the same effect, where there is one."""

    name: str
    labels: Mapping[str, str]
    action: Action | None = None
    type: Literal["menu"] = "menu"


_STEPS: Mapping[str, type[Step]] = {"block": BlockStep, "check": CheckStep, "menu": MenuStep}


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
    table = msgspec.to_builtins(manifest)
    for name, page in table["pages"].items():
        page["choices"] = manifest.pages[name].choices
    # Python's own json takes ten times as long to indent.
    return msgspec.json.format(msgspec.json.encode({"format": FORMAT, **table}), indent=1).decode() + "\n"


def load(path: Path) -> Manifest:
    """Read a manifest that :func:`dump` wrote; raise NoManifest with a sentence if that cannot be."""
    try:
        text = path.read_bytes()
        if msgspec.json.decode(text, type=_Head).format != FORMAT:
            raise NoManifest(f"{path} has another format than this version reads; `make html` writes it anew")
        return msgspec.json.decode(text, type=Manifest, dec_hook=_step)
    except FileNotFoundError:
        raise NoManifest(f"{path} does not exist; `make html` writes it") from None
    except (OSError, ValueError) as error:
        raise NoManifest(f"{path} cannot be read ({error}); `make html` writes it anew") from None


class _Head(msgspec.Struct):
    format: Any = None


def _step(wanted: type[Step], table: Any) -> Step:
    """Give the step of a table; msgspec asks for it, as it knows no union of dataclasses."""
    kind = str(table.get("type")) if isinstance(table, dict) else ""
    if wanted is not Step or kind not in _STEPS:
        raise ValueError(f"there is no step of the type {kind}")
    return msgspec.convert(table, _STEPS[kind])
