"""Measure the guide beside a plain Sphinx build of the same pages, in the same run: `make bench`."""

from __future__ import annotations

import shutil
import statistics
import sys
from pathlib import Path

import click
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from bench import plain, serve
from bench.builds import Case, Project
from bench.row import Row
from registry_guide.records import manifest as manifests
from tools import browser
from tools.build import ROOT
from tools.site import keys, pages, validity
from tools.site.serving import served
from tools.site.visit import NARROW, WIDE, Light, Visit, Visitor

INPUTS = ("conf.py", "docs", "templates", "facts", "pyproject.toml", "uv.lock", "CHANGELOG.md")
FOLDER = ROOT / "_build" / "bench"
# The tests visit each page in all four; for figures two do.
MODES: tuple[tuple[Light, int], ...] = (("light", WIDE), ("light", NARROW), ("dark", WIDE))
EDITED = Path("publish/uv.md")
# The goals: how much longer than the plain build, seconds, bytes after gzip, requests.
MOST_TIMES, MOST_SECONDS, MOST_BYTES, MOST_REQUESTS = 1.15, 1.0, 45_000, 16


def projects() -> tuple[Project, Project]:
    """Lay out a copy of the guide and its plain twin, and build the guide once."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    guide = Project(FOLDER / "guide", EDITED)
    guide.folder.mkdir(parents=True)
    for name in INPUTS:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, guide.folder / name)
    guide.measure(Case.COLD)
    manifest = manifests.load(guide.html / "manifest.json")
    twin = Project(FOLDER / "plain", EDITED)
    plain.write(guide.folder, manifest, twin.folder)
    return guide, twin


def time_rows(guide: Project, twin: Project, rounds: int) -> list[Row]:
    """Build both in turns and compare the medians."""
    times: dict[tuple[Project, Case], list[float]] = {}
    for number in range(rounds):
        print(f"bench: round {number + 1} of {rounds}", file=sys.stderr)
        for case in Case:
            for project in (guide, twin):
                times.setdefault((project, case), []).append(project.measure(case))
    rows = []
    for case in Case:
        own, other = (statistics.median(times[project, case]) for project in (guide, twin))
        rows.append(
            Row(f"{case}, times plain", f"{own / other:.2f}", "1", f"<= {MOST_TIMES}", own <= MOST_TIMES * other)
        )
        limit = MOST_SECONDS if case is Case.UNCHANGED else None
        rows.append(
            Row(
                f"{case}, s",
                f"{own:.2f}",
                f"{other:.2f}",
                f"< {limit:g}" if limit else "",
                own < limit if limit else None,
            )
        )
    return rows


def visits(site: Path) -> dict[str, tuple[Visit, ...]]:
    """Visit every page of a built site in a browser."""
    with served(site) as address, sync_playwright() as playwright:
        chromium = browser.start(playwright)
        if chromium is None:
            raise RuntimeError("no Chromium starts here; `make test` fetches one or says what to install")
        with chromium:
            visitor = Visitor(chromium, address, MODES)
            return {name: visitor.visits(name) for name in pages.names()}


def heaviest(seen: dict[str, tuple[Visit, ...]]) -> tuple[str, Visit]:
    """Return the page that weighs most, with that visit."""
    return max(((name, visit) for name, each in seen.items() for visit in each), key=lambda pair: pair[1].weight)


def page_rows(guide: Project, twin: Project) -> list[Row]:
    """Compare the built pages."""
    print("bench: every page in a browser", file=sys.stderr)
    own, other = visits(guide.html), visits(twin.html)
    (name, most), (_, other_most) = heaviest(own), heaviest(other)
    requests, other_requests = (max(len(v.sizes) for each in seen.values() for v in each) for seen in (own, other))
    faults, other_faults = (sum(len(v.faults) for each in seen.values() for v in each) for seen in (own, other))
    hosts, other_hosts = (sum(len(v.elsewhere) for each in seen.values() for v in each) for seen in (own, other))
    html, other_html = len(validity.errors(guide.html)), len(validity.errors(twin.html))
    return [
        Row(
            f"heaviest page ({name}), kB gzip",
            f"{most.weight / 1000:.1f}",
            f"{other_most.weight / 1000:.1f}",
            f"<= {MOST_BYTES / 1000:g}",
            most.weight <= MOST_BYTES,
        ),
        Row(
            "most requests of a page",
            str(requests),
            str(other_requests),
            f"<= {MOST_REQUESTS}",
            requests <= MOST_REQUESTS,
        ),
        Row("requests to other hosts", str(hosts), str(other_hosts), "0", hosts == 0),
        Row("axe violations", str(faults), str(other_faults), "0", faults == 0),
        Row("HTML errors", str(html), str(other_html), "0", html == 0),
    ]


def key_row(guide: Project) -> Row:
    """Measure a key in the panel of the page that has most holes; the plain build has no panel."""
    found = manifests.load(guide.html / "manifest.json").pages.values()
    # Of a page with routes of its own most are out of sight.
    page = max(
        (each for each in found if not each.routes), key=lambda each: sum(len(block.holes) for block in each.blocks)
    )
    with served(guide.html) as address, sync_playwright() as playwright:
        chromium = browser.start(playwright)
        if chromium is None:
            raise RuntimeError("no Chromium starts here; `make test` fetches one or says what to install")
        with chromium:
            shown = chromium.new_page()
            shown.goto(f"{address}/{page.url}")
            shown.locator(".values summary").first.click()
            took = min(keys.milliseconds(shown, "value-project", "acme/tools/weather"))
    what = f"key to painted frame, CPU {keys.SLOWER}x slower, best ({page.url}), ms"
    return Row(what, f"{took:.1f}", "", f"<= {keys.MOST_MS:g}", took <= keys.MOST_MS)


@click.command()
@click.option("--rounds", default=3, show_default=True, help="How often each build is timed; the median counts.")
def main(rounds: int) -> None:
    """Print the figures of the guide beside those of a plain Sphinx build of the same pages."""
    try:
        guide, twin = projects()
        rows = [*time_rows(guide, twin, rounds), serve.row(rounds), *page_rows(guide, twin), key_row(guide)]
    except (RuntimeError, OSError, ValueError, manifests.NoManifestError) as error:
        print(f"bench: {error}", file=sys.stderr)
        sys.exit(1)
    table = Table("", "guide", "plain", "goal", "", title=f"{len(pages.names())} pages, median of {rounds} rounds")
    for row in rows:
        table.add_row(*row.cells())
    Console().print(table)
    print(f"command: make bench ARGS='--rounds {rounds}'")


if __name__ == "__main__":
    main()
