"""`make sabotage`."""

import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from registry_guide.blocks import facts
from registry_guide.blocks.errors import SourceError
from registry_guide.blocks.locked import client_versions
from registry_guide.interrupt import interruptible
from registry_guide.records.manifest import Manifest
from registry_guide.walk.clients import install as clients
from registry_guide.walk.clients import wheelhouse
from registry_guide.walk.errors import WalkError
from registry_guide.walk.pipelines import runner as pipeline
from registry_guide.walk.route import site_routes
from registry_guide.walk.run import WalkContext
from registry_guide.walk.shell.sandbox import remove_stale
from registry_guide.walk.shell.session import Limits
from registry_guide.walk.shell.stop import Stop
from tools.sabotage import pool, walks
from tools.sabotage.accepted import accepted
from tools.sabotage.mutant import Mutant, mutants, spread
from tools.sabotage.rule import rules
from tools.sabotage.score import NEEDED, Score
from tools.sabotage.trial import Candidate, Trial

REPORT = Path("_build/sabotage/report.json")
T = TypeVar("T")
_LIMIT = 120.0  # seconds for one block of a mutant


@click.command("sabotage")
@click.option("--only", multiple=True, metavar="RULE", help="Only this rule's mutants; may be given several times.")
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Mutants at a time; if not given, one a core.")
@click.option("--limit", type=click.IntRange(min=0), default=3, show_default=True, help="Mutants of a rule; 0: all.")
@click.option("--list", "listed", is_flag=True, help="Say which mutants there are, and try none.")
def sabotage(only: tuple[str, ...], jobs: int | None, limit: int, listed: bool) -> None:
    """Make mistakes in templates, facts and pages by rule, and report which of them nothing notices.

    Of a rule that makes more mutants than --limit, as many are taken, evenly from all its files. Exit code 1 if less
    than 95 % are noticed, or one of the others has no reason in survivors.toml.
    """
    names = [rule.name for rule in rules()]
    for name in only:
        if name not in names:
            raise click.ClickException(f"There is no rule {name}. There are: {', '.join(names)}.")
    root = Path.cwd()
    chosen = spread(mutants(root, [rule for rule in rules() if not only or rule.name in only]), limit)
    if not chosen:
        raise click.ClickException("There is nothing to make mistakes in: run this in the guide's own directory.")
    if listed:
        for mutant in chosen:
            click.echo(f"{mutant.id}  line {mutant.line}: {mutant.before.strip()!r} becomes {mutant.after.strip()!r}")
        return
    try:
        with interruptible():
            done = _sabotage(Console(stderr=True, highlight=False), root, chosen, jobs or os.cpu_count() or 1)
    except (WalkError, SourceError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'sabotage'}: {error.strerror}.") from None
    except KeyboardInterrupt:
        raise click.ClickException("interrupted; nothing is left behind") from None
    if not done:
        raise SystemExit(1)


def _sabotage(console: Console, root: Path, chosen: Sequence[Mutant], jobs: int) -> bool:
    began = time.monotonic()
    # The libraries that the checks call log each request.
    logging.disable(logging.INFO)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        tempfile.TemporaryDirectory(prefix="registry-guide-sabotage-") as folder,
        Progress(*columns, console=console, transient=True) as progress,
    ):
        manifest = pool.unchanged(root, Path(folder, "unchanged"))
        examined = _all(progress, "building", pool.build_all(root, Path(folder), chosen, jobs), len(chosen), _verdict)
        trials = [each for each in examined if isinstance(each, Trial)]
        candidates = [each for each in examined if isinstance(each, Candidate)]
        context = _course(root, manifest, console.print)
        paths = walks.touched(manifest, context.facts, candidates)
        as_it_is = walks.unchanged(context, paths, jobs)
        seconds = dict(_all(progress, "walking the guide as it is", as_it_is, len(paths), _path))
        walked = walks.try_all(context, candidates, seconds, jobs)
        trials += _all(progress, "walking mutants", walked, len(candidates), _verdict)
    order = {mutant.id: number for number, mutant in enumerate(chosen)}
    score = Score(sorted(trials, key=lambda trial: order[trial.mutant.id]), accepted())
    console.print(score.table(rules()))
    if score.missed:
        click.echo(f"Not noticed:\n{score.survivors()}\n")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    report = score.report(time.monotonic() - began)
    REPORT.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    click.echo(
        f"{report['caught']} of {report['mutants']} mutants were noticed, {score.share:.1%} ({NEEDED:.0%} are needed), "
        f"in {report['seconds']:.0f} s; {report['unexplained'] or 'none'} of the others without a reason: {REPORT}"
    )
    return score.enough


def _all(
    progress: Progress, words: str, things: Generator[T, None, None], total: int, line: Callable[[T], str]
) -> list[T]:
    found = []
    # Closed at once when this loop is interrupted, so that what runs is ended then and not later.
    with closing(things):
        for each in progress.track(things, total=total, description=words):
            found.append(each)
            # A log, in which no bar moves, says by these lines how far it is.
            if said := line(each):
                progress.console.print(said, markup=False, soft_wrap=True)
    return found


def _verdict(tried: Trial | Candidate) -> str:
    if isinstance(tried, Candidate):
        return ""
    return "  ".join(filter(None, (f"{tried.verdict:>10}", tried.mutant.id, tried.noticed_by)))


def _path(walked: tuple[str, float]) -> str:
    name, seconds = walked
    return f"{'ok':>10}  {name}  {seconds:.1f} s"


def _course(root: Path, manifest: Manifest, tell: Callable[[str], None]) -> WalkContext:
    remove_stale()
    build = root / "_build"
    return WalkContext(
        facts=facts.load(root / "facts", client_versions(root)),
        clients=clients.install(root, build, tell),
        wheelhouse=wheelhouse.fill(root, build, tell),
        limits=Limits(seconds=_LIMIT),
        stop=Stop(),
        runner=pipeline.install(build, tell) if any(route.needs_runner for route in site_routes(manifest)) else None,
    )
