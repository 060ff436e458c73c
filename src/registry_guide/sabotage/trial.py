"""What came of a mutant before any client ran."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.manifest import BlockStep, Manifest, Page
from registry_guide.sabotage.checks import complaint
from registry_guide.sabotage.mutant import Mutant
from registry_guide.sabotage.workshop import Built, Workshop
from registry_guide.walk.path import Path as Walk
from registry_guide.walk.path import page_paths
from tests.walk import test_dockerfile, test_workflow


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
    killer: str = ""


@dataclass(frozen=True)
class Suspect:
    """A mutant that neither the build nor a check noticed, with its facts and the paths whose steps it changed."""

    mutant: Mutant
    facts: Facts
    paths: tuple[Walk, ...]


def examine(workshop: Workshop, mutant: Mutant) -> Trial | Suspect:
    """Build a mutant and hold the checks against what it changed."""
    unharmed, built = workshop.unharmed, workshop.build(mutant)
    if built.complaint:
        return Trial(mutant, Verdict.BUILD, built.complaint)
    assert built.manifest and built.facts and built.prose is not None
    assert unharmed.manifest and unharmed.facts and unharmed.prose is not None
    changed = _changed(unharmed.manifest, built.manifest)
    if not changed.pages and not _said(unharmed, built):
        return Trial(mutant, Verdict.EQUIVALENT)
    with tempfile.TemporaryDirectory() as place:
        whole = replace(changed, pages={name: built.manifest.pages[name] for name in changed.pages})
        killer = complaint(changed, whole, built.facts, Path(place))
    if killer:
        return Trial(mutant, Verdict.CHECK, killer)
    paths = tuple(
        path
        for name, page in built.manifest.pages.items()
        for path in page_paths(name, page)
        if path.steps not in [before.steps for before in page_paths(name, unharmed.manifest.pages[name])]
    )
    taken = [
        each
        for name, page in changed.pages.items()
        for each in taken_by_tests(name, built.manifest.pages[name], page.blocks, built.facts)
    ]
    return Suspect(mutant, built.facts, (*paths, *taken))


def taken_by_tests(name: str, page: Page, new: Sequence[BlockStep], facts: Facts) -> list[Walk]:
    """Give the paths on which tests take what the walk cannot run: the page's new workflows, and its Dockerfile."""
    paths = [test_workflow.path_of(block, facts) for block in new if block.by == "github-actions"]
    if any(block.by == "dockerfile" for block in page.blocks):
        paths.append(test_dockerfile.path_of(name, page, facts))
    return paths


def _changed(unharmed: Manifest, built: Manifest) -> Manifest:
    """Give the pages that differ, each with only the blocks that no unharmed page has in this form."""
    pages = {}
    for name, page in built.pages.items():
        before = unharmed.pages[name]
        if page.steps != before.steps:
            pages[name] = _only_new(page, before)
    return replace(built, pages=pages)


def _only_new(page: Page, before: Page) -> Page:
    known = set(map(_form, before.blocks))
    return replace(page, steps=tuple(step for step in page.blocks if _form(step) not in known))


def _form(block: BlockStep) -> str:
    return repr(replace(block, id=""))


def _said(unharmed: Built, built: Built) -> bool:
    before, after = unharmed.prose or {}, built.prose or {}
    if unharmed.facts and built.facts and unharmed.facts.placeholders != built.facts.placeholders:
        return True  # what the fields of the pages take
    return any(after[name] != before[name] for name in after)
