"""The start page and the strips: from a task, a client or a message to the page that helps."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, ViewportSize

from registry_guide.blocks.facts import load
from registry_guide.blocks.locked import client_versions
from registry_guide.signposts import matrix
from tools.build import ROOT
from tools.site import pages
from tools.site.desk import Desk
from tools.site.visit import faults

MATRIX = matrix.read(load(ROOT / "facts", client_versions(ROOT)))
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 800}
GROUPS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
CLIENTS = {*MATRIX.clients, *(name.removeprefix("client-") for name in GROUPS if name.startswith("client-"))}


def cell(page: Page, client: str, column: str) -> str:
    """Return the words in a cell, as the page shows them."""
    at = page.locator("table.matrix th").all_text_contents().index(column)
    row = page.locator("table.matrix tbody tr", has=page.locator(f'td:first-child :text-is("{client}")'))
    return row.locator("td").nth(at).inner_text()


def test_no_cell_is_dead(site: Path) -> None:
    links = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser").select("table.matrix td a")
    cells = [each for client in MATRIX.clients.values() for each in client.cells.values()]
    assert len(links) == sum(len(each) for each in cells if isinstance(each, tuple))
    for link in links:
        name, _, anchor = str(link["href"]).partition("#")
        there = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
        assert there.select_one(f"[id='{anchor}']" if anchor else "h1"), link


def test_a_cell_without_a_page_says_why(desk: Desk, address: str) -> None:
    with desk.page(viewport=DESK) as page:
        page.goto(f"{address}/index.html")
        for client in MATRIX.clients.values():
            for column, found in zip(MATRIX.columns.values(), client.cells.values(), strict=True):
                if isinstance(found, str):
                    assert cell(page, client.title, column) == f"— {found}"


def test_each_page_that_is_named_after_a_client_is_in_its_row() -> None:
    named = {name for name in pages.names() if name.rpartition("/")[2] in CLIENTS}
    assert named
    for name in named:
        client = name.rpartition("/")[2]
        assert client in MATRIX.clients, f"{name}: facts/matrix.toml has no row for {client}"
        assert name in MATRIX.clients[client].pages, f"{name} is in no cell of the row of {client}"


def test_from_a_task_to_its_page_in_one_click(desk: Desk, address: str) -> None:
    with desk.page(viewport=DESK) as page:
        page.goto(f"{address}/index.html")
        page.locator("table.matrix").get_by_role("link", name="twine upload").click()
        page.wait_for_url("**/publish/twine.html")


def test_on_a_phone_each_row_is_a_card_that_names_its_columns(desk: Desk, address: str) -> None:
    with desk.page(viewport=PHONE) as page:
        page.goto(f"{address}/index.html")
        row = page.locator("table.matrix tbody tr").first
        assert row.evaluate("(at) => getComputedStyle(at).display") == "block"
        first, *others = row.locator("td").all()
        assert first.inner_text() == next(iter(MATRIX.clients.values())).title
        for column, each in zip(MATRIX.columns.values(), others, strict=True):
            assert each.inner_text().startswith(f"{column}: ")
            box = each.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
        row.get_by_role("link", name="uv publish").click()
        page.wait_for_url("**/publish/uv.html")


@pytest.mark.parametrize("place", ["http", "file"])
def test_a_message_that_is_pasted_finds_its_page(desk: Desk, address: str, site: Path, place: str) -> None:
    with desk.page(viewport=PHONE) as page:
        page.goto(f"{address if place == 'http' else site.as_uri()}/index.html")
        box = page.get_by_label("Paste your message")
        box.fill("HTTPError: 403 Forbidden from https://gitlab.example.com/api/v4/projects/1/packages/pypi")
        box.press("Enter")
        page.wait_for_url("**/search.html?q=HTTPError**")
        assert page.locator(".search-results a").count() > 0


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_block_of_the_start_page_follows_the_reader(desk: Desk, address: str, viewport: ViewportSize) -> None:
    with desk.page(viewport=viewport) as page:
        page.goto(f"{address}/index.html#values?host=gitlab.acme.example&project=acme/tools")
        page.wait_for_function("document.querySelector('.block pre').innerText.includes('gitlab.acme.example')")
        assert "acme%2Ftools" in page.locator(".block pre").first.inner_text()


def test_a_strip_leads_from_page_to_page_and_marks_where_one_is(desk: Desk, address: str) -> None:
    with desk.page(viewport=PHONE) as page:
        page.goto(f"{address}/publish/uv.html")
        strip = page.get_by_role("navigation", name="uv", exact=True)
        assert strip.inner_text() == "uv: publish · install · in a pipeline · store the token · messages"
        assert strip.locator("[aria-current=page]").all_text_contents() == ["publish"]
        strip.get_by_role("link", name="install").click()
        page.wait_for_url("**/install/uv.html")
        assert strip.locator("[aria-current=page]").all_text_contents() == ["install"]
        strip.get_by_role("link", name="in a pipeline").click()
        page.wait_for_url("**/install/gitlab-ci.html")


@pytest.mark.parametrize("name", sorted(name for name in pages.names() if MATRIX.client_of(name)))
def test_a_page_of_one_client_has_its_strip_below_the_title(site: Path, name: str) -> None:
    strip = BeautifulSoup((site / pages.url(name)).read_text(encoding="utf-8"), "html.parser").select_one(
        "h1 + nav.strip"
    )
    assert strip
    assert [link.get("aria-current") for link in strip.select("a")].count("page") == 1
    client = MATRIX.client_of(name)
    assert client
    assert strip.get_text(" ", strip=True).startswith(f"{client.title}: ")


def test_nothing_of_the_start_page_keeps_a_reader_out(desk: Desk, address: str) -> None:
    for viewport in (DESK, PHONE):
        with desk.page(viewport=viewport) as page:
            page.goto(f"{address}/index.html")
            assert not faults(page)
