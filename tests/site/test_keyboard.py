"""The page by keyboard alone, in each width: stops in the window, drawers, arrow keys, tabs."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from registry_guide.records.manifest import Manifest
from tools.site.desk import Desk

WIDTHS = (320, 390, 768, 1440)
# What the focus may be on, one Tab after the other, and where that lies once nothing moves any more.
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  for (const each of document.getAnimations()) each.finish();
  const box = at.getBoundingClientRect();
  return {
    what: `${at.tagName} ${at.className} ${at.textContent.trim().slice(0, 40)} ${at.getAttribute('aria-label') ?? ''}`,
    inside: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight && box.width > 0,
    named: Boolean(at.getAttribute('aria-label') ?? (at.labels?.length || at.textContent.trim())),
    ring: [at, at.closest('.sidebar-search-container')]
      .some((each) => each && getComputedStyle(each).outlineStyle !== 'none'),
  };
}"""
MOST_STOPS = 500


def stops(page: Page) -> list[dict[str, Any]]:
    """Return all stops from the top of a page to its end."""
    found: list[dict[str, Any]] = []
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); getSelection().removeAllRanges(); }")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (found and stop["what"].startswith("A skip-to-content")):
            break
        found.append(stop)
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_no_focus_stop_lies_outside_the_window(desk: Desk, address: str, manifest: Manifest, width: int) -> None:
    most = max(manifest.pages, key=lambda name: len(manifest.pages[name].tabs))
    for url in (manifest.pages[most].url, "explain/answers.html", "search.html?q=token"):
        with desk.page(viewport={"width": width, "height": 800}, reduced_motion="reduce") as page:
            page.goto(f"{address}/{url}")
            found = stops(page)
            assert 10 < len(found) < MOST_STOPS, (url, len(found))
            assert not [stop["what"] for stop in found if not stop["inside"]], url
            assert not [stop["what"] for stop in found if not stop["named"]], url
            assert not [stop["what"] for stop in found if not stop["ring"]], url


def open_by_keyboard(page: Page, name: str) -> None:
    button = page.locator(f"button[aria-label='{name}'] >> visible=true").first
    assert button.get_attribute("aria-expanded") == "false"
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator(f"button[aria-label='{name}']").first.get_attribute("aria-expanded") == "true"


@pytest.mark.parametrize("width", WIDTHS)
def test_drawers_are_opened_used_and_closed_by_keyboard(desk: Desk, address: str, width: int) -> None:
    with desk.page(viewport={"width": width, "height": 800}, reduced_motion="reduce") as page:
        page.goto(f"{address}/publish/uv.html")
        tree = page.get_by_role("navigation", name="All pages")
        contents = page.get_by_role("navigation", name="On this page")
        if width >= 1440:
            assert tree.is_visible()
            assert contents.is_visible()
            assert page.locator("button[aria-expanded] >> visible=true").count() == 0
            return
        for name, drawer in (("All pages", tree), ("On this page", contents)):
            assert not drawer.is_visible()
            open_by_keyboard(page, name)
            drawer.wait_for()
            assert page.evaluate("(at) => at.contains(document.activeElement)", drawer.element_handle())
            # All that can be reached now lies in the drawer, and in the window.
            for _ in range(8):
                page.keyboard.press("Tab")
                stop = page.evaluate(STOP)
                assert stop is None or stop["inside"], stop
                inside = page.evaluate("(at) => at.contains(document.activeElement)", drawer.element_handle())
                assert inside or stop is None, stop
            drawer.locator("a[href]").last.focus()
            page.keyboard.press("Escape")
            drawer.wait_for(state="hidden")
            assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name
        open_by_keyboard(page, "On this page")
        contents.get_by_role("link", name="Build").focus()
        page.keyboard.press("Enter")
        contents.wait_for(state="hidden")
        page.wait_for_url("**#build")
        page.keyboard.press("Tab")
        assert page.evaluate(STOP)["inside"]
        # By mouse or finger: the cover closes what the button opened.
        page.get_by_role("button", name="All pages").click()
        tree.wait_for()
        page.mouse.click(width - 10, 400)
        tree.wait_for(state="hidden")
        # `/` finds the box wherever it is.
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("/")
        tree.wait_for()
        page.keyboard.type("netrc")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=netrc")


def test_a_drawer_that_was_open_does_not_lock_a_window_that_grows(desk: Desk, address: str) -> None:
    with desk.page(viewport={"width": 390, "height": 800}) as page:
        page.goto(f"{address}/publish/uv.html")
        page.get_by_role("button", name="All pages").click()
        page.set_viewport_size({"width": 1440, "height": 800})
        page.wait_for_function("!document.querySelector('[inert]')")
        page.locator(".copybtn >> visible=true").first.click()


