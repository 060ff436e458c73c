"""The manifest: what the built site holds, page by page, for everything that reads the site afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from registry_guide.records.action import Action
from registry_guide.records.kinds import Kind, Line, Proof, Write

FORMAT = 3


@dataclass(frozen=True)
class FilledHole:
    """A hole in a text that shows an example: ``start`` and ``end`` count characters of that text."""

    start: int
    end: int
    placeholder: str
    filters: tuple[str, ...]


#: Under which labels of each choice a step stands; a choice that is not named does not matter to it.
Labels = Mapping[str, tuple[str, ...]]


class Step:
    """What a reader meets on a page: a block, a claim, steps in GitLab's pages, a new start. ``type`` says which."""

    labels: Labels
    type: str


@dataclass(frozen=True)
class BlockStep(Step):
    """A block. ``text`` is what the copy button yields, and a final line break; ``sha256`` is that of its UTF-8.

    ``labels`` maps choices to the labels that the block stands under; ``by`` says what proves it, or why nothing.
    ``publishes`` are the files that it uploads, if not all of ``dist/``; ``resumes``: also where one of them is there.
    ``pushes`` are the branch and the tags for which a job's pipeline runs, if not the usual; ``plays`` the jobs of the
    last one that somebody starts by hand. ``terminal``: what asks there does so at a terminal alone.
    ``newer``: the fact that says since which version of its client it holds, if not since the least one.
    ``alternative`` counts from 1 the blocks of which a reader runs one, each in another shell; 0 is a block by itself.
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
    labels: Labels
    text: str
    holes: tuple[FilledHole, ...]
    file_holes: tuple[FilledHole, ...]
    sha256: str
    publishes: tuple[str, ...] = ()
    resumes: bool = False
    pushes: tuple[str, ...] = ()
    plays: tuple[str, ...] = ()
    alternative: int = 0
    terminal: bool = False
    newer: str = ""
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
    labels: Labels
    type: Literal["check"] = "check"


@dataclass(frozen=True)
class MenuStep(Step):
    """Steps in GitLab's own pages, by the name of their fact; ``action`` has the same effect, where there is one."""

    name: str
    labels: Labels
    action: Action | None = None
    type: Literal["menu"] = "menu"


@dataclass(frozen=True)
class StartStep(Step):
    """Where a part of a page begins that stands for itself: its starting point, and the anchor of its section."""

    name: str
    anchor: str
    labels: Labels = field(default_factory=dict)
    type: Literal["start"] = "start"


_STEPS: Mapping[str, type[Step]] = {"block": BlockStep, "check": CheckStep, "menu": MenuStep, "start": StartStep}


@dataclass(frozen=True)
class Tabs:
    """One tab group: its choice and its labels, in order."""

    choice: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Declared:
    """A route that a page declares: one label for each choice that it makes, and where its reader stands.

    ``types`` is what the reader types there where a block asks for something that depends on the route.
    """

    labels: Mapping[str, str]
    start: str
    types: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A page: where a reader stands when it begins, its tab groups and its steps in reading order.

    ``routes`` are those that are walked, if these are not all combinations of the tabs' labels.
    Behind a StartStep the reader stands elsewhere, and what was done before it does not count.
    """

    title: str
    url: str
    start: str
    tabs: tuple[Tabs, ...]
    steps: tuple[Step, ...]
    routes: tuple[Declared, ...] = ()

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

    @property
    def checks(self) -> tuple[CheckStep, ...]:
        """The claims among the steps."""
        return tuple(step for step in self.steps if isinstance(step, CheckStep))


@dataclass(frozen=True)
class Manifest:
    """All pages by document name, and the examples of the placeholders.

    Nobody fills in those that are ``secrets``, nor those that are ``made``, by a page itself.
    """

    pages: Mapping[str, Page]
    examples: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    made: tuple[str, ...] = ()


class NoManifestError(Exception):
    """There is no manifest to read, or none of this format; ``str()`` says what to do."""


def dump(manifest: Manifest) -> str:
    """Give the manifest as JSON."""
    table = msgspec.to_builtins(manifest)
    for name, page in table["pages"].items():
        page["choices"] = manifest.pages[name].choices
    # Python's own json takes ten times as long to indent.
    return msgspec.json.format(msgspec.json.encode({"format": FORMAT, **table}), indent=1).decode() + "\n"


def load(path: Path) -> Manifest:
    """Read a manifest that :func:`dump` wrote; raise NoManifestError with a sentence if that cannot be."""
    try:
        text = path.read_bytes()
        if msgspec.json.decode(text, type=_Head).format != FORMAT:
            raise NoManifestError(f"{path} has another format than this version reads; `make html` writes it anew")
        return msgspec.json.decode(text, type=Manifest, dec_hook=_step)
    except FileNotFoundError:
        raise NoManifestError(f"{path} does not exist; `make html` writes it") from None
    except (OSError, ValueError) as error:
        raise NoManifestError(f"{path} cannot be read ({error}); `make html` writes it anew") from None


class _Head(msgspec.Struct):
    format: Any = None


def _step(wanted: type[Step], table: Any) -> Step:
    """Give the step of a table; msgspec asks for it, as it knows no union of dataclasses."""
    kind = str(table.get("type")) if isinstance(table, dict) else ""
    if wanted is not Step or kind not in _STEPS:
        raise ValueError(f"there is no step of the type {kind}")
    return msgspec.convert(table, _STEPS[kind])
