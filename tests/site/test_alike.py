"""What is not judged again, because something like it was, would have been judged the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tools.site import alike
from tools.site.desk import Desk, unfold
from tools.site.frames import painted
from tools.site.visit import AXE, COLOURS, FEW, NARROW, WIDE, faults

# On white and on what a block has behind it.
PALE = "html body * { color: #9a9a9a !important; }"
NAMES = """(all) => all.map((each) => document.querySelector(each)).map((at) => [at, at.parentElement].map(
  (each) => `${each.tagName}.${each.getAttribute('class')}`).join(' in '))"""


def pale(page: Page) -> tuple[set[str], int]:
    """Return the names of the elements whose contrast is too low, and how many elements these are."""
    found = [each for fault in faults(page, COLOURS) if fault.rule == "color-contrast" for each in fault.elements]
    assert found
    return set(page.evaluate(NAMES, found)), len(found)


# Between them they have all that a page has: panel, tabs, output, tables, code with comments, headings of code.
@pytest.mark.parametrize(
    ("name", "width"), [("publish/uv", WIDE), ("contribute/page", WIDE), ("fails/uploads", NARROW)]
)
def test_the_texts_that_are_judged_stand_for_all_of_their_kind(desk: Desk, address: str, name: str, width: int) -> None:
    with desk.page({"width": width, "height": 900}, reduced_motion="reduce") as page:
        page.goto(f"{address}/{name}.html")
        unfold(page)
        page.add_style_tag(content=PALE)
        painted(page)
        page.evaluate(AXE.read_text())
        of_all, all_ = pale(page)
        alike.mark(page)
        page.evaluate(FEW)
        of_few, few = pale(page)
        assert of_few == of_all
        assert few < all_ / 2


@pytest.mark.parametrize(
    "change", ["hidden = true", "role = 'none'", "removeAttribute('href')", "after(at.cloneNode(true))"]
)
def test_what_is_not_as_it_was_is_noticed(desk: Desk, address: str, change: str) -> None:
    with desk.page() as page:
        page.goto(f"{address}/publish/uv.html")
        assert alike.unlike(page) > 100
        alike.mark(page)
        assert alike.unlike(page) == 0
        page.evaluate(f"(() => {{ const at = document.querySelector('article p a'); at.{change}; }})()")
        assert alike.unlike(page) > 0
