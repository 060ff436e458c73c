"""What a visit to a page shows: requests, errors, faults of accessibility, width."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import product
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tools.build import ROOT
from tools.site import pages

Light = Literal["light", "dark"]
AXE = ROOT / "tools" / "node" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = 1440, 320
LIGHTS: tuple[Light, ...] = ("light", "dark")
# A phone, a tablet and a desk, and the width that is left of a desk at 400 %. Nothing but colours is other in the dark,
# and nothing is seen in a width between the widest and the narrowest alone, so colours are judged in these two.
MODES = (*product(LIGHTS[:1], (WIDE, 768, 390, NARROW)), *product(LIGHTS[1:], (WIDE, NARROW)))
# All that WCAG 2.2 AA and good practice ask for: without tags axe leaves out what is new in 2.2.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
OF_COLOURS = ("color-contrast", "link-in-text-block")
COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": OF_COLOURS}}
SHAPES = {**OPTIONS, "rules": {rule: {"enabled": False} for rule in OF_COLOURS}}
# What stands beside each page, the same on all of them but for the entry that is the page's own.
BESIDE = ".sidebar-drawer"


@dataclass(frozen=True)
class Fault:
    """A violation that axe found: its rule, how bad it is, and the elements."""

    rule: str
    impact: str
    elements: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}): {', '.join(self.elements)}"


@dataclass
class Visit:
    """What one visit showed; sizes are in bytes after gzip, widths in CSS pixels."""

    light: Light
    width: int
    sizes: dict[str, int] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    scroll_width: int = 0

    @property
    def weight(self) -> int:
        """Return the bytes of all that was fetched."""
        return sum(self.sizes.values())

    def __str__(self) -> str:
        return f"{self.light}, {self.width} px"


class Visitor:
    """Opens pages in a browser; a page is visited once, and looked at in each mode."""

    def __init__(self, browser: Browser, address: str, modes: Sequence[tuple[Light, int]] = MODES) -> None:
        self._modes = modes
        self._browser = browser
        self._address = address
        self.visits = cache(self._visits)
        # Whose list of all pages is judged as well: of one page in each folder.
        first = {name.rpartition("/")[0]: name for name in reversed(pages.names())}
        self._whole = {*first.values(), *pages.generated()}

    @cached_property
    def _page(self) -> Page:
        context = self._browser.new_context(viewport={"width": WIDE, "height": 900})
        context.set_default_timeout(20_000)
        page = context.new_page()
        # Each page weighs what it weighs for somebody who comes from elsewhere.
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        return page

    def _visits(self, name: str) -> tuple[Visit, ...]:
        """Load a page once, and look at it in each light and width, as in a window that is drawn smaller."""
        page = self._page
        light, width = self._modes[0]
        loaded = Visit(light, width)
        responses: list[Response] = []
        handlers: dict[Any, Callable[[Any], None]] = {
            "response": lambda response: responses.append(response),
            "pageerror": lambda error: loaded.errors.append(str(error)),
            "console": lambda message: _note(message, loaded.errors),
            "request": lambda request: self._note_elsewhere(request.url, loaded),
        }
        for event, handler in handlers.items():
            page.on(event, handler)
        page.emulate_media(color_scheme=light)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{self._address}/{pages.url(name)}", wait_until="load")
        for response in responses:
            loaded.sizes[response.url] = len(gzip.compress(response.body(), mtime=0))
        # All that can be unfolded is: a field that nobody sees is not judged.
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        visits = [self._look(replace(loaded, light=light, width=width), name) for light, width in self._modes]
        # What the page still has to say is of this page.
        page.goto("about:blank")
        for event, handler in handlers.items():
            page.remove_listener(event, handler)
        return tuple(visits)

    def _look(self, visit: Visit, name: str) -> Visit:
        page = self._page
        page.emulate_media(color_scheme=visit.light)
        page.set_viewport_size({"width": visit.width, "height": 900})
        painted(page)
        visit.scroll_width = page.evaluate("document.documentElement.scrollWidth")
        bright = OPTIONS if visit.width in (WIDE, NARROW) else SHAPES
        options = COLOURS if visit.light == "dark" else bright
        visit.faults = faults(page, options, beside=name in self._whole)
        return visit

    def _note_elsewhere(self, url: str, visit: Visit) -> None:
        if not url.startswith((self._address, "data:", "blob:")):
            visit.elsewhere.append(url)


def painted(page: Page) -> None:
    """Wait until what happened so far is painted, and the page's own scripts saw what came of it: for two frames."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def faults(page: Page, options: Mapping[str, Any] = OPTIONS, beside: bool = True) -> list[Fault]:
    """Return what axe has against a page as it is shown now, of the rules that the options name.

    What stands beside every page is judged too, unless `beside` is false.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    where = {} if beside else {"exclude": [BESIDE]}
    run = "([where, options]) => axe.run(Object.keys(where).length ? where : document, options)"
    result: dict[str, Any] = page.evaluate(run, [where, dict(options)])
    return [_fault(violation) for violation in result["violations"]]


def _note(message: ConsoleMessage, errors: list[str]) -> None:
    if message.type in {"error", "warning"}:
        errors.append(f"{message.text} ({message.location.get('url', '')})")


def _fault(violation: dict[str, Any]) -> Fault:
    elements = tuple(" ".join(map(str, node["target"])) for node in violation["nodes"])
    return Fault(violation["id"], violation["impact"], elements)
