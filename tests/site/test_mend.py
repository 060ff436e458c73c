"""Tabs and copy buttons for keyboards, touch screens, screen readers, print, and pages without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from registry_guide.records.manifest import Manifest
from tools.site.desk import SCRIPTLESS, Desk
from tools.site.visit import painted

SELECTED = "[...document.querySelectorAll('[role=tab][aria-selected=true]')].map((tab) => tab.textContent)"
VISIBLE_PANELS = "[...document.querySelectorAll('[role=tabpanel]')].filter((panel) => panel.checkVisibility()).length"


@pytest.fixture
def with_tabs(manifest: Manifest) -> str:
    """The page with the most tab groups."""
    return max(manifest.pages, key=lambda name: len(manifest.pages[name].tabs))


@pytest.fixture
def page(desk: Desk, address: str, manifest: Manifest, with_tabs: str) -> Iterator[Page]:
    with desk.page() as opened:
        opened.goto(f"{address}/{manifest.pages[with_tabs].url}")
        yield opened


def labels(page: Page) -> list[str]:
    found: list[str] = page.evaluate(SELECTED)
    return found


def test_one_tab_of_a_group_is_open_and_in_the_tab_order(page: Page) -> None:
    groups = page.locator("[role=tablist]").count()
    assert groups > 0
    assert page.evaluate(VISIBLE_PANELS) == groups
    assert page.locator("[role=tab][tabindex='0']").count() == groups


def test_a_second_click_keeps_the_tab_open(page: Page) -> None:
    groups = page.locator("[role=tablist]").count()
    page.locator("[role=tab]").first.dblclick()
    assert page.evaluate(VISIBLE_PANELS) == groups


def test_arrows_home_and_end_choose(page: Page) -> None:
    tabs = page.locator("[role=tablist]").first.locator("[role=tab]")
    names = tabs.all_text_contents()
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    assert labels(page)[0] == names[1]
    page.keyboard.press("Home")
    assert labels(page)[0] == names[0]
    page.keyboard.press("ArrowLeft")
    assert labels(page)[0] == names[-1]
    page.keyboard.press("Home")
    page.keyboard.press("End")
    assert labels(page)[0] == names[-1]
    assert page.evaluate("document.activeElement.textContent") == names[-1]
    assert page.evaluate("document.activeElement.tabIndex") == 0


def test_a_choice_holds_for_the_page_and_for_the_next_visit(page: Page, manifest: Manifest, with_tabs: str) -> None:
    first = manifest.pages[with_tabs].tabs[0]
    label = first.labels[-1]
    page.locator("[role=tablist]").first.get_by_role("tab", name=label, exact=True).click()
    same = [tabs for tabs in manifest.pages[with_tabs].tabs if tabs.choice == first.choice and label in tabs.labels]
    assert labels(page).count(label) == len(same)
    page.reload()
    assert labels(page).count(label) == len(same)


def test_without_scripts_and_in_print_all_panels_show(
    desk: Desk, address: str, manifest: Manifest, with_tabs: str
) -> None:
    url = f"{address}/{manifest.pages[with_tabs].url}"
    panels = sum(len(tabs.labels) for tabs in manifest.pages[with_tabs].tabs)
    for scripts, media in ((False, "screen"), (True, "print")):
        with desk.page(kind={} if scripts else SCRIPTLESS, media=media) as opened:
            opened.goto(url)
            shown = opened.locator("[role=tabpanel]")
            assert shown.count() == panels
            assert all(shown.nth(index).is_visible() for index in range(panels)), media
            assert opened.locator(".tab-label").first.is_visible()


def test_wide_code_can_be_scrolled_by_keyboard(desk: Desk, address: str, manifest: Manifest) -> None:
    wide = 0
    with desk.page({"width": 320, "height": 740}) as opened:
        for entry in list(manifest.pages.values())[:8]:
            opened.goto(f"{address}/{entry.url}")
            painted(opened)
            found = opened.evaluate(
                "[...document.querySelectorAll('div.highlight pre')]"
                ".filter((code) => code.scrollWidth > code.clientWidth)"
                ".map((code) => [code.tabIndex, Boolean(code.ariaLabel)])"
            )
            assert all(each == [0, True] for each in found)
            wide += len(found)
    assert wide > 0


def test_code_that_a_value_makes_wide_can_be_scrolled_by_keyboard(desk: Desk, address: str, manifest: Manifest) -> None:
    wide = (
        "[...document.querySelectorAll('div.highlight pre')].filter((code) => code.scrollWidth > code.clientWidth)"
        ".map((code) => code.tabIndex)"
    )
    with desk.page({"width": 1280, "height": 740}) as opened:
        opened.goto(f"{address}/{manifest.pages['own-gitlab'].url}")
        painted(opened)
        before = len(opened.evaluate(wide))
        opened.locator("input[name=host]").fill(f"https://gitlab.example/{'a' * 150}")
        painted(opened)
        after = opened.evaluate(wide)
    assert len(after) > before
    assert set(after) == {0}
