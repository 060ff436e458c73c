"""What must hold of a walk of the whole site, held against what the pages themselves say."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bs4 import BeautifulSoup

from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.ledger import Claimed, Ledger, Level, Result
from registry_guide.records.manifest import BlockStep, CheckStep, Manifest, StartStep, Step
from registry_guide.walk.route import Route, site_routes
from registry_guide.walk.run import WalkContext, walk_all

LEVEL = {Proof.RUN: Level.RAN, Proof.VALIDATE: Level.VALIDATED, Proof.UNCHECKED: Level.UNCHECKED}


def implied(site: Path) -> dict[str, int]:
    """Give how many paths each page with a block has, counted on the tabs of the HTML.

    Leaves out pages whose parts begin each somewhere else, and those that declare their routes: see tests/setup.
    """
    found = {}
    for file in site.rglob("*.html"):
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        if not soup.select("div.block[data-purpose]") or soup.select("form.setup, p.start"):
            continue
        choices: dict[str, set[str]] = {}
        for tabs in soup.select(".sphinx-tabs:not(.shells) > [role=tablist]"):
            labels = {tab.get_text(strip=True) for tab in tabs.select("[role=tab]")}
            choices.setdefault(str(tabs["data-choice"]), set()).update(labels)
        found[file.relative_to(site).with_suffix("").as_posix()] = math.prod(map(len, choices.values()))
    return found


def faults(ledger: Ledger, manifest: Manifest, paths: Mapping[str, int]) -> list[str]:
    """Say what is wrong with the ledger of a walk of the whole site, given how many paths each page with blocks has."""
    steps = [step for page in manifest.pages.values() for step in page.steps]
    blocks = {step.id: step for step in steps if isinstance(step, BlockStep)}
    claims = {step.id: step for step in steps if isinstance(step, CheckStep)}
    wrong = [f"{name} has no level" for name in blocks.keys() - ledger.blocks.keys()]
    wrong += [f"{name} is no claim of the ledger" for name in claims.keys() - ledger.claims.keys()]
    wrong += [f"{name} is not on the site" for name in ledger.blocks.keys() - blocks.keys()]
    for name, row in ledger.blocks.items():
        if name in blocks and (row.level, row.sha256) != (LEVEL[blocks[name].proof], blocks[name].sha256):
            wrong.append(f"{name} is {row.level}, or another text")
    wrong += [f"{name} {row.result}" for name, row in ledger.claims.items() if row.result is not Claimed.HELD]
    wrong += [f"{row.name} failed" for row in ledger.paths if row.result is Result.FAILED]
    for page, count in paths.items():
        walked = sum(row.page == page for row in ledger.paths)
        if walked != count:
            wrong.append(f"{page} has {count} paths by its tabs, and {walked} in the ledger")
    walked_parts = {row.name.partition("[")[0] for row in ledger.paths}
    for name, shown in manifest.pages.items():
        begun = {f"{name}#{step.anchor}" for step in shown.steps if isinstance(step, StartStep)}
        wrong += [f"{part} has no path in the ledger" for part in sorted(begun - walked_parts)]
    if not any(row.level is Level.RAN and row.seconds for row in ledger.blocks.values()):
        wrong.append("nothing ran")
    return wrong


def can_be_run(context: WalkContext, manifest: Manifest) -> list[str]:
    """Give the ids of blocks that are marked as unchecked and that the walk can run all the same."""
    marked = {block.id for page in manifest.pages.values() for block in page.blocks if block.proof is Proof.UNCHECKED}
    pages = {
        name: replace(page, steps=tuple(_to_be_run(step) for step in page.steps))
        for name, page in manifest.pages.items()
        if any(block.id in marked for block in page.blocks)
    }
    routes = [route for route in site_routes(Manifest(pages)) if _holds(route, marked)]
    ran = {
        step.step.id
        for result in walk_all(context, routes, jobs=1)
        for step in result.steps
        # A file that is only saved proves nothing: what reads it has to run as well.
        if isinstance(step.step, BlockStep) and not (result.fault if step.step.kind is Kind.FILE else step.fault)
    }
    return sorted(marked & ran)


def _holds(route: Route, ids: set[str]) -> bool:
    return any(isinstance(step, BlockStep) and step.id in ids for step in route.steps)


def _to_be_run(step: Step) -> Step:
    if isinstance(step, BlockStep) and step.proof is Proof.UNCHECKED:
        return replace(step, proof=Proof.RUN)
    return step
