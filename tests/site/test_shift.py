"""What arrives stays where it is, with values and on a phone, and on a slow line; without, at a desk: test_pages.py."""

from __future__ import annotations

import re
import time
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tools.site import pages, shift
from tools.site.phone import Arrived, watching
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


def test_nothing_moves_while_a_page_arrives_on_a_phone(on_a_phone: dict[str, Arrived]) -> None:
    for name, each in on_a_phone.items():
        assert sum(move[0] for move in each.moved) <= shift.MOST, (name, each.moved)


def test_no_block_scrolls_sideways_on_a_phone(on_a_phone: dict[str, Arrived]) -> None:
    for name, each in on_a_phone.items():
        assert not each.wider, name
        # A line goes on further in than a line begins that has no indent of its own, a long value further still.
        odd = [drawn for drawn in each.drawn if len(set(drawn[1:])) > 1]
        assert not [drawn for drawn in odd if len(set(drawn[1:])) > 2 or min(drawn[1:]) <= drawn[0]], name
    assert sum(len(drawn) > 1 for each in on_a_phone.values() for drawn in each.drawn) > 50


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
