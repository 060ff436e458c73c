"""The ledger: what was walked, when, with which versions, what was not run and why."""

import json
import os
import platform
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from registry_guide.blocks.head import Kind, Proof
from registry_guide.blocks.manifest import BlockStep, CheckStep, Manifest
from registry_guide.walk.claims.claim import find
from registry_guide.walk.claims.table import CLAIMS
from registry_guide.walk.clients.versions import merged
from registry_guide.walk.result import RouteResult, StepResult
from registry_guide.walk.route import Route, page_routes
from registry_guide.walk.run import walkable

FORMAT = 2


class Level(StrEnum):
    """How far a block is proven."""

    RAN = "ran"
    FAILED = "failed"
    NOT_REACHED = "not reached"
    VALIDATED = "validated"
    UNCHECKED = "unchecked"


class Claimed(StrEnum):
    """What came of a claim, on all paths that hold it."""

    HELD = "held"
    FAILED = "failed"
    NOT_REACHED = "not reached"
    NOT_PROVEN = "not proven here"


class Result(StrEnum):
    """What came of a path."""

    PASSED = "passed"
    FAILED = "failed"
    NOTHING = "nothing to run"
    SKIPPED = "not walked here"


def ledger(
    manifest: Manifest,
    results: Sequence[RouteResult],
    clients: Mapping[str, str],
    seconds: float,
    gitlab: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Make a ledger as ledger.schema.json describes it.

    Args:
        manifest: the site that was walked.
        results: of the paths walked.
        clients: the pinned clients and their versions.
        seconds: how long the walk took.
        gitlab: host and version of the GitLab that was walked against, if it was no practice registry.
    """
    walked = {result.route.page for result in results}
    steps = [(page, step) for page in manifest.pages if page in walked for step in manifest.pages[page].steps]
    return _with_totals(
        {
            "format": FORMAT,
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 2),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "gitlab": dict(gitlab) if gitlab else None,
            "clients": dict(clients),
            "blocks": {step.id: _block(step, page, results) for page, step in steps if isinstance(step, BlockStep)},
            "claims": {step.id: _claim(step, page, results) for page, step in steps if isinstance(step, CheckStep)},
            "paths": [_path(result) for result in results],
        }
    )


def merge(
    old: Mapping[str, Any] | None, new: Mapping[str, Any], manifest: Manifest, of: Callable[[Route], str]
) -> dict[str, Any]:
    """Add to a ledger of some pages what an older one holds of the others, as far as they are still the same.

    Args:
        old: the older ledger, or nothing.
        new: the ledger of some pages.
        manifest: the site.
        of: gives the fingerprint of a path of the site.
    """
    blocks, claims, paths = dict(new["blocks"]), dict(new["claims"]), list(new["paths"])
    walked = {path["page"] for path in paths}
    for name, page in manifest.pages.items():
        if old is None or name in walked or not page.steps:
            continue
        of_page = [path for path in old["paths"] if path["page"] == name]
        known = [(path["name"], path["fingerprint"]) for path in of_page]
        if known == [(path.name, of(path)) for path in page_routes(name, page)]:
            blocks |= {step.id: old["blocks"][step.id] for step in page.steps if isinstance(step, BlockStep)}
            claims |= {step.id: old["claims"][step.id] for step in page.steps if isinstance(step, CheckStep)}
            paths += of_page
    return _with_totals({**new, "blocks": blocks, "claims": claims, "paths": paths})


def read(path: Path) -> dict[str, Any] | None:
    """Read a ledger; nothing if there is none that can be read."""
    try:
        table = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return table if isinstance(table, dict) and table.get("format") == FORMAT else None


def write(path: Path, table: Mapping[str, Any]) -> None:
    """Write a ledger at once, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", "utf-8")
    aside.replace(path)


def log_name(path: str) -> str:
    """Give the name of a path's log, beside the ledger."""
    return "logs/" + path.replace("/", "-") + ".log"


def _block(block: BlockStep, page: str, results: Sequence[RouteResult]) -> dict[str, Any]:
    paths = [result for result in results if result.route.page == page and block in result.route.steps]
    row: dict[str, Any] = {"level": _level(block, paths), "by": block.by, "sha256": block.sha256}
    if block.proof is not Proof.UNCHECKED:
        met = [(result, step) for result in paths for step in result.steps if step.step == block]
        row |= {
            "where": [result.route.name for result, _ in met],
            "versions": merged(_versions(result, step) for result, step in met),
            "seconds": round(max((step.duration for _, step in met), default=0.0), 3),
        }
        # A block that publishes did so in all of them on each of its paths, or it failed.
        proven = [step.scenes for _, step in met if step.scenes]
        row |= {"published": [scene.value for scene in proven[0]]} if proven else {}
        shells = sorted({step.shell for _, step in met if step.shell and block.kind is Kind.COMMANDS})
        row |= {"shell": ", ".join(shells)} if shells else {}
    return row


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


def _claim(check: CheckStep, page: str, results: Sequence[RouteResult]) -> dict[str, Any]:
    paths = [result for result in results if result.route.page == page and check in result.route.steps]
    met = [(result, step) for result in paths for step in result.steps if step.step == check]
    came = Claimed.HELD if met and len(met) == len(paths) else Claimed.NOT_REACHED
    if any(step.fault for _, step in met):
        came = Claimed.FAILED
    elif any(step.unproven for _, step in met):
        came = Claimed.NOT_PROVEN
    row = {"claim": check.claim, "result": came, "where": [result.route.name for result, _ in met]}
    found = find(CLAIMS, check.claim)
    return row | ({"says": found[0].sentence(found[1]), "how": found[0].how} if found else {})


def _path(result: RouteResult) -> dict[str, Any]:
    fault = result.fault
    state = Result.FAILED if fault else Result.PASSED if walkable(result.route) else Result.NOTHING
    if result.skipped:
        state = Result.SKIPPED
    row: dict[str, Any] = {
        "name": result.route.name,
        "page": result.route.page,
        "labels": dict(result.route.labels),
        "start": result.route.start,
        "result": state,
        "seconds": round(result.duration, 2),
        "steps": len(result.route.steps),
        "reached": len(result.steps),
        "claims": sum(
            isinstance(step.step, CheckStep) and not step.fault and not step.unproven for step in result.steps
        ),
        "requests": len(result.requests),
        "log": log_name(result.route.name),
        "fingerprint": result.fingerprint,
    }
    return row | ({"fault": fault.sentence} if fault else {}) | ({"why": result.skipped} if result.skipped else {})


def _with_totals(table: Mapping[str, Any]) -> dict[str, Any]:
    levels = Counter(block["level"] for block in table["blocks"].values())
    states = Counter(path["result"] for path in table["paths"])
    totals = {
        "pages": len({path["page"] for path in table["paths"]}),
        "paths": {state.value: states[state] for state in Result},
        "blocks": {level.value: levels[level] for level in Level},
        "claims": sum(path["claims"] for path in table["paths"]),
    }
    return {**table, "totals": totals}
