"""What arrives stays where it is, with values and on a phone, and on a slow line; without, at a desk: test_pages.py."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tools.site import lines, pages, shift
from tools.site.serving import Quiet, serving
from tools.site.visit import WIDE

VALUES = {
    "host": "gitlab.engineering.acme.example:8443",
    "project": "acme/platform/tools/weather-forecast",
    "owner_project": "acme/platform/libraries/weather-forecast",
    "group": "acme/platform",
    "package": "acme-weather",
    "deploy_username": "gitlab+deploy-token-123456",
    "token_name": "renovate",
}
# As long as they come.
LONG = {
    **VALUES,
    "host": "gitlab.a-very-long-name-of-a-machine.engineering.acme.example:8443",
    "project": "acme/" + "a-group-with-a-long-name/" * 3 + "weather",
    "package": "weather-" * 12 + "x",
    "deploy_username": "gitlab+deploy-token-" + "1" * 90,
}
# The tests of a kind run in one worker, which visits each page once.
KINDS = [
    pytest.param(values, id=name, marks=pytest.mark.xdist_group(f"phone, {name}"))
    for name, values in {"empty": {}, "filled": LONG}.items()
]


@dataclass(frozen=True)
class Arrived:
    """What a page was on a phone: what moved, placeholders that are filled in, and its blocks as `lines` has them."""

    moved: list[list[Any]]
    filled: int
    wider: list[str]
    drawn: list[list[float]]


@contextmanager
def watching(browser: Browser, width: int, values: dict[str, str]) -> Iterator[Page]:
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        context.set_default_timeout(20_000)
        if values:
            keep = f"localStorage.setItem('registry-guide:values', {json.dumps(json.dumps(values))});"
            context.add_init_script(f"try {{ {keep} }} catch {{}}")
        shift.watch(context)
        errors: list[str] = []
        context.on("weberror", lambda error: errors.append(error.error.stack or str(error.error)))
        yield context.new_page()
        assert errors == []


class Slow(Quiet):
    """Serves the site; a page comes in two parts, with a pause between them, if it has a cut."""

    def __init__(self, *request: Any, cuts: dict[str, int], pause: float, directory: str) -> None:
        self.cuts, self.pause = cuts, pause
        super().__init__(*request, directory=directory)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Write a page up to its cut, and the rest later."""
        text = source.read()
        cut = self.cuts.get(self.path[1:])
        if cut is not None:
            outputfile.write(text[:cut])
            outputfile.flush()
            time.sleep(self.pause)
            text = text[cut:]
        outputfile.write(text)

    def end_headers(self) -> None:
        """Let the browser ask for a page each time: one that it kept would come whole."""
        if self.path[1:] in self.cuts:
            self.send_header("Cache-Control", "no-store")
        super().end_headers()


def slowly(site: Path, cuts: dict[str, int], pause: float) -> AbstractContextManager[str]:
    """Serve the site as ``Slow`` does, and give its address."""
    return serving(partial(Slow, cuts=cuts, pause=pause, directory=str(site)))


def restless(text: bytes) -> int:
    """Give the place up to which a page has arrived when most may still move: its values, or a columns of a table."""
    begins = text.index(b"<h1")
    panel = text.find(b'<section class="values"')
    if b'class="ph"' in text[begins:panel]:
        return panel
    row = text.find(b"</tr>", begins)
    return row if row > 0 else (begins + len(text)) // 2


def test_nothing_moves_while_a_page_arrives_for_which_there_are_values(browser: Browser, site: Path) -> None:
    cuts = {pages.url(name): restless((site / pages.url(name)).read_bytes()) for name in pages.names()}
    filled = 0
    with slowly(site, cuts, pause=0.1) as address, watching(browser, WIDE, VALUES) as page:
        for url in cuts:
            page.goto(f"{address}/{url}")
            found = shift.moved(page)
            assert sum(each[0] for each in found) <= shift.MOST, (url, found)
            filled += page.locator(".ph.filled").count()
    assert filled > 100


