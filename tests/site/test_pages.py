"""Every page in a real browser: light and dark, wide and narrow."""

from __future__ import annotations

import pytest

from tools.site import pages
from tools.site.visit import NARROW, Visitor

# What a page may weigh after gzip, and how often it may ask: with all styles, scripts and fonts, nothing cached.
MOST_BYTES = 48_000
MOST_REQUESTS = 16

# The tests of a page run in one worker, which visits it once.
EVERY_PAGE = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in pages.names() + pages.generated()]
every_page = pytest.mark.parametrize("name", EVERY_PAGE)


@every_page
def test_nothing_that_axe_knows_keeps_a_reader_out(visitor: Visitor, name: str) -> None:
    found = [f"{visit}: {fault}" for visit in visitor.visits(name) for fault in visit.faults]
    assert not found, "\n".join(found)


@every_page
def test_no_script_complains(visitor: Visitor, name: str) -> None:
    found = [f"{visit}: {error}" for visit in visitor.visits(name) for error in visit.errors]
    assert not found, "\n".join(found)


@every_page
def test_nothing_is_asked_of_another_host(visitor: Visitor, name: str) -> None:
    assert not [url for visit in visitor.visits(name) for url in visit.elsewhere]


@every_page
def test_a_narrow_screen_needs_no_sideways_scrolling(visitor: Visitor, name: str) -> None:
    widths = {str(visit): visit.scroll_width for visit in visitor.visits(name) if visit.width == NARROW}
    assert widths
    assert all(width <= NARROW for width in widths.values()), widths


# Sphinx's search page is not one of ours: it brings the search itself, which is heavier than any page.
@pytest.mark.parametrize("name", [each for each in EVERY_PAGE if each.values[0] not in pages.generated()])
def test_a_page_is_light(visitor: Visitor, name: str) -> None:
    for visit in visitor.visits(name):
        assert visit.sizes, "nothing was fetched, so nothing was measured"
        assert visit.weight <= MOST_BYTES, f"{visit}: {visit.weight} bytes: {visit.sizes}"
        assert len(visit.sizes) <= MOST_REQUESTS, f"{visit}: {sorted(visit.sizes)}"
