"""Measure the walk beside a plain shell script of the same commands: `make bench`.

Both have a registry of their own each time, started alike, the same clients, environment and an empty home, and take
turns. The script is what is left of a path when nothing is checked: set-up, files and commands under `set -e`.

Memory is the sum of the resident set sizes of a process and all its descendants, looked at every 20 ms while the walk
takes one path at a time: the walk itself, the path's registry, its shell and all that runs in it. Pages that several of
them share count once for each, so the sum is rather too high.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import click
import psutil
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from bench.row import Row
from bench.script import fits, script
from registry_guide.blocks import facts as facts_of
from registry_guide.blocks.locked import client_versions
from registry_guide.practice.request_log import Entry
from registry_guide.records.manifest import NoManifestError, load
from registry_guide.walk.clients import install as clients
from registry_guide.walk.clients import wheelhouse
from registry_guide.walk.errors import WalkError
from registry_guide.walk.fixtures.fixture import Fixture, MakeFixture, practice_fixtures
from registry_guide.walk.requests import log as requests
from registry_guide.walk.route import Route, site_routes
from registry_guide.walk.run import WalkContext
from registry_guide.walk.shell.sandbox import Sandbox, sandbox
from registry_guide.walk.shell.session import Limits
from registry_guide.walk.shell.stop import Stop
from tools.build import HTML, ROOT

BUILD = ROOT / "_build"
PAGE = "publish/uv"
# The goals: how much longer than the script, seconds, MiB.
MOST_TIMES, MOST_WALK, MOST_PAGE, MOST_MEMORY = 1.5, 360.0, 10.0, 500.0
_GLANCE = 0.02  # seconds between two looks at the memory
_PATIENCE = 1800  # seconds for one command


@dataclass(frozen=True)
class Times:
    """Seconds that a path took, with the start and end of its registry and without, and what the registry was asked.

    `again` says whether the walk ran a block again for what registries may hold already, which a script does not.
    """

    whole: float
    alone: float
    asked: frozenset[tuple[str, str]]
    again: bool = False


@contextmanager
def timed(fixtures: MakeFixture, route: Route, place: Sandbox, spent: list[float]) -> Iterator[Fixture]:
    """Give a route its fixture, and note how long that took at both ends."""
    began = time.perf_counter()
    with fixtures(route, place) as fixture:
        spent.append(time.perf_counter() - began)
        yield fixture
        ended = time.perf_counter()
    spent.append(time.perf_counter() - ended)


def walked(context: WalkContext, fixtures: MakeFixture, route: Route) -> Times:
    """Walk a path; raise RuntimeError if it does not hold."""
    spent: list[float] = []
    began = time.perf_counter()
    result = WalkContext(
        **{**vars(context), "fixtures": lambda route, place: timed(fixtures, route, place, spent)}
    ).walk(route)
    whole = time.perf_counter() - began
    if result.fault:
        raise RuntimeError(f"{route.name} does not hold: {result.fault.sentence}")
    again = any(step.scenes for step in result.steps)
    return Times(whole, whole - sum(spent), _asked(result.requests), again)


def scripted(context: WalkContext, fixtures: MakeFixture, route: Route) -> Times:
    """Run a path as a script in a sandbox as a walk has it; raise RuntimeError if it fails."""
    spent: list[float] = []
    began = time.perf_counter()
    with sandbox() as place, timed(fixtures, route, place, spent) as fixture:
        file = place.scratch / "path.sh"
        file.write_text(script(route, fixture.start, fixture.registry.tokens), "utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", str(file)],
            cwd=place.work,
            env=place.environment(context.clients.commands, fixture.registry.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        asked = _asked(requests.read(fixture.registry.log))
    whole = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"the script of {route.name} failed: {done.stdout.strip().splitlines()[-1]}")
    return Times(whole, whole - sum(spent), asked)


def _asked(entries: Sequence[Entry]) -> frozenset[tuple[str, str]]:
    # What a client builds with it asks PyPI for, or takes from what it built before.
    return frozenset((entry.method, entry.path) for entry in entries if "/api/" in entry.path)


def path_rows(context: WalkContext, routes: Sequence[Route], rounds: int) -> list[Row]:
    """Walk paths and run their scripts in turns, and compare the medians.

    Those that ask the registry nothing are out, and so are those that publish, whose blocks are walked several times,
    and those whose script fails or asks the registry for other things than the walk.
    """
    fixtures = practice_fixtures(context.facts, context.wheelhouse)
    taken: dict[str, list[tuple[Times, Times]]] = {}
    for number in range(rounds):
        for path in routes:
            print(f"bench: round {number + 1} of {rounds}: {path.name}", file=sys.stderr)
            own = walked(context, fixtures, path)
            if own.again:
                continue
            try:
                plain = scripted(context, fixtures, path)
            except RuntimeError as error:
                # Such as a table of TOML that the walk merges and a script writes twice.
                print(f"bench: left out, {error}", file=sys.stderr)
                continue
            if own.asked != plain.asked:
                odd = ", ".join(sorted({" ".join(each) for each in own.asked ^ plain.asked})[:3])
                print(f"bench: left out, since only one of walk and script asked for {odd}", file=sys.stderr)
                continue
            if own.asked:
                taken.setdefault(path.name, []).append((own, plain))
    rows = [_row(name, [(own.alone, plain.alone) for own, plain in pairs]) for name, pairs in taken.items()]
    by_round = list(zip(*taken.values(), strict=True))
    for what, part in (("all of these", "alone"), ("all, with their registries' start and end", "whole")):
        sums = [_sums([(getattr(own, part), getattr(plain, part)) for own, plain in pairs]) for pairs in by_round]
        rows.append(_row(what, sums))
    return rows


def _sums(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(own for own, _ in pairs), sum(plain for _, plain in pairs)


def _row(what: str, pairs: Sequence[tuple[float, float]]) -> Row:
    own, plain = statistics.median(own for own, _ in pairs), statistics.median(plain for _, plain in pairs)
    ratio = own / plain
    return Row(f"{what}, s", f"{own:.2f}", f"{plain:.2f}", f"<= {MOST_TIMES} times: {ratio:.2f}", ratio <= MOST_TIMES)


def command(*arguments: str) -> tuple[float, float]:
    """Run `registry-guide walk` with these arguments; give its seconds, and the most MiB of it and its descendants.

    Raises RuntimeError if the walk fails.
    """
    began = time.perf_counter()
    most = 0
    with subprocess.Popen(
        [sys.executable, "-m", "registry_guide.cli", "walk", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            most = max(most, _resident(watched))
            time.sleep(_GLANCE)
    if process.returncode:
        raise RuntimeError(f"`registry-guide walk {' '.join(arguments)}` failed")
    return time.perf_counter() - began, most / 2**20


def _resident(process: psutil.Process) -> int:
    whole = 0
    with suppress(psutil.NoSuchProcess):
        for each in [process, *process.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                whole += each.memory_info().rss
    return whole


def command_rows(whole: bool) -> list[Row]:
    """Measure the command itself: one page, all pages, and the memory of one worker."""
    print(f"bench: registry-guide walk {PAGE}", file=sys.stderr)
    page, _ = command(PAGE)
    rows = [Row(f"registry-guide walk {PAGE}, s", f"{page:.1f}", "", f"< {MOST_PAGE:g}", page < MOST_PAGE)]
    if whole:
        print("bench: registry-guide walk, as it is and with one worker", file=sys.stderr)
        seconds, _ = command()
        alone, memory = command("--jobs", "1")
        rows += [
            Row("registry-guide walk, s", f"{seconds:.0f}", "", f"< {MOST_WALK:g}", seconds < MOST_WALK),
            Row("the same with one worker, s", f"{alone:.0f}", "", "", None),
            Row("most memory of one worker, MiB", f"{memory:.0f}", "", f"< {MOST_MEMORY:g}", memory < MOST_MEMORY),
        ]
    return rows


def paths_of(pages: Sequence[str]) -> list[Route]:
    """Give one path of each page, or all paths of the pages named, as far as a script can do the same."""
    fitting = [path for path in site_routes(load(HTML / "manifest.json"), pages) if fits(path)]
    return fitting if pages else list({path.page: path for path in reversed(fitting)}.values())[::-1]


@click.command()
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@click.option("--rounds", default=3, show_default=True, help="How often each path is timed; the median counts.")
def main(pages: tuple[str, ...], rounds: int) -> None:
    """Print what the walk costs: the paths of PAGEs beside plain scripts, or one path a page and the whole walk."""
    try:
        tell = Console(stderr=True).print
        context = WalkContext(
            facts=facts_of.load(ROOT / "facts", client_versions(ROOT)),
            clients=clients.install(ROOT, BUILD, tell),
            wheelhouse=wheelhouse.fill(ROOT, BUILD, tell),
            limits=Limits(),
            stop=Stop(),
        )
        rows = [*path_rows(context, paths_of(pages), rounds), *command_rows(whole=not pages)]
    except (RuntimeError, OSError, LookupError, WalkError, NoManifestError) as error:
        print(f"bench: {error}", file=sys.stderr)
        sys.exit(1)
    table = Table(Column(overflow="fold"), "walk", "script", "goal", "", title=f"The walk, median of {rounds} rounds")
    for row in rows:
        table.add_row(*map(escape, row.cells()))
    Console().print(table)
    print(f"command: python -m bench.walk --rounds {rounds} {' '.join(pages)}".rstrip())


if __name__ == "__main__":
    main()
