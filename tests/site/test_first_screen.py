"""The code of a how-to begins on the first screen: whoever comes for it need not read or scroll to it."""

from __future__ import annotations

import pytest
from playwright.sync_api import ViewportSize

from registry_guide.records.manifest import Manifest
from tests.project.test_form import HOW_TOS
from tools.site import pages
from tools.site.desk import Desk

#: How far below the top the first code may begin, at a desk: half of a screen of this height.
MOST = 450
DESK: ViewportSize = {"width": 1440, "height": 900}
#: Pages whose task is done in GitLab's own pages, with the reason why their blocks come later.
LATER = {"publish/protect": "the blocks only show what the rule does, which the reader makes first"}

FIRST = """() => {
  const code = [...document.querySelectorAll("article .block pre")].find((each) => each.offsetParent);
  return code ? code.getBoundingClientRect().top + scrollY : null;
}"""
NAMES = [name.removesuffix(".md") for name in HOW_TOS]


def first(desk: Desk, address: str, name: str) -> float | None:
    with desk.page(DESK) as page:
        page.goto(f"{address}/{pages.url(name)}")
        top: float | None = page.evaluate(FIRST)
        return top


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LATER])
def test_the_first_code_of_a_how_to_is_on_the_first_screen(
    desk: Desk, address: str, manifest: Manifest, name: str
) -> None:
    top = first(desk, address, name)
    assert (top is None) == (not manifest.pages[name].blocks)
    assert top is None or top <= MOST, f"{top:.0f} px: move what is not needed before the first block below it"


@pytest.mark.parametrize("name", LATER)
def test_a_page_whose_code_comes_later_is_one(desk: Desk, address: str, name: str) -> None:
    assert name in NAMES
    assert (first(desk, address, name) or 0) > MOST
