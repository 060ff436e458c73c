"""Nothing moves while a page arrives: not for a reader without values, nor for one with values, nor on a slow line."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tools.site import pages
from tools.site.visit import painted

#: Cumulative layout shift; web.dev calls less than 0.1 good.
MOST = 0.02
WIDTHS = (390, 1440)
VALUES = {
    "host": "gitlab.engineering.acme.example:8443",
    "project": "acme/platform/tools/weather-forecast",
    "owner_project": "acme/platform/libraries/weather-forecast",
    "group": "acme/platform",
    "package": "acme-weather",
    "deploy_username": "gitlab+deploy-token-123456",
    "token_name": "renovate",
}
WATCH = """
window.moved = [];
const note = (entries) => {
  for (const each of entries) {
    if (!each.hadRecentInput) {
      const where = each.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 90));
      moved.push([each.value, ...where]);
    }
  }
};
const observer = new PerformanceObserver((list) => note(list.getEntries()));
observer.observe({ type: "layout-shift", buffered: true });
window.allMoved = () => {
  note(observer.takeRecords());
  return moved;
};
"""


@contextmanager
def watching(browser: Browser, width: int, values: dict[str, str]) -> Iterator[Page]:
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        context.set_default_timeout(20_000)
        if values:
            keep = f"localStorage.setItem('registry-guide:values', {json.dumps(json.dumps(values))});"
            context.add_init_script(f"try {{ {keep} }} catch {{}}")
        context.add_init_script(WATCH)
        yield context.new_page()


def moved(page: Page) -> tuple[float, list[Any]]:
    painted(page)
    found: list[Any] = page.evaluate("allMoved()")
    return sum(each[0] for each in found), found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("values", [{}, VALUES], ids=["empty", "filled"])
def test_nothing_moves_while_a_page_arrives(browser: Browser, address: str, width: int, values: dict[str, str]) -> None:
    filled = 0
    with watching(browser, width, values) as page:
        for name in [*pages.names(), *pages.generated()]:
            page.goto(f"{address}/{pages.url(name)}")
            shift, where = moved(page)
            assert shift <= MOST, f"{name}: {where}"
            filled += page.locator(".ph.filled").count()
    assert (filled > 100) == bool(values)


class Slow(SimpleHTTPRequestHandler):
    """Serves the site; one page comes in two parts, with a pause between them."""

    cut = 0
    slow = "/publish/uv.html"

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Write a page up to the cut, and the rest later."""
        text = source.read()
        if self.path.startswith(self.slow):
            outputfile.write(text[: self.cut])
            outputfile.flush()
            time.sleep(0.25)
            text = text[self.cut :]
        outputfile.write(text)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_values_are_there_when_a_page_is_painted_on_a_slow_line(browser: Browser, site: Path) -> None:
    text = (site / Slow.slow[1:]).read_bytes()
    holes = [each.end() for each in re.finditer(rb'<span class="ph" [^>]*>', text)]
    panel, form = text.index(b'<section class="values"'), text.index(b"<form")
    # Anywhere: within the panel, within a placeholder's text, behind the last block.
    cuts = [panel + 300, form + 400, holes[2] + 3, holes[len(holes) // 2] + 1, holes[-1] + 5, len(text) - 50]
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), partial(Slow, directory=str(site))) as server,
        watching(browser, 390, VALUES) as page,
    ):
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            for cut in cuts:
                Slow.cut = cut
                page.goto(f"http://127.0.0.1:{server.server_port}{Slow.slow}")
                assert page.input_value("#value-host") == VALUES["host"]
                assert page.locator(".ph:not(.secret):not(.filled)").count() == 0
                assert not [each for each in page.locator(".block pre").all_text_contents() if "my-group" in each]
                shift, where = moved(page)
                assert shift <= MOST, (cut, where)
        finally:
            server.shutdown()
            thread.join()
