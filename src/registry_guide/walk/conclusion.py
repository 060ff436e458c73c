"""Writes what came of a walk, and tells it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from registry_guide.records.ledger import GitLab, Ledger, Level, log_name, write
from registry_guide.records.manifest import Manifest
from registry_guide.walk import ledger as ledgers
from registry_guide.walk.report import failure, summary
from registry_guide.walk.result import RouteResult
from registry_guide.walk.run import WalkContext


@dataclass(frozen=True)
class Desk:
    """What the results of a walk are written with.

    `ledger` is where its ledger lies below `root`, with the logs beside it; `began` is when it began, by the monotonic
    clock; `gitlab` is the GitLab that was walked against, if it was no practice registry; `part` makes the ledger of a
    shard of that of its paths.
    """

    console: Console
    root: Path
    manifest: Manifest
    context: WalkContext
    ledger: Path
    began: float
    gitlab: GitLab | None
    part: Callable[[Ledger], Ledger] | None = None


def conclude(desk: Desk, results: Sequence[RouteResult], old: Ledger | None) -> bool:
    """Write the ledger and the logs of these paths and tell what came of them; say whether there was anything to write.

    `old` is the ledger whose other pages the new one keeps.
    """
    write_logs(desk.ledger.parent, results)
    seconds = time.monotonic() - desk.began
    table = ledgers.ledger(desk.manifest, results, desk.context.clients.versions, seconds, desk.gitlab)
    if desk.part:
        table = desk.part(table)
    counts = table.totals.blocks
    proven = counts[Level.RAN] + counts[Level.VALIDATED] + table.totals.claims
    # A shard may have nothing to run; what holds of the whole is said when all are together.
    if not proven and not desk.part and not any(result.fault for result in results):
        return False
    write(desk.ledger, ledgers.merge(old, table, desk.manifest, desk.context.fingerprint))
    tell_faults(desk.console, results)
    where = desk.ledger.relative_to(desk.root)
    desk.console.print(f"{summary(table)}\n{where}, in {table.seconds:.0f} s", markup=False)
    return True


def write_logs(folder: Path, results: Sequence[RouteResult]) -> None:
    """Write a log for each path, with the report of one that failed."""
    for result in results:
        log = folder / log_name(result.route.name)
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(result.log + failure(result), "utf-8")


def tell_faults(console: Console, results: Sequence[RouteResult]) -> None:
    """Tell the report of each path that failed."""
    for result in results:
        if result.fault:
            console.rule(f"[red]{escape(result.route.name)}")
            click.echo(failure(result))
