"""Every page in a real browser: light and dark, wide and narrow."""

from __future__ import annotations

import pytest

from registry_guide.records.manifest import Manifest
from tools.site import pages, shift
from tools.site.visit import HEIGHT, NARROW, Visitor

# What a page may weigh after gzip, and how often it may ask: with all styles, scripts and fonts, nothing cached.
MOST_BYTES = 45_000
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


@every_page
def test_nothing_moves_while_a_page_arrives(visitor: Visitor, name: str) -> None:
    moved = visitor.arrival(name).moved
    assert sum(each[0] for each in moved) <= shift.MOST, moved


@pytest.mark.parametrize("name", [each for each in EVERY_PAGE if each.values[0] not in {*pages.generated(), "index"}])
def test_the_entry_of_a_page_is_in_view(visitor: Visitor, name: str) -> None:
    entry = visitor.arrival(name).entry
    assert entry
    assert 0 <= entry[0] < entry[1] <= HEIGHT


# Of the set-up page the paper has what was chosen: test_setup.py.
@pytest.mark.parametrize(
    "name", [each for each in EVERY_PAGE if each.values[0] not in {*pages.generated(), *pages.SETUPS}]
)
def test_on_paper_every_panel_and_block_is_there(visitor: Visitor, manifest: Manifest, name: str) -> None:
    blocks = manifest.pages[name].blocks if name in manifest.pages else ()
    printed = visitor.arrival(name).printed
    assert all(printed.panels)
    # Of the shells of a block the one that is chosen.
    assert list(printed.blocks) == [block.text.strip() if block.alternative <= 1 else None for block in blocks]


# Sphinx's search page is not one of ours: it brings the search itself, which is heavier than any page.
@pytest.mark.parametrize("name", [each for each in EVERY_PAGE if each.values[0] not in pages.generated()])
def test_a_page_is_light(visitor: Visitor, name: str) -> None:
    for visit in visitor.visits(name):
        assert visit.sizes, "nothing was fetched, so nothing was measured"
        assert visit.weight <= MOST_BYTES, f"{visit}: {visit.weight} bytes: {visit.sizes}"
        assert len(visit.sizes) <= MOST_REQUESTS, f"{visit}: {sorted(visit.sizes)}"
