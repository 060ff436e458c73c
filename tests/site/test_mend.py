"""Tabs and copy buttons for keyboards, touch screens, screen readers, print, and pages without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from registry_guide.records.manifest import Manifest
from tools.site.desk import SCRIPTLESS, Desk, unfold
from tools.site.frames import painted

SELECTED = "[...document.querySelectorAll('[role=tab][aria-selected=true]')].map((tab) => tab.textContent)"
VISIBLE = "(role) => [...document.querySelectorAll(`[role=${role}]`)].filter((each) => each.checkVisibility()).length"
LONG_HOST = f"https://gitlab.example/{'a' * 150}"


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
    # A group may stand in a tab of another one, which is closed.
    assert 0 < page.evaluate(VISIBLE, "tablist") <= groups
    assert page.evaluate(VISIBLE, "tabpanel") == page.evaluate(VISIBLE, "tablist")
    assert page.locator("[role=tab][tabindex='0']").count() == groups


def test_a_second_click_keeps_the_tab_open(page: Page) -> None:
    groups = page.evaluate(VISIBLE, "tablist")
    page.locator("[role=tab]").first.dblclick()
    assert page.evaluate(VISIBLE, "tablist") == groups
    assert page.evaluate(VISIBLE, "tabpanel") == groups


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
    # A block that each shell has in its own form has a tab for each; on paper there is the chosen one.
    shells = [block.alternative for block in manifest.pages[with_tabs].blocks if block.alternative]
    panels = sum(len(tabs.labels) for tabs in manifest.pages[with_tabs].tabs)
    for scripts, media in ((False, "screen"), (True, "print")):
        with desk.page(kind={} if scripts else SCRIPTLESS, media=media) as opened:
            opened.goto(url)
            shown = opened.locator("[role=tabpanel]")
            assert shown.count() == panels + len(shells)
            assert opened.evaluate(VISIBLE, "tabpanel") == panels + (shells.count(1) if scripts else len(shells))
            assert opened.locator(".tab-label").first.is_visible()


def test_code_wraps_whatever_a_value_makes_of_it_and_is_no_stop_for_the_keyboard(
    desk: Desk, address: str, manifest: Manifest
) -> None:
    drawn = """[...document.querySelectorAll('div.highlight pre')].filter((code) => code.checkVisibility())
        .map((code) => [code.clientHeight, code.scrollWidth <= code.clientWidth && code.tabIndex < 0])"""
    with desk.page({"width": 1280, "height": 740}) as opened:
        opened.goto(f"{address}/{manifest.pages['own-gitlab'].url}")
        painted(opened)
        before = opened.evaluate(drawn)
        unfold(opened)
        opened.locator("input[name=host]").fill(LONG_HOST)
        painted(opened)
        after = opened.evaluate(drawn)
    assert all(fits for _, fits in before + after)
    # The longer line is there, and goes on below.
    assert any(high > low for (low, _), (high, _) in zip(before, after, strict=True))


def test_a_table_is_a_stop_for_the_keyboard_while_it_is_wider_than_its_box(
    desk: Desk, address: str, manifest: Manifest
) -> None:
    boxes = """[...document.querySelectorAll('.table-wrapper')].map((box) =>
        [box.scrollWidth > box.clientWidth, box.tabIndex === 0 && box.role === 'group' && Boolean(box.ariaLabel)])"""
    with desk.page({"width": 1280, "height": 740}) as opened:
        opened.goto(f"{address}/{manifest.pages['tokens/find'].url}")
        painted(opened)
        assert opened.evaluate(boxes) == [[False, False]]
        unfold(opened)
        # Step by step: once the other cells have all their breaks, a longer value changes no height of the box.
        seen = []
        for longer in (*range(0, 80, 5), 0):
            opened.locator("input[name=host]").fill(f"https://gitlab.example/{'a' * longer}")
            painted(opened)
            ((wide, stop),) = opened.evaluate(boxes)
            assert stop == wide, longer
            seen.append(wide)
        assert (seen[0], seen[-2], seen[-1]) == (False, True, False)
        opened.set_viewport_size({"width": 320, "height": 740})
        painted(opened)
        assert opened.evaluate(boxes) == [[True, True]]
