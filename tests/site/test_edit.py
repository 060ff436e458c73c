"""A placeholder is changed where it stands: by mouse, keyboard and screen reader, and copying is never in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from registry_guide.blocks.fill import fill
from registry_guide.records.manifest import Manifest
from tools.site.desk import Desk
from tools.site.frames import painted
from tools.site.visit import faults

PAGE = "publish/uv"
HOST, PROJECT = "gitlab.acme.example", "acme/weather"
BLOCKS = "[...document.querySelectorAll('.block pre')].map((code) => code.textContent)"
EDITOR = "#values-edit"


@pytest.fixture
def page(desk: Desk, address: str, manifest: Manifest) -> Iterator[Page]:
    with desk.page() as opened:
        opened.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        opened.goto(f"{address}/{manifest.pages[PAGE].url}")
        yield opened


def hole(page: Page, name: str) -> Locator:
    return page.locator(f".block:not(.output) pre [data-ph={name}][role=button]").first


def holds(page: Page, manifest: Manifest, **values: str) -> None:
    expected = [fill(block.text, block.holes, values) for block in manifest.pages[PAGE].blocks]
    assert page.evaluate(BLOCKS) == expected


def test_by_mouse_all_others_follow(page: Page, manifest: Manifest) -> None:
    hole(page, "host").click()
    page.locator(EDITOR).fill(HOST)
    holds(page, manifest, host=HOST)
    page.keyboard.press("Enter")
    assert page.locator(EDITOR).count() == 0
    assert page.input_value("#value-host") == HOST
    assert (page.text_content(".values-line") or "").startswith(HOST)
    page.reload()
    holds(page, manifest, host=HOST)


def test_by_keyboard_enter_keeps_and_escape_leaves(page: Page, manifest: Manifest) -> None:
    for key in ("Enter", "Space"):
        hole(page, "project").focus()
        page.keyboard.press(key)
        page.locator(EDITOR).wait_for()
        page.keyboard.type(f"{PROJECT}/{key}")
        page.keyboard.press("Enter")
        assert hole(page, "project").evaluate("(at) => at === document.activeElement"), "the focus is where it was"
        holds(page, manifest, project=f"{PROJECT}/{key}")
    page.keyboard.press("Enter")
    page.locator(EDITOR).wait_for()
    page.keyboard.type("other/project")
    holds(page, manifest, project="other/project")
    page.keyboard.press("Escape")
    assert page.locator(EDITOR).count() == 0
    holds(page, manifest, project=f"{PROJECT}/Space")
    assert hole(page, "project").evaluate("(at) => at === document.activeElement")


def test_who_goes_on_by_tab_or_mouse_keeps(page: Page, manifest: Manifest) -> None:
    hole(page, "host").click()
    page.locator(EDITOR).fill(HOST)
    page.keyboard.press("Tab")
    assert page.locator(EDITOR).count() == 0
    hole(page, "project").click()
    page.locator(EDITOR).fill(PROJECT)
    hole(page, "host").click()
    expect(page.locator(EDITOR)).to_have_value(HOST)
    page.locator("h1").click()
    assert page.locator(EDITOR).count() == 0
    holds(page, manifest, host=HOST, project=PROJECT)


def test_the_same_rule_and_error_as_in_the_panel(page: Page, manifest: Manifest) -> None:
    hole(page, "project").click()
    page.locator(EDITOR).press_sequentially("acme weather")
    assert page.text_content("#error-edit") == "", "nothing is said while one types"
    page.keyboard.press("Enter")
    assert "full path of the project" in (page.text_content("#error-edit") or "")
    assert page.get_attribute(EDITOR, "aria-invalid") == "true"
    holds(page, manifest)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("glpat-EXAMPLE-not-a-token")
    page.keyboard.press("Enter")
    assert "looks like a token" in (page.text_content("#error-edit") or "")
    assert "EXAMPLE" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(PROJECT)
    assert page.text_content("#error-edit") == ""
    page.keyboard.press("Enter")
    holds(page, manifest, project=PROJECT)


def test_what_is_copied_is_the_block_while_the_editor_is_open(page: Page, manifest: Manifest) -> None:
    block = page.locator(".block:not(.output)", has=page.locator("[data-ph=project][role=button]")).first
    number = page.locator(".block").evaluate_all("(all, one) => all.indexOf(one)", block.element_handle())
    step = manifest.pages[PAGE].blocks[number]
    hole(page, "project").click()
    page.locator(EDITOR).fill(PROJECT)
    wanted = fill(step.text, step.holes, {"project": PROJECT}).rstrip("\n")
    block.locator("pre").evaluate("(code) => getSelection().selectAllChildren(code)")
    assert page.evaluate("getSelection().toString()").rstrip("\n") == wanted
    block.locator(".copybtn").first.click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('acme%2Fweather'))")
    assert page.evaluate("navigator.clipboard.readText()").rstrip("\n") == wanted


def test_who_marks_text_by_mouse_does_not_change_it(page: Page) -> None:
    box = hole(page, "host").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    painted(page)
    assert page.locator(EDITOR).count() == 0
    assert "gitlab" in page.evaluate("getSelection().toString()")
    page.wait_for_function("document.querySelectorAll('.block .ph[role=button]:not([tabindex])').length === 0")


def test_each_placeholder_says_what_it_is_and_one_of_each_name_in_a_block_is_a_stop(page: Page) -> None:
    named = page.locator(".block [role=button]").evaluate_all("(all) => all.map((each) => each.ariaLabel)")
    assert len(named) > 5
    assert all(re.fullmatch(r"Change [A-Z].+, now \S+", each) for each in named)
    expect(hole(page, "project")).to_have_accessible_name("Change Project, now my-group%2Fmy-project")
    page.locator(".values summary").first.click()
    page.fill("#value-project", PROJECT)
    expect(hole(page, "project")).to_have_accessible_name("Change Project, now acme%2Fweather")
    stops = page.locator(".block pre").evaluate_all(
        "(all) => all.map((code) => [...code.querySelectorAll('[role=button]')])"
        ".map((holes) => [new Set(holes.map((each) => each.dataset.ph)).size,"
        " holes.filter((each) => each.tabIndex === 0).length])"
    )
    assert all(names == tabbed for names, tabbed in stops)
    assert page.locator(".block.output [role=button], .ph.secret[role=button]").count() == 0


def test_on_a_phone_the_editor_is_in_the_window_and_axe_has_nothing_against_it(
    desk: Desk, address: str, manifest: Manifest
) -> None:
    with desk.page({"width": 390, "height": 844}) as page:
        page.goto(f"{address}/{manifest.pages[PAGE].url}")
        for name in ("host", "project", "deploy_username"):
            hole(page, name).click()
            box = page.locator(".values-edit").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            # What the theme shows above the page on the way up is not the editor's.
            assert [fault for fault in faults(page) if fault.elements != (".back-to-top > span",)] == []
            page.keyboard.press("Escape")
