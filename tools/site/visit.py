"""What a visit to a page shows: requests, errors, faults of accessibility, width."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tools.build import ROOT
from tools.site import pages

Light = Literal["light", "dark"]
AXE = ROOT / "tools" / "node" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = 1440, 320
LIGHTS: tuple[Light, ...] = ("light", "dark")
# A phone, a tablet and a desk, and the width that is left of a desk at 400 %. Nothing but colours is other in the dark.
MODES = (*product(LIGHTS[:1], (WIDE, 768, 390, NARROW)), *product(LIGHTS[1:], (WIDE, NARROW)))
# All that WCAG 2.2 AA and good practice ask for: without tags axe leaves out what is new in 2.2.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}


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
    """Opens pages in a browser; a page is visited once in each mode."""

    def __init__(self, browser: Browser, address: str, modes: Sequence[tuple[Light, int]] = MODES) -> None:
        self._modes = modes
        self._browser = browser
        self._address = address
        self.visits = cache(self._visits)

    def _visits(self, name: str) -> tuple[Visit, ...]:
        lights = dict.fromkeys(light for light, _ in self._modes)
        return tuple(
            visit
            for light in lights
            for visit in self._visit(name, light, [width for each, width in self._modes if each == light])
        )

    def _visit(self, name: str, light: Light, widths: Sequence[int]) -> list[Visit]:
        """Load a page once in a light, and look at it in each width, as in a window that is drawn smaller."""
        loaded = Visit(light, widths[0])
        context = self._browser.new_context(color_scheme=light, viewport={"width": widths[0], "height": 900})
        context.set_default_timeout(20_000)
        responses: list[Response] = []
        visits: list[Visit] = []
        with context:
            page = context.new_page()
            page.on("response", lambda response: responses.append(response))
            page.on("pageerror", lambda error: loaded.errors.append(str(error)))
            page.on("console", lambda message: _note(message, loaded.errors))
            page.on("request", lambda request: self._note_elsewhere(request.url, loaded))
            page.goto(f"{self._address}/{pages.url(name)}", wait_until="load")
            for response in responses:
                loaded.sizes[response.url] = len(gzip.compress(response.body(), mtime=0))
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                # All that can be unfolded is: a field that nobody sees is not judged.
                page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
                # The page's own scripts see the new width a frame later.
                page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
                visit = replace(loaded, width=width)
                visit.scroll_width = page.evaluate("document.documentElement.scrollWidth")
                visit.faults = faults(page, COLOURS if light == "dark" else OPTIONS)
                visits.append(visit)
        return visits

    def _note_elsewhere(self, url: str, visit: Visit) -> None:
        if not url.startswith((self._address, "data:", "blob:")):
            visit.elsewhere.append(url)


def faults(page: Page, options: Mapping[str, Any] = OPTIONS) -> list[Fault]:
    """Return what axe has against a page as it is shown now, of the rules that the options name."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", dict(options))
    return [_fault(violation) for violation in result["violations"]]


def _note(message: ConsoleMessage, errors: list[str]) -> None:
    if message.type in {"error", "warning"}:
        errors.append(f"{message.text} ({message.location.get('url', '')})")


def _fault(violation: dict[str, Any]) -> Fault:
    elements = tuple(" ".join(map(str, node["target"])) for node in violation["nodes"])
    return Fault(violation["id"], violation["impact"], elements)
