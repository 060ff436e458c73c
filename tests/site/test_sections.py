"""The sidebar's sections, the lists of their pages, and addresses at which a page was before."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Locator, Page, ViewportSize

from tools.build import ROOT
from tools.site import pages
from tools.site.desk import Desk

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 800}
SECTIONS = sorted(path.parent.name for path in (ROOT / "docs").glob("*/index.md"))


def section(page: Page, title: str) -> Locator:
    return page.locator(".sidebar-tree > ul > li", has=page.locator(f'> a:text-is("{title}")'))


def soup(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / pages.url(name)).read_text(encoding="utf-8"), "html.parser")


def test_a_section_unfolds_by_mouse(desk: Desk, address: str) -> None:
    with desk.page(viewport=DESK) as page:
        page.goto(f"{address}/publish/uv.html")
        inside = section(page, "Install").get_by_role("link", name="Install with pip", exact=True)
        assert not inside.is_visible()
        section(page, "Install").locator("> label").click()
        inside.click()
        page.wait_for_url("**/install/pip.html")
        assert section(page, "Install").get_by_role("link", name="Install with uv", exact=True).is_visible()
        assert not section(page, "Publish").get_by_role("link", name="Publish with uv", exact=True).is_visible()


def test_a_section_unfolds_by_keyboard(desk: Desk, address: str) -> None:
    with desk.page(viewport=DESK) as page:
        page.goto(f"{address}/publish/uv.html")
        inside = section(page, "Install").get_by_role("link", name="Install with pip", exact=True)
        section(page, "Install").locator("> a").focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Toggle navigation of Install"
        shown = section(page, "Install").locator("> label").evaluate("(at) => getComputedStyle(at).outlineStyle")
        assert shown == "solid", "it is seen where the focus is"
        page.keyboard.press("Space")
        assert inside.is_visible()
        page.keyboard.press("Space")
        assert not inside.is_visible()


def test_all_sections_fit_one_screen_with_one_unfolded(desk: Desk, address: str) -> None:
    with desk.page(viewport=DESK) as page:
        for name in ("index", "publish/uv", "tokens/choose"):
            page.goto(f"{address}/{pages.url(name)}")
            boxes = [link.bounding_box() for link in page.locator(".sidebar-tree a >> visible=true").all()]
            assert len(boxes) >= len(SECTIONS) - 1
            assert all(box and box["y"] >= 0 and box["y"] + box["height"] <= 900 for box in boxes)


@pytest.mark.parametrize("name", ["contribute/style", "install/docker", "tokens/job"])
def test_the_drawer_of_a_phone_opens_where_the_reader_is(desk: Desk, address: str, name: str) -> None:
    with desk.page(viewport=PHONE, reduced_motion="reduce") as page:
        page.goto(f"{address}/{pages.url(name)}")
        page.get_by_role("button", name="All pages").click()
        entry = page.locator(".sidebar-tree .current-page > a")
        box = entry.bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 800
        assert entry.is_visible()


@pytest.mark.parametrize("folder", SECTIONS)
def test_a_section_says_what_each_of_its_pages_is_for(site: Path, folder: str) -> None:
    for item in soup(site, f"{folder}/index").select("ul.pages > li"):
        link = item.select_one("a")
        assert link
        there = BeautifulSoup((site / folder / str(link["href"])).read_text(encoding="utf-8"), "html.parser")
        title, described = there.select_one("h1"), there.select_one("meta[name=description]")
        assert title and described
        assert link.get_text() == title.get_text().removesuffix("¶")
        assert item.select("p")[1].get_text() == described["content"]


def test_every_page_is_in_the_sidebar_once(site: Path) -> None:
    links = [str(link["href"]) for link in soup(site, "index").select(".sidebar-tree a")]
    assert sorted(links) == sorted(pages.url(name) for name in pages.names() if name != "index")


@pytest.mark.parametrize("place", ["http", "file"])
def test_an_old_address_leads_on_with_what_stands_behind_the_hash(
    desk: Desk, address: str, site: Path, place: str
) -> None:
    top = address if place == "http" else site.as_uri()
    with desk.page() as page:
        page.goto(f"{top}/explain/forwarding.html#what-you-can-do")
        page.wait_for_url(f"{top}/safety/forwarding.html#what-you-can-do")
        assert page.locator("#what-you-can-do h2").is_visible()
        page.goto(f"{top}/explain/confusion.html")
        page.wait_for_url(f"{top}/safety/confusion.html")


def test_an_old_address_leads_on_without_scripts(site: Path) -> None:
    moved = BeautifulSoup((site / "explain/forwarding.html").read_text(encoding="utf-8"), "html.parser")
    refresh, link = moved.select_one("noscript meta[http-equiv=refresh]"), moved.select_one("main a")
    assert refresh and link
    assert str(refresh["content"]).endswith(f"url={link['href']}")
    assert (site / "explain" / str(link["href"])).resolve() == (site / "safety/forwarding.html").resolve()
