"""What a visit to a page shows: requests, errors, faults of accessibility, width."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tools.build import ROOT
from tools.site import alike, pages, shift, sizes
from tools.site.frames import ended, painted
from tools.site.shown import Shown, shown

Light = Literal["light", "dark"]
AXE = ROOT / "tools" / "node" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = 1440, 320
HEIGHT = 900
# A phone, a tablet and a desk, and the width that is left of a desk at 400 %. Nothing but colours is other in the dark,
# so that only these are judged there, and as a rule nothing is seen between the widest and the narrowest alone: what is
# in neither of the two as it is in between brings all rules on shapes with it, and colours are those of the two.
BETWEEN = (390, 768)
# In the order in which the fewest turn something: each turn is painted.
MODES: tuple[tuple[Light, int], ...] = (
    ("light", WIDE),
    ("dark", WIDE),
    ("dark", NARROW),
    ("light", NARROW),
    *(("light", width) for width in BETWEEN),
)
# All that WCAG 2.2 AA and good practice ask for: without tags axe leaves out what is new in 2.2.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
OF_COLOURS = ("color-contrast", "link-in-text-block")
# What of colours axe cannot tell is read as well.
UNSURE = {"resultTypes": ["violations", "incomplete"]}
COLOURS = {**UNSURE, "runOnly": {"type": "rule", "values": OF_COLOURS}}
SHAPES = {**OPTIONS, "rules": {rule: {"enabled": False} for rule in OF_COLOURS}}
# All in one run: before any rule axe goes over the whole page, which takes as long as the rules.
BOTH = {**OPTIONS, **UNSURE}
# What can be wrong in one width although each element is there, and has the attributes, that it has in another one.
OF_SIZES = ("target-size", "scrollable-region-focusable")
SIZES = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": OF_SIZES}}
# Of texts that are coloured alike some are judged, and of sizes those that may be wrong, which are marked.
STAND = f"[{alike.STANDS}]"
FEW_RULES = {
    "color-contrast": STAND,
    "link-in-text-block": f"a[href]{STAND}, [role=link]{STAND}",
    "target-size": f"[{sizes.SMALL}]",
    "scrollable-region-focusable": f"[{sizes.SCROLLS}]",
}
FEW = f"axe.configure({json.dumps({'rules': [{'id': rule, 'selector': each} for rule, each in FEW_RULES.items()]})})"
RUN = """async ([where, options, mark, ofColours]) => {
  if (!window.axe) return null;
  const { violations, incomplete } = await axe.run(Object.keys(where).length ? where : document, options);
  // Of what has a picture or a gradient behind it axe says the same wherever it stands.
  const unsure = incomplete.filter(({ id }) => ofColours.includes(id)).flatMap((each) => each.nodes)
    .filter(({ any }) => !['bgGradient', 'bgImage'].includes(any[0]?.data?.messageKey));
  const nodes = [...violations.flatMap((each) => each.nodes), ...unsure];
  return {
    violations,
    kinds: nodes.map(({ element }) => element?.getAttribute(mark)).filter(Boolean),
  };
}"""
# What stands beside each page, the same on all of them but for the entry that is the page's own.
BESIDE = ".sidebar-drawer"
ENTRY = ".sidebar-tree .current-page"
FIRST_CODE = """() => {
  const code = [...document.querySelectorAll("article .block pre")].find((each) => each.offsetParent);
  return code ? code.getBoundingClientRect().top + scrollY : null;
}"""


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


@dataclass(frozen=True)
class Arrival:
    """What a page was as it came, in the first mode, with nothing unfolded.

    Attributes:
        moved: what moved while it arrived, as `shift.moved` gives it.
        entry: where the page's own entry in the list of all pages begins and ends, in CSS pixels from the window's top.
        code: how far below the page's top its first code begins, in CSS pixels, if it shows any.
        printed: what is shown on paper.
    """

    moved: list[list[Any]]
    entry: tuple[float, float] | None
    code: float | None
    printed: Shown


class Visitor:
    """Opens pages in a browser; a page is visited once, and looked at in each mode."""

    def __init__(self, browser: Browser, address: str, modes: Sequence[tuple[Light, int]] = MODES) -> None:
        self._modes = modes
        self._browser = browser
        self._address = address
        self._sizes: dict[str, int] = {}
        self._seen = cache(self._visit)
        # The kinds of texts of which axe found none too pale, on any page so far: it would say so of each of them.
        self._judged: set[int] = set()
        # Whose list of all pages is judged as well: of one page in each folder.
        first = {name.rpartition("/")[0]: name for name in reversed(pages.names())}
        self._whole = {*first.values(), *pages.generated()}

    def arrival(self, name: str) -> Arrival:
        """Return what a page was as it came."""
        return self._seen(name)[0]

    def visits(self, name: str) -> tuple[Visit, ...]:
        """Return what was seen of a page in each mode."""
        return self._seen(name)[1]

    @cached_property
    def _page(self) -> Page:
        context = self._browser.new_context(viewport={"width": WIDE, "height": HEIGHT})
        context.set_default_timeout(20_000)
        shift.watch(context)
        page = context.new_page()
        # Each page weighs what it weighs for somebody who comes from elsewhere.
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        return page

    def _visit(self, name: str) -> tuple[Arrival, tuple[Visit, ...]]:
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
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto(f"{self._address}/{pages.url(name)}", wait_until="load")
        for response in responses:
            loaded.sizes[response.url] = self._size(response)
        arrival = self._arrival()
        # All that can be unfolded is: a field that nobody sees is not judged.
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        page.evaluate(f"{AXE.read_text()};{FEW}")
        visits = [self._look(replace(loaded, light=light, width=width), name) for light, width in self._modes]
        # What the page still has to say is of this page.
        page.goto("about:blank")
        for event, handler in handlers.items():
            page.remove_listener(event, handler)
        return arrival, tuple(visits)

    def _arrival(self) -> Arrival:
        page = self._page
        moved = shift.moved(page)
        box = page.locator(ENTRY).bounding_box() if page.locator(ENTRY).count() else None
        code = page.evaluate(FIRST_CODE)
        page.emulate_media(media="print")
        printed = shown(page)
        page.emulate_media(media="screen")
        return Arrival(moved, (box["y"], box["y"] + box["height"]) if box else None, code, printed)

    def _size(self, response: Response) -> int:
        # What the pages share is weighed once.
        if response.url not in self._sizes:
            self._sizes[response.url] = len(gzip.compress(response.body(), mtime=0))
        return self._sizes[response.url]

    def _look(self, visit: Visit, name: str) -> Visit:
        page = self._page
        page.emulate_media(color_scheme=visit.light)
        page.set_viewport_size({"width": visit.width, "height": HEIGHT})
        painted(page)
        # A drawer that another width has closes in a while: what is judged is where it ends.
        ended(page)
        visit.scroll_width = page.evaluate("document.documentElement.scrollWidth")
        visit.faults = self._faults(visit, "" if name in self._whole else BESIDE)
        return visit

    def _faults(self, visit: Visit, left: str) -> list[Fault]:
        """Return what axe has to say that it did not say in the looks before."""
        shapes: Mapping[str, Any] | None = None
        fresh: set[int] = set()
        if visit.light == "light":
            may_be_wrong = sizes.mark(self._page, left)
            other = alike.unlike(self._page)
            if visit.width not in BETWEEN or other:
                shapes = SHAPES
            elif may_be_wrong:
                shapes = SIZES
        if visit.width not in BETWEEN:
            fresh = alike.mark(self._page, self._judged, left)
        options = (BOTH if shapes else COLOURS) if fresh else shapes
        if options is None:
            return []
        found, unsure = judged(self._page, options, left)
        self._judged |= fresh - unsure
        return found

    def _note_elsewhere(self, url: str, visit: Visit) -> None:
        if not url.startswith((self._address, "data:", "blob:")):
            visit.elsewhere.append(url)


def faults(page: Page, options: Mapping[str, Any] = OPTIONS, left: str = "") -> list[Fault]:
    """Return what axe has against a page as it is shown now, of the rules that the options name.

    What is in an element that `left` selects is left out.
    """
    return judged(page, options, left)[0]


def judged(page: Page, options: Mapping[str, Any], left: str = "") -> tuple[list[Fault], set[int]]:
    """Return the same, and the numbers of the kinds of text that axe has something against, or could not judge."""
    where = {"exclude": [left]} if left else {}
    given = [where, {**options, "elementRef": True}, alike.STANDS, OF_COLOURS]
    result: dict[str, Any] | None = page.evaluate(RUN, given)
    if result is None:
        page.evaluate(AXE.read_text())
        result = page.evaluate(RUN, given)
    assert result
    return [_fault(violation) for violation in result["violations"]], set(map(int, result["kinds"]))


def _note(message: ConsoleMessage, errors: list[str]) -> None:
    if message.type in {"error", "warning"}:
        errors.append(f"{message.text} ({message.location.get('url', '')})")


def _fault(violation: dict[str, Any]) -> Fault:
    elements = tuple(" ".join(map(str, node["target"])) for node in violation["nodes"])
    return Fault(violation["id"], violation["impact"], elements)
