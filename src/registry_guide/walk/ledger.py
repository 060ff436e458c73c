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
from registry_guide.records.manifest import BlockStep, CheckStep, Manifest, Page, Step
from registry_guide.walk.claims.claim import find
from registry_guide.walk.claims.publication import Scene
from registry_guide.walk.claims.table import CLAIMS
from registry_guide.walk.clients.versions import merged
from registry_guide.walk.result import RouteResult, StepResult
from registry_guide.walk.route import Route, page_routes

#: What runs clients.
_RUN = (Kind.COMMANDS, Kind.JOB)
#: What came of a step on the paths that met it.
_Met = Sequence[tuple[RouteResult, StepResult]]


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
    pages = [(name, page) for name, page in manifest.pages.items() if name in walked]
    blocks = {block.id: _block(block, name, results) for name, page in pages for block in page.blocks}
    paths = tuple(map(_path, results))
    return Ledger(
        format=FORMAT,
        when=datetime.now(UTC).replace(microsecond=0),
        seconds=round(seconds, 2),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        gitlab=gitlab,
        clients=dict(clients),
        blocks=blocks,
        claims={check.id: _claim(check, name, results) for name, page in pages for check in page.checks},
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
    if old is None:
        return new
    blocks, claims, paths = dict(new.blocks), dict(new.claims), list(new.paths)
    walked = {path.page for path in paths}
    for name, page in manifest.pages.items():
        if name not in walked and _is_known(old, name, page, of):
            blocks |= {block.id: old.blocks[block.id] for block in page.blocks}
            claims |= {check.id: old.claims[check.id] for check in page.checks}
            paths += _of_page(old, name)
    return replace(new, blocks=blocks, claims=claims, paths=tuple(paths), totals=totals(blocks, paths))


def _of_page(ledger: Ledger, name: str) -> list[PathRow]:
    return [path for path in ledger.paths if path.page == name]


def _is_known(ledger: Ledger, name: str, page: Page, of: Callable[[Route], str]) -> bool:
    """Say whether a ledger knows a page's paths as they are now."""
    known = [(path.name, path.fingerprint) for path in _of_page(ledger, name)]
    return bool(page.steps) and known == [(path.name, of(path)) for path in page_routes(name, page)]


def _on(step: BlockStep | CheckStep, page: str, results: Sequence[RouteResult]) -> tuple[int, _Met]:
    """Give on how many paths of its page a step stands, and what came of it on those that met it."""
    paths = [result for result in results if any(_same(each, step) for each in result.route.steps)]
    return len(paths), [(result, each) for result in paths for each in result.steps if _same(each.step, step)]


def _same(one: Step, other: BlockStep | CheckStep) -> bool:
    """Say whether a step of a path is this one of its page; what the reader types at it is the path's own."""
    return isinstance(one, (BlockStep, CheckStep)) and one.id == other.id


def _block(block: BlockStep, page: str, results: Sequence[RouteResult]) -> BlockRow:
    paths, met = _on(block, page, results)
    steps = [step for _, step in met]
    row = BlockRow(level=_level(block, paths, steps), by=block.by, sha256=block.sha256)
    if block.proof is Proof.UNCHECKED:
        return row
    # The paths of a block that publishes take turns at them.
    tried = {scene for step in steps for scene in step.scenes}
    scenes = tuple(scene for scene in Scene if scene in tried)
    return replace(
        row,
        where=tuple(result.route.name for result, _ in met),
        versions=merged(_versions(result, step) for result, step in met),
        seconds=round(max((step.duration for step in steps), default=0.0), 3),
        published=tuple(scene.value for scene in scenes) or UNSET,
        shell=_shells(block, steps) or UNSET,
    )


def _shells(block: BlockStep, met: Sequence[StepResult]) -> str:
    """Give the shells that ran commands, in their own words."""
    return ", ".join(sorted({step.shell for step in met} - {""})) if block.kind is Kind.COMMANDS else ""


def _level(block: BlockStep, paths: int, met: Sequence[StepResult]) -> Level:
    if block.proof is Proof.UNCHECKED:
        return Level.UNCHECKED
    if any(step.fault for step in met):
        return Level.FAILED
    if not met or len(met) < paths:
        return Level.NOT_REACHED
    if block.proof is Proof.VALIDATE:
        return Level.VALIDATED
    # What no shell says that it ran did not run, whatever else is said.
    ran = block.kind is not Kind.COMMANDS or all(step.shell for step in met)
    return Level.RAN if ran else Level.NOT_REACHED


def _versions(result: RouteResult, step: StepResult) -> Mapping[str, str]:
    """Give what ran or validated a block; for a file the clients that ran next, for output those that printed it."""
    block = step.step
    if not isinstance(block, BlockStep):
        return {}
    if block.kind in _RUN or block.proof is Proof.VALIDATE:
        return step.versions
    at = list(result.steps).index(step)
    if block.kind is Kind.OUTPUT:
        return next((each.versions for each in reversed(result.steps[:at]) if _ran(each)), {})
    return next((each.versions for each in result.steps[at:] if each.versions), {})


def _ran(step: StepResult) -> bool:
    return isinstance(step.step, BlockStep) and step.step.kind in _RUN


def _claim(check: CheckStep, page: str, results: Sequence[RouteResult]) -> ClaimRow:
    paths, met = _on(check, page, results)
    found = find(CLAIMS, check.claim)
    says, how = (found[0].sentence(found[1]), found[0].how) if found else (UNSET, UNSET)
    return ClaimRow(
        claim=check.claim,
        result=_claimed(paths, [step for _, step in met]),
        where=tuple(result.route.name for result, _ in met),
        says=says,
        how=how,
    )


def _claimed(paths: int, met: Sequence[StepResult]) -> Claimed:
    if any(step.fault for step in met):
        return Claimed.FAILED
    if any(step.unproven for step in met):
        return Claimed.NOT_PROVEN
    return Claimed.HELD if met and len(met) == paths else Claimed.NOT_REACHED


def _path(result: RouteResult) -> PathRow:
    route, fault = result.route, result.fault
    return PathRow(
        name=route.name,
        page=route.page,
        labels=dict(route.labels),
        start=route.start,
        result=_came(result),
        seconds=round(result.duration, 2),
        steps=len(route.steps),
        reached=len(result.steps),
        claims=sum(map(_is_proven_claim, result.steps)),
        requests=len(result.requests),
        log=log_name(route.name),
        fingerprint=result.fingerprint,
        fault=fault.sentence if fault else UNSET,
        why=result.skipped or UNSET,
    )


def _came(result: RouteResult) -> Result:
    if result.skipped:
        return Result.SKIPPED
    if result.fault:
        return Result.FAILED
    return Result.PASSED if result.route.walkable else Result.NOTHING


def _is_proven_claim(step: StepResult) -> bool:
    return isinstance(step.step, CheckStep) and not step.fault and not step.unproven
