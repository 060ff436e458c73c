"""Makes a ledger of the results of a walk, and adds it to an older one."""

import platform
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import UNSET
from msgspec.structs import replace

from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.ledger import (
    FORMAT,
    BlockRow,
    Claimed,
    ClaimRow,
    GitLab,
    Ledger,
    Level,
    PathRow,
    Result,
    log_name,
    totals,
)
from registry_guide.records.manifest import BlockStep, CheckStep, Manifest
from registry_guide.walk.claims.claim import find
from registry_guide.walk.claims.table import CLAIMS
from registry_guide.walk.clients.versions import merged
from registry_guide.walk.result import RouteResult, StepResult
from registry_guide.walk.route import Route, page_routes


def ledger(
    manifest: Manifest,
    results: Sequence[RouteResult],
    clients: Mapping[str, str],
    seconds: float,
    gitlab: GitLab | None = None,
) -> Ledger:
    """Make a ledger.

    Args:
        manifest: the site that was walked.
        results: of the paths walked.
        clients: the pinned clients and their versions.
        seconds: how long the walk took.
        gitlab: the GitLab that was walked against, if it was no practice registry.
    """
    walked = {result.route.page for result in results}
    steps = [(page, step) for page in manifest.pages if page in walked for step in manifest.pages[page].steps]
    blocks = {step.id: _block(step, page, results) for page, step in steps if isinstance(step, BlockStep)}
    paths = tuple(_path(result) for result in results)
    return Ledger(
        format=FORMAT,
        when=datetime.now(UTC).replace(microsecond=0),
        seconds=round(seconds, 2),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        gitlab=gitlab,
        clients=dict(clients),
        blocks=blocks,
        claims={step.id: _claim(step, page, results) for page, step in steps if isinstance(step, CheckStep)},
        paths=paths,
        totals=totals(blocks, paths),
    )


def merge(old: Ledger | None, new: Ledger, manifest: Manifest, of: Callable[[Route], str]) -> Ledger:
    """Add to a ledger of some pages what an older one holds of the others, as far as they are still the same.

    Args:
        old: the older ledger, or nothing.
        new: the ledger of some pages.
        manifest: the site.
        of: gives the fingerprint of a path of the site.
    """
    blocks, claims, paths = dict(new.blocks), dict(new.claims), list(new.paths)
    walked = {path.page for path in paths}
    for name, page in manifest.pages.items():
        if old is None or name in walked or not page.steps:
            continue
        of_page = [path for path in old.paths if path.page == name]
        known = [(path.name, path.fingerprint) for path in of_page]
        if known == [(path.name, of(path)) for path in page_routes(name, page)]:
            blocks |= {step.id: old.blocks[step.id] for step in page.steps if isinstance(step, BlockStep)}
            claims |= {step.id: old.claims[step.id] for step in page.steps if isinstance(step, CheckStep)}
            paths += of_page
    return replace(new, blocks=blocks, claims=claims, paths=tuple(paths), totals=totals(blocks, paths))


def _block(block: BlockStep, page: str, results: Sequence[RouteResult]) -> BlockRow:
    paths = [result for result in results if result.route.page == page and block in result.route.steps]
    row = BlockRow(level=_level(block, paths), by=block.by, sha256=block.sha256)
    if block.proof is Proof.UNCHECKED:
        return row
    met = [(result, step) for result in paths for step in result.steps if step.step == block]
    # A block that publishes did so in all of them on each of its paths, or it failed.
    proven = [step.scenes for _, step in met if step.scenes]
    shells = sorted({step.shell for _, step in met if step.shell and block.kind is Kind.COMMANDS})
    return replace(
        row,
        where=tuple(result.route.name for result, _ in met),
        versions=merged(_versions(result, step) for result, step in met),
        seconds=round(max((step.duration for _, step in met), default=0.0), 3),
        published=tuple(scene.value for scene in proven[0]) if proven else UNSET,
        shell=", ".join(shells) or UNSET,
    )


def _level(block: BlockStep, routes: Sequence[RouteResult]) -> Level:
    if block.proof is Proof.UNCHECKED:
        return Level.UNCHECKED
    met = [step for result in routes for step in result.steps if step.step == block]
    if any(step.fault for step in met):
        return Level.FAILED
    if not met or len(met) < len(routes):
        return Level.NOT_REACHED
    # What no shell says that it ran did not run, whatever else is said.
    if block.kind is Kind.COMMANDS and block.proof is Proof.RUN and not all(step.shell for step in met):
        return Level.NOT_REACHED
    return Level.VALIDATED if block.proof is Proof.VALIDATE else Level.RAN


def _versions(result: RouteResult, step: StepResult) -> Mapping[str, str]:
    """Give what ran or validated a block; for a file the clients that ran next, for output those that printed it."""
    if _ran(step) or _validated(step):
        return step.versions
    at = list(result.steps).index(step)
    if isinstance(step.step, BlockStep) and step.step.kind is Kind.OUTPUT:
        return next((each.versions for each in reversed(result.steps[:at]) if _ran(each)), {})
    return next((each.versions for each in result.steps[at:] if each.versions), {})


def _validated(step: StepResult) -> bool:
    return isinstance(step.step, BlockStep) and step.step.proof is Proof.VALIDATE


def _ran(step: StepResult) -> bool:
    return isinstance(step.step, BlockStep) and step.step.kind in (Kind.COMMANDS, Kind.JOB)


def _claim(check: CheckStep, page: str, results: Sequence[RouteResult]) -> ClaimRow:
    paths = [result for result in results if result.route.page == page and check in result.route.steps]
    met = [(result, step) for result in paths for step in result.steps if step.step == check]
    came = Claimed.HELD if met and len(met) == len(paths) else Claimed.NOT_REACHED
    if any(step.fault for _, step in met):
        came = Claimed.FAILED
    elif any(step.unproven for _, step in met):
        came = Claimed.NOT_PROVEN
    found = find(CLAIMS, check.claim)
    return ClaimRow(
        claim=check.claim,
        result=came,
        where=tuple(result.route.name for result, _ in met),
        says=found[0].sentence(found[1]) if found else UNSET,
        how=found[0].how if found else UNSET,
    )


def _path(result: RouteResult) -> PathRow:
    fault = result.fault
    state = Result.FAILED if fault else Result.PASSED if result.route.walkable else Result.NOTHING
    return PathRow(
        name=result.route.name,
        page=result.route.page,
        labels=dict(result.route.labels),
        start=result.route.start,
        result=Result.SKIPPED if result.skipped else state,
        seconds=round(result.duration, 2),
        steps=len(result.route.steps),
        reached=len(result.steps),
        claims=sum(isinstance(step.step, CheckStep) and not step.fault and not step.unproven for step in result.steps),
        requests=len(result.requests),
        log=log_name(result.route.name),
        fingerprint=result.fingerprint,
        fault=fault.sentence if fault else UNSET,
        why=result.skipped or UNSET,
    )