@pytest.mark.parametrize("width", [160, 1440])
def test_arrow_keys_scroll_what_is_wide_and_never_leave_the_page(desk: Desk, address: str, width: int) -> None:
    scrolled = set()
    with desk.page(viewport={"width": width, "height": 800}, reduced_motion="reduce") as page:
        for name in ("publish/uv", "tokens/find", "tokens/deploy", "safety/forwarding"):
            page.goto(f"{address}/{name}.html")
            others = page.locator("[role=tabpanel], summary, button, body").all()[:30]
            for place in page.locator(".table-wrapper[tabindex]").all() + others:
                if not place.is_visible() or place.get_attribute("role") == "tab":
                    continue
                place.evaluate("(at) => { at.focus(); at.scrollLeft = 0; }")
                for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight"):
                    page.keyboard.press(key)
                if place.evaluate("(at) => at.matches('.table-wrapper')"):
                    # Only here: a key scrolls a moment after it was pressed.
                    page.wait_for_function("document.activeElement.scrollLeft > 0")
                    scrolled.add(name)
                assert page.url.partition("#")[0].endswith(f"{name}.html")
    assert scrolled == ({"publish/uv", "tokens/find", "tokens/deploy"} if width == 160 else set())


@pytest.mark.parametrize("width", WIDTHS)
def test_tabs_by_keyboard_move_choose_and_are_remembered(desk: Desk, address: str, width: int) -> None:
    selected = "(list) => list.querySelector('[aria-selected=true]').textContent"
    with desk.page(viewport={"width": width, "height": 800}, reduced_motion="reduce") as page:
        page.goto(f"{address}/publish/uv.html")
        tabs = page.get_by_role("tablist", name="Token").first
        names = tabs.get_by_role("tab").all_text_contents()
        tabs.get_by_role("tab").first.focus()
        page.keyboard.press("End")
        assert tabs.evaluate(selected) == names[-1]
        page.keyboard.press("ArrowRight")
        assert tabs.evaluate(selected) == names[0]
        page.keyboard.press("ArrowRight")
        assert page.evaluate(STOP)["inside"]
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('role')") == "tabpanel"
        tabs.get_by_role("tab").last.click()
        page.goto(f"{address}/publish/twine.html")
        tabs = page.get_by_role("tablist", name="Token").first
        last = tabs.get_by_role("tab").last
        assert tabs.evaluate(selected) == last.text_content()
        # One row, in which the chosen tab is in view although nobody scrolled there.
        row, box = tabs.bounding_box(), last.bounding_box()
        assert row
        assert box
        assert row["height"] < 2 * box["height"]
        assert box["x"] >= row["x"]
        assert box["x"] + box["width"] <= row["x"] + row["width"] + 1


def test_a_link_to_a_tab_opens_it_everywhere_on_the_page(desk: Desk, address: str, manifest: Manifest) -> None:
    with desk.page() as page:
        page.goto(f"{address}/publish/uv.html#tab-token-personal-access-token")
        panel = page.locator("[id='tab-token-personal-access-token']")
        panel.wait_for()
        assert page.locator("[role=tab][aria-selected=true]").all_text_contents().count("Personal access token") == len(
            manifest.pages["publish/uv"].tabs
        )
        page.evaluate("location.hash = 'tab-token-deploy-token'")
        page.locator("[id='tab-token-deploy-token']").wait_for()
        assert not panel.is_visible()
        ids = page.locator("[role=tab], [role=tabpanel]").evaluate_all("(all) => all.map((each) => each.id)")
        assert all(each.startswith("tab-") and "=" not in each for each in ids)
        assert len(set(ids)) == len(ids)


def test_a_shell_is_chosen_once_for_all_pages(desk: Desk, address: str) -> None:
    with desk.page(viewport={"width": 390, "height": 800}) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page.goto(f"{address}/credentials/environment.html")
        page.get_by_role("tab", name="fish").first.click()
        assert "set --export" in page.locator(".shells pre >> visible=true").first.inner_text()
        page.goto(f"{address}/publish/uv.html")
        seen = page.locator(".shells .block >> visible=true")
        assert seen.count() > 1
        assert set(seen.locator(".highlight-fish").evaluate_all("(all) => all.map((each) => each.className)"))
        assert seen.count() == seen.locator(".highlight-fish").count()
        # Another token leaves the shell as it is.
        page.get_by_role("tab", name="Personal access token").first.click()
        assert seen.count() == seen.locator(".highlight-fish").count()
        tabs = page.get_by_role("tablist", name="Shell").locator("visible=true").first
        tabs.get_by_role("tab", name="fish").focus()
        page.keyboard.press("ArrowRight")
        block = seen.first
        assert "$env:UV_PUBLISH_USERNAME" in block.locator("pre").inner_text()
        # What is copied follows the reader's values there too.
        page.goto(f"{address}/publish/uv.html#values?token_name=renovate")
        panel = page.get_by_role("tabpanel", name="Personal access token")
        panel.locator(".copybtn >> visible=true").first.click()
        page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('$env:'))")
        assert page.evaluate("navigator.clipboard.readText()") == "$env:UV_PUBLISH_USERNAME = 'renovate'"