@pytest.fixture(scope="module", params=KINDS)
def arrived(request: pytest.FixtureRequest, browser: Browser, address: str) -> dict[str, Arrived]:
    """Visit every page once on a phone, without values, or with long ones."""
    found = {}
    with watching(browser, 390, request.param) as page:
        for name in [*pages.names(), *pages.generated()]:
            page.goto(f"{address}/{pages.url(name)}")
            moved = shift.moved(page)
            # All tabs, one after the other: each is as wide as the one that is shown.
            page.locator("[role=tabpanel]").evaluate_all("(all) => all.forEach((each) => (each.hidden = false))")
            drawn = lines.of_all(page.locator(".block pre"))
            found[name] = Arrived(moved, page.locator(".ph.filled").count(), lines.wider(page), drawn)
    assert (sum(each.filled for each in found.values()) > 100) == bool(request.param)
    return found


def test_nothing_moves_while_a_page_arrives_on_a_phone(arrived: dict[str, Arrived]) -> None:
    for name, each in arrived.items():
        assert sum(move[0] for move in each.moved) <= shift.MOST, (name, each.moved)


def test_no_block_scrolls_sideways_on_a_phone(arrived: dict[str, Arrived]) -> None:
    for name, each in arrived.items():
        assert not each.wider, name
        # A line goes on further in than a line begins that has no indent of its own, a long value further still.
        odd = [drawn for drawn in each.drawn if len(set(drawn[1:])) > 1]
        assert not [drawn for drawn in odd if len(set(drawn[1:])) > 2 or min(drawn[1:]) <= drawn[0]], name
    assert sum(len(drawn) > 1 for each in arrived.values() for drawn in each.drawn) > 50


def test_values_are_there_when_a_page_is_painted_on_a_slow_line(browser: Browser, site: Path) -> None:
    url = "publish/uv.html"
    text = (site / url).read_bytes()
    holes = [each.end() for each in re.finditer(rb'<span class="ph" [^>]*>', text)]
    panel, form = text.index(b'<section class="values"'), text.index(b"<form")
    # Anywhere: within the panel, within a placeholder's text, behind the last block.
    places = [panel + 300, form + 400, holes[2] + 3, holes[len(holes) // 2] + 1, holes[-1] + 5, len(text) - 50]
    cuts: dict[str, int] = {}
    with slowly(site, cuts, pause=0.25) as address, watching(browser, 390, VALUES) as page:
        for cuts[url] in places:
            page.goto(f"{address}/{url}")
            assert page.input_value("#value-host") == VALUES["host"]
            assert page.locator(".ph:not(.secret):not(.filled)").count() == 0
            assert not [each for each in page.locator(".block pre").all_text_contents() if "my-group" in each]
            found = shift.moved(page)
            assert sum(each[0] for each in found) <= shift.MOST, (cuts, found)


def test_a_page_works_wherever_it_was_cut_on_its_way(browser: Browser, site: Path) -> None:
    """A script that meets half an element must neither fail nor leave the panel without its buttons."""
    url = "tokens/deploy.html"
    text = (site / url).read_bytes()
    panel = text.index(b"</form>")
    parts = list(re.finditer(rb'<p class="there" hidden>|<a><span class="ph"[^>]*>', text))
    assert len(parts) >= 8
    # Where an element opens, and where a part of its text has come: within the panel, and behind it.
    places = [place for each in parts for place in (each.end(), each.end() + 4)]
    assert any(place > panel for place in places)
    cuts: dict[str, int] = {}
    with slowly(site, cuts, pause=0.1) as address, watching(browser, WIDE, VALUES) as page:
        for cuts[url] in places:
            page.goto(f"{address}/{url}")
            links = page.locator(".there a[href]")
            assert links.count() == page.locator(".there").count(), cuts
            assert all(VALUES["host"] in each for each in links.evaluate_all("(all) => all.map((each) => each.href)"))
            page.evaluate("document.querySelector('[data-do=reset]').click()")
            assert links.count() == 0, cuts
