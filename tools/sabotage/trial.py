"""What came of a mutant before any client ran."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from registry_guide.blocks.facts import Facts
from registry_guide.records.manifest import BlockStep, Manifest, Page
from registry_guide.walk.route import Route, page_routes
from tools.checks.registry import complaint
from tools.emulate import dockerfile, workflow
from tools.sabotage.builder import Builder, Built
from tools.sabotage.mutant import Mutant


class Verdict(StrEnum):
    """What came of a mutant."""

    EQUIVALENT = "equivalent"
    BUILD = "build"
    CHECK = "check"
    WALK = "walk"
    MISSED = "missed"


@dataclass(frozen=True)
class Trial:
    """A verdict on a mutant, and who passed it: the words of the build, a check or a path."""

    mutant: Mutant
    verdict: Verdict
    noticed_by: str = ""


@dataclass(frozen=True)
class Candidate:
    """A mutant that neither the build nor a check noticed, with its facts and the paths whose steps it changed."""

    mutant: Mutant
    facts: Facts
    paths: tuple[Route, ...]


def examine(builder: Builder, mutant: Mutant) -> Trial | Candidate:
    """Build a mutant and hold the checks against what it changed."""
    unchanged, built = builder.unchanged, builder.build(mutant)
    if built.complaint:
        return Trial(mutant, Verdict.BUILD, built.complaint)
    assert built.manifest and built.facts and built.prose is not None
    assert unchanged.manifest and unchanged.facts and unchanged.prose is not None
    changed = _changed(unchanged.manifest, built.manifest)
    if not changed.pages and not _said(unchanged, built):
        return Trial(mutant, Verdict.EQUIVALENT)
    with tempfile.TemporaryDirectory() as place:
        whole = replace(changed, pages={name: built.manifest.pages[name] for name in changed.pages})
        noticed_by = complaint(changed, whole, built.facts, Path(place))
    if noticed_by:
        return Trial(mutant, Verdict.CHECK, noticed_by)
    paths = tuple(
        path
        for name, page in built.manifest.pages.items()
        for path in page_routes(name, page)
        if path.steps not in [before.steps for before in page_routes(name, unchanged.manifest.pages[name])]
    )
    taken = [
        each
        for name, page in changed.pages.items()
        for each in emulated(name, built.manifest.pages[name], page.blocks, built.facts)
    ]
    return Candidate(mutant, built.facts, (*paths, *taken))


def emulated(name: str, page: Page, new: Sequence[BlockStep], facts: Facts) -> list[Route]:
    """Give the paths on which tests take what the walk cannot run: the page's new workflows, and its Dockerfiles."""
    paths = [workflow.path_of(block, facts) for block in new if block.by == "github-actions"]
    count = sum(block.by == "dockerfile" for block in page.blocks)
    return paths + [dockerfile.path_of(name, page, facts, number=number) for number in range(count)]


def _changed(unchanged: Manifest, built: Manifest) -> Manifest:
    """Give the pages that differ, each with only the blocks that no unchanged page has in this form."""
    pages = {}
    for name, page in built.pages.items():
        before = unchanged.pages[name]
        if page.steps != before.steps:
            pages[name] = _only_new(page, before)
    return replace(built, pages=pages)


def _only_new(page: Page, before: Page) -> Page:
    known = set(map(_form, before.blocks))
    return replace(page, steps=tuple(step for step in page.blocks if _form(step) not in known))


def _form(block: BlockStep) -> str:
    return repr(replace(block, id=""))


def _said(unchanged: Built, built: Built) -> bool:
    before, after = unchanged.prose or {}, built.prose or {}
    if unchanged.facts and built.facts and unchanged.facts.placeholders != built.facts.placeholders:
        return True  # what the fields of the pages take
    return any(after[name] != before[name] for name in after)
