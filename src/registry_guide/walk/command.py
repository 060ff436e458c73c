"""`registry-guide walk`."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from registry_guide.blocks import facts as facts_of
from registry_guide.blocks.errors import SourceError
from registry_guide.blocks.locked import client_versions
from registry_guide.interrupt import interruptible
from registry_guide.records.ledger import GitLab, Ledger, read
from registry_guide.records.manifest import Manifest, NoManifestError, load
from registry_guide.walk import update
from registry_guide.walk.clients import install as clients
from registry_guide.walk.clients import wheelhouse
from registry_guide.walk.conclusion import Desk, conclude, tell_faults, write_logs
from registry_guide.walk.errors import WalkError
from registry_guide.walk.fingerprint import changed
from registry_guide.walk.fixtures.shape import shape_values, shaped
from registry_guide.walk.order import OneOf, Order
from registry_guide.walk.pipelines import runner as pipeline
from registry_guide.walk.report import slowest
from registry_guide.walk.result import RouteResult
from registry_guide.walk.route import Route, for_least, site_routes
from registry_guide.walk.run import WalkContext, ordered, walk_all
from registry_guide.walk.shards import deal, part, shard
from registry_guide.walk.shell.sandbox import Sandbox, machine_wide, remove_stale
from registry_guide.walk.shell.session import Limits
from registry_guide.walk.shell.stop import Stop
from registry_guide.walk.update import only_output

# What each of these options does not go with.
_ALONE = {
    "gitlab": (
        ("keep", "changed", "update"),
        "neither --keep, which would keep your token, nor --changed or --update",
    ),
    "shape": (("gitlab", "changed", "update"), "none of --gitlab, --changed and --update"),
    "least": (("gitlab", "shape", "changed", "update"), "none of --gitlab, --shape, --changed and --update"),
    "shard": (("gitlab", "changed", "update"), "none of --gitlab, --changed and --update"),
}


@click.command("walk")
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@click.option("--site", type=click.Path(path_type=Path), default=Path("_build/html"), help="The built site.")
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="Paths at a time; one a core.")
@click.option("--keep", is_flag=True, help="Leave the sandboxes, and say how to enter them.")
@click.option(
    "--changed",
    is_flag=True,
    help="Only the pages that the ledger does not know to hold as they are now: those whose blocks, claims, starting "
    "point or clients are others, all if the walk or the practice registry itself changed.",
)
@click.option(
    "--update",
    is_flag=True,
    help="Where only output differs, write the output that came into the page's template, and show the difference.",
)
@click.option(
    "--gitlab",
    is_flag=True,
    help="Walk against your own GitLab, named by GITLAB_HOST, GITLAB_NAMESPACE (a group) and GITLAB_TOKEN (scope api). "
    "The walk makes a private group there, touches nothing else, and removes it.",
)
@click.option(
    "--shape",
    metavar="NAME",
    help="Walk as a reader whose GitLab has another address, group and project: a row of facts, such as nested. "
    "The marks of the pages stay as they are.",
)
@click.option(
    "--least",
    is_flag=True,
    help="With the least version of each client that the guide names. Pipelines, which name their clients, and the "
    "words that a client prints are left out.",
)
@click.option(
    "--shard",
    type=OneOf(),
    help="Only the paths that fall to this one of several machines, such as 2/4. They are dealt out by the seconds of "
    "the last ledger, if there is one; `registry-guide merge` puts the ledgers together.",
)
@click.option(
    "--slowest",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Say at the end which N steps took longest, and which N paths.",
)
@click.option("--limit", type=click.FloatRange(min=1), default=120.0, help="Seconds that one block may take.")
def walk(**options: Any) -> None:
    """Run every block of the built site as a reader would, on every path; write the ledger.

    PAGE is a page's name, such as publish/uv; without one, all pages are walked.
    """
    console = Console(stderr=True, highlight=False)
    _check_alone(options)
    try:
        with interruptible():
            done = _walk(console, Path.cwd(), Order(**options))
    except (WalkError, NoManifestError, SourceError, LookupError) as error:
        raise click.ClickException(error.args[0] if isinstance(error, LookupError) else str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'the walk'}: {error.strerror or error}.") from None
    except KeyboardInterrupt:
        kept = "what was walked by then is in _build/walk/gitlab" if options["gitlab"] else "the ledger is as it was"
        raise click.ClickException(f"interrupted; {kept}") from None
    if not done:
        raise SystemExit(1)


def _check_alone(options: Mapping[str, Any]) -> None:
    """Refuse options that do not go together."""
    for name, (others, sentence) in _ALONE.items():
        if options[name] and any(options[other] for other in others):
            raise click.UsageError(f"--{name} goes with {sentence}.")


def _walk(console: Console, root: Path, order: Order) -> bool:
    """Walk the pages and write the ledger; say whether all paths hold."""
    manifest = load(order.site / "manifest.json")
    paths = _paths(manifest, order)
    where = root / "_build" / "walk" / order.apart / "ledger.json"
    old = None if order.apart and not order.shard else read(where)
    remove_stale()
    for path in machine_wide():
        console.print(f"Beware: {path} configures this whole machine, and so also what is walked.")
    began = time.monotonic()
    context = _context(console, root, paths, order)
    if order.changed:
        paths = changed(paths, old, context.fingerprint)
        if not paths:
            console.print("Nothing changed since it was walked.")
            return True
    of_shard, paths = _share(order, paths, old, context)
    if order.shard:
        where, old = where.parent / "shard-{}-of-{}".format(*order.shard) / where.name, None
    with _with_fixtures(console, context, order, where.parent) as (there, gitlab):
        desk = Desk(console, root, manifest, context, where, began, gitlab, of_shard)
        results = _results(desk, there, paths, order.jobs)
        if order.update:
            write_logs(where.parent, results)
            if _update(console, manifest, results):
                return all(map(only_output, results))
        # Here, so that the results stand before anything is removed from a GitLab, which may fail.
        proven = conclude(desk, results, old)
        if order.slowest:
            console.print(slowest(results, order.slowest), markup=False)
    if not proven:
        raise WalkError("The walk ran no block and proved no claim.")
    return not any(result.fault for result in results)


def _paths(manifest: Manifest, order: Order) -> list[Route]:
    paths = site_routes(manifest, order.pages)
    return list(filter(None, map(for_least, paths))) if order.least else paths


def _results(desk: Desk, context: WalkContext, paths: Sequence[Route], jobs: int) -> list[RouteResult]:
    """Walk the paths; give their results in the order of the site."""
    results: list[RouteResult] = []
    try:
        _run(desk.console, context, paths, jobs, results)
    except BaseException:
        # What is known of a GitLab of the user's own cost time and requests there.
        if desk.gitlab and results:
            conclude(desk, results, None)
        raise
    return ordered(results, paths)


def _share(
    order: Order, routes: list[Route], last: Ledger | None, context: WalkContext
) -> tuple[Callable[[Ledger], Ledger] | None, list[Route]]:
    """Give what makes the ledger of a shard of that of its paths, and these; all paths if no shard was asked for."""
    if order.shard is None:
        return None, routes
    number, of = order.shard
    if of > len(routes):
        raise WalkError(f"There are {len(routes)} paths, too few for {of} shards.")
    mine = deal(routes, of, last)[number - 1]
    here = shard(number, of, order.apart, {route.name: context.fingerprint(route) for route in routes})
    return partial(part, shard=here, mine=mine, whole=routes), mine


def _context(console: Console, root: Path, routes: Sequence[Route], order: Order) -> WalkContext:
    """Make ready what all paths share."""
    build, tell = root / "_build", console.print
    pinned = clients.install(root, build, tell)
    if order.least:
        pinned = clients.install(clients.LEAST, build / "least", tell, uv=pinned.commands / "uv")
    return WalkContext(
        facts=facts_of.load(root / "facts", client_versions(root)),
        clients=pinned,
        wheelhouse=wheelhouse.fill(root, build, tell),
        limits=Limits(seconds=order.limit),
        stop=Stop(),
        runner=pipeline.install(build, tell) if any(route.needs_runner for route in routes) else None,
        kept=_teller(console) if order.keep else None,
        update=order.update,
    )


@contextmanager
def _with_fixtures(
    console: Console, context: WalkContext, order: Order, folder: Path
) -> Iterator[tuple[WalkContext, GitLab | None]]:
    """Give the context its fixtures while the block runs; and the GitLab, if it is the user's own."""
    if order.shape:
        values = shape_values(context.facts, order.shape)
        yield replace(context, fixtures=shaped(context.facts, context.wheelhouse, values, lasting=order.keep)), None
        return
    if not order.gitlab:
        yield context, None
        return
    from registry_guide.walk.gitlab.account import account, given_tokens
    from registry_guide.walk.gitlab.fixture import gitlab_fixtures
    from registry_guide.walk.gitlab.group import walk_group
    from registry_guide.walk.requests.asker import Patience

    where, given = account(os.environ, context.facts), given_tokens(os.environ, context.facts)
    # No child of the walk needs it.
    for name in [name for name, value in os.environ.items() if value in (where.token, *given.values())]:
        del os.environ[name]

    def tell(line: str) -> None:
        console.print(line, markup=False, soft_wrap=True)

    with walk_group(where, folder / "scratch.json", Patience(tell, context.stop.event)) as place:
        fixtures = gitlab_fixtures(context.facts, context.wheelhouse, place, given)
        yield replace(context, fixtures=fixtures), GitLab(host=where.host, version=place.version)


