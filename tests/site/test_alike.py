"""What is not judged again, because something like it was, would have been judged the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tools.site import alike, sizes
from tools.site.desk import Desk, unfold
from tools.site.frames import painted
from tools.site.visit import AXE, BETWEEN, COLOURS, FEW, NARROW, SIZES, WIDE, faults, judged

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
        assert few < all_ * 2 / 3


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


def test_on_no_page_a_text_is_judged_again_that_was_right_and_one_that_was_pale_is(desk: Desk, address: str) -> None:
    with desk.page({"width": WIDE, "height": 900}, reduced_motion="reduce") as page:

        def seen(name: str, known: set[int]) -> tuple[set[int], set[int], list[str]]:
            page.goto(f"{address}/{name}.html")
            page.add_style_tag(content="html body article b { color: #9a9a9a !important; }")
            painted(page)
            page.evaluate(f"{AXE.read_text()};{FEW}")
            marked = alike.mark(page, known)
            found, wrong = judged(page, COLOURS)
            return marked, wrong, [each.rule for each in found]

        marked, wrong, rules = seen("publish/uv", set())
        assert rules == ["color-contrast"]
        assert 0 < len(wrong) < len(marked) / 5
        again, still, rules = seen("publish/uv", marked - wrong)
        assert again == still == wrong
        assert rules == ["color-contrast"]
        others, still, rules = seen("publish/twine", marked - wrong)
        assert len(others) < len(marked) / 5
        assert still & wrong
        assert rules == ["color-contrast"]


# What is too small, too close, under something else, or scrolls and cannot have the focus.
CROWDED = {
    "small": "article [role=tab], article .values button { min-height: 0 !important; width: 10px; height: 10px;"
    " padding: 0 !important; border: 0 !important; margin: 0 !important; overflow: hidden; }",
    "under another": "article .values button { margin: 0 -22px 0 0 !important; width: 30px; padding: 0; }",
    "scrolls": "article pre { overflow: auto !important; white-space: pre !important; max-height: 30px; }",
    "scrolls without a link": "article section { height: 90px; overflow-y: scroll !important; }"
    " article :is(a, button, input) { display: none; }",
}


@pytest.mark.parametrize("how", ["as it is", *CROWDED])
def test_the_sizes_that_are_judged_are_all_that_can_be_wrong(desk: Desk, address: str, how: str) -> None:
    found = []
    for name in ("publish/uv", "index", "setup"):
        with desk.page({"width": BETWEEN[0], "height": 900}, reduced_motion="reduce") as page:
            page.goto(f"{address}/{name}.html")
            unfold(page)
            page.add_style_tag(content=CROWDED.get(how, "/* nothing */"))
            painted(page)
            page.evaluate(AXE.read_text())
            # First, since axe names elements by their attributes, too.
            sizes.mark(page)
            of_all = faults(page, SIZES)
            page.evaluate(FEW)
            assert faults(page, SIZES) == of_all
            found += of_all
    assert bool(found) == (how in CROWDED)