def _update(console: Console, manifest: Manifest, results: Sequence[RouteResult]) -> bool:
    """Write the output that came into the templates; say whether there was any. The ledger is of the site as it was."""
    examples = {name: each for name, each in manifest.examples.items() if name not in manifest.secrets}
    updates = update.updates(Path("templates"), results, examples)
    for each in updates:
        each.path.write_text(each.new, "utf-8")
        click.echo(each.diff)
    if updates:
        tell_faults(console, [result for result in results if not only_output(result)])
        console.print(f"Templates written: {len(updates)}. Read the difference, then walk again: `make walk`.")
    return bool(updates)


def _run(
    console: Console, context: WalkContext, routes: Sequence[Route], jobs: int, results: list[RouteResult]
) -> None:
    """Walk the paths, and add each result as it comes."""
    columns = (TextColumn("walking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("paths", total=len(routes))
        # Closed at once when this loop is interrupted, so that the paths that run are ended then and not later.
        with closing(walk_all(context, routes, jobs)) as walked:
            for result in walked:
                results.append(result)
                mark = "FAILED" if result.fault else "ok" if result.steps else "-"
                took = f"{result.duration:.1f} s" if result.steps else result.skipped or "nothing to run"
                progress.console.print(f"{mark:>6}  {result.route.name}  {took}", markup=False, soft_wrap=True)
                progress.advance(bar)


def _teller(console: Console) -> Callable[[Route, Sandbox], None]:
    def tell(route: Route, place: Sandbox) -> None:
        console.print(f"{route.name}: python -m registry_guide.walk.enter {place.root}", markup=False, soft_wrap=True)

    return tell
