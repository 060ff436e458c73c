"""Filling in: a reader types, the blocks follow; rubbish is explained, and the blocks show the example."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.fill import fill
from registry_guide.records.manifest import Manifest
from tests.site.conftest import TYPED
from tools.site import pages
from tools.site.desk import SCRIPTLESS, Desk, unfold
from tools.site.phone import Arrived

PAGE, OTHER = "publish/uv", "install/uv"
# Blocks of a page as their text stands on it now, in order; the same that the copy button takes.
BLOCKS = "[...document.querySelectorAll('.block pre')].map((code) => code.textContent)"

Open = Callable[..., Page]


@pytest.fixture
def open_page(desk: Desk, address: str, manifest: Manifest) -> Iterator[Open]:
    """Open pages in tabs of one reader's browser."""
    with desk.page() as first:
        context, unused = first.context, [first]

        def open_in(name: str, anchor: str = "") -> Page:
            page = unused.pop() if unused else context.new_page()
            page.goto(f"{address}/{manifest.pages[name].url}{anchor}")
            return page

        yield open_in


def expected(manifest: Manifest, name: str, values: dict[str, str]) -> list[str]:
    return [fill(block.text, block.holes, values) for block in manifest.pages[name].blocks]


def type_in(page: Page, values: dict[str, str]) -> None:
    unfold(page)
    for name, value in values.items():
        page.fill(f"#value-{name}", value)


def on_page(page: Page) -> list[str]:
    texts: list[str] = page.evaluate(BLOCKS)
    return texts


def typed_for(page: Page) -> dict[str, str]:
    return {name: value for name, value in TYPED.items() if page.locator(f"#value-{name}").count()}


def test_blocks_follow_what_is_typed(open_page: Open, manifest: Manifest) -> None:
    page = open_page(PAGE)
    assert on_page(page) == expected(manifest, PAGE, {})
    type_in(page, typed_for(page))
    filled = on_page(page)
    assert filled == expected(manifest, PAGE, TYPED)
    assert any("git.acme.test:8443" in text for text in filled)
    assert any("big-group%2Fsub.group%2Fthe_project" in text for text in filled)


def test_every_page_fills_like_python_and_no_field_takes_a_secret(
    on_a_phone: dict[str, Arrived], manifest: Manifest
) -> None:
    checked = seen = 0
    # The set-up page has a line that it makes itself: test_setup.py.
    for name, entry in ((name, entry) for name, entry in manifest.pages.items() if name not in pages.SETUPS):
        arrived = on_a_phone[name]
        assert not set(arrived.fields) & set(manifest.secrets), name
        typed = {field: value for field, value in TYPED.items() if field in arrived.fields}
        assert arrived.typed == expected(manifest, name, {**arrived.kept, **typed}), name
        seen += len(typed)
        checked += len(entry.blocks)
    assert checked > 20
    assert seen > 100


def test_values_are_remembered_on_other_pages_and_visits(open_page: Open, manifest: Manifest) -> None:
    page = open_page(PAGE)
    type_in(page, typed_for(page))
    page.close()
    page = open_page(OTHER)
    assert page.input_value("#value-host") == TYPED["host"]
    assert on_page(page) == expected(manifest, OTHER, TYPED)


def test_reset_gives_the_examples_back(open_page: Open, manifest: Manifest) -> None:
    page = open_page(PAGE)
    type_in(page, typed_for(page))
    page.click("[data-do=reset]")
    assert on_page(page) == expected(manifest, PAGE, {})
    assert page.input_value("#value-host") == ""
    page.reload()
    assert on_page(page) == expected(manifest, PAGE, {})


@pytest.mark.parametrize(
    "rubbish",
    [
        "ftp://gitlab.com/",
        "https://user:word@gitlab.com/",
        "a b",
        "x; rm -rf ~",
        "$(id)",
        '"',
        "'",
        "$&",
        "a$$b",
        "\u202ex",
        "-x",
        "a" * 300,
    ],
)
def test_rubbish_is_explained_and_gives_the_examples(open_page: Open, manifest: Manifest, rubbish: str) -> None:
    page = open_page(PAGE)
    type_in(page, {"host": TYPED["host"]})
    type_in(page, {"host": rubbish})
    page.keyboard.press("Tab")
    assert page.text_content("#error-host")
    assert page.get_attribute("#value-host", "aria-invalid") == "true"
    assert on_page(page) == expected(manifest, PAGE, {}), "a block must not show what its field does not hold"
    page.reload()
    assert page.input_value("#value-host") == "", "neither rubbish nor what it replaced is remembered"
    assert on_page(page) == expected(manifest, PAGE, {})
    type_in(page, {"host": rubbish})
    type_in(page, {"host": "better.example"})
    assert page.text_content("#error-host") == ""
    assert page.get_attribute("#value-host", "aria-invalid") is None


def test_a_link_carries_values_and_they_are_kept_only_when_asked(open_page: Open, manifest: Manifest) -> None:
    link = "#values?host=git.acme.test:8443&package=Acme.Tools"
    page = open_page(PAGE, link)
    carried = {"host": TYPED["host"], "package": TYPED["package"]}
    assert on_page(page) == expected(manifest, PAGE, carried)
    assert page.is_visible(".values-link")
    other = open_page(OTHER)
    assert on_page(other) == expected(manifest, OTHER, {}), "a stranger's host must not reach other pages unasked"
    page.click("[data-do=keep]")
    assert not page.is_visible(".values-link")
    other.reload()
    assert on_page(other) == expected(manifest, OTHER, carried)


def test_a_link_can_be_turned_down(open_page: Open, manifest: Manifest) -> None:
    page = open_page(PAGE)
    type_in(page, {"host": "mine.example"})
    page.close()
    page = open_page(PAGE, "#values?host=evil.example")
    assert page.input_value("#value-host") == "evil.example"
    page.click("[data-do=drop]")
    assert page.input_value("#value-host") == "mine.example"
    assert on_page(page) == expected(manifest, PAGE, {"host": "mine.example"})


@pytest.mark.parametrize("value", ["<img src=x onerror=alert(1)>", "x; rm -rf ~", "$(id)", "a b", "x@evil.example"])
def test_a_link_keeps_the_same_rules(open_page: Open, manifest: Manifest, value: str) -> None:
    page = open_page(PAGE, f"#values?host={quote(value)}&nosuch=1&__proto__=x&deploy_token=glpat-EXAMPLE")
    assert on_page(page) == expected(manifest, PAGE, {})
    assert page.text_content("#error-host")
    assert page.locator("img[src=x]").count() == 0
    page.click("[data-do=keep]")
    page.reload()
    assert on_page(page) == expected(manifest, PAGE, {})


def test_the_shared_link_brings_a_colleague_the_same_blocks(desk: Desk, address: str, manifest: Manifest) -> None:
    with desk.page() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page.goto(f"{address}/{manifest.pages[PAGE].url}")
        type_in(page, typed_for(page))
        page.click("[data-do=share]")
        page.wait_for_function("document.querySelector('.values-status').textContent !== ''")
        link = page.evaluate("navigator.clipboard.readText()")
        blocks = on_page(page)
    with desk.page() as page:
        page.goto(link)
        assert on_page(page) == blocks


def test_works_when_storage_is_denied(browser: Browser, address: str, manifest: Manifest) -> None:
    with browser.new_context() as context:
        errors: list[str] = []
        context.on("weberror", lambda error: errors.append(error.error.stack or ""))
        denied = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
        context.add_init_script(denied)
        page = context.new_page()
        page.goto(f"{address}/{manifest.pages[PAGE].url}")
        type_in(page, {"host": TYPED["host"]})
        assert on_page(page) == expected(manifest, PAGE, {"host": TYPED["host"]})
    # The theme's own scripts stumble over it (it remembers light or dark); ours must not.
    assert not [stack for stack in errors if any(name in stack for name in ("values.js", "mend.js"))]


@pytest.mark.parametrize("kept", ["rubbish", "null", "[]", '{"host": 1, "package": ["x"]}', '{"host": "x; rm"}'])
def test_storage_is_not_trusted(desk: Desk, address: str, manifest: Manifest, kept: str) -> None:
    with desk.page() as page:
        page.goto(f"{address}/{manifest.pages[PAGE].url}")
        page.evaluate("(kept) => localStorage.setItem('registry-guide:values', kept)", kept)
        page.reload()
        assert on_page(page) == expected(manifest, PAGE, {})


def test_without_scripts_the_page_shows_examples_and_no_form(desk: Desk, address: str, manifest: Manifest) -> None:
    with desk.page(kind=SCRIPTLESS) as page:
        page.goto(f"{address}/{manifest.pages[PAGE].url}")
        assert not page.is_visible("section.values")
        shown = page.locator(".block pre").all_text_contents()
        assert shown == expected(manifest, PAGE, {})


def test_every_page_has_its_fields_in_one_order(site: Path, manifest: Manifest) -> None:
    behind: dict[str, set[str]] = {}
    for page in manifest.pages.values():
        fields = re.findall(r'<input id="value-\w+" name="(\w+)"', (site / page.url).read_text(encoding="utf-8"))
        for at, field in enumerate(fields):
            behind.setdefault(field, set()).update(fields[at + 1 :])
    assert len(behind) > 5
    assert not [field for field in behind for other in behind[field] if field in behind[other]]


def test_a_project_to_publish_to_is_not_the_owner_of_a_package(open_page: Open, manifest: Manifest) -> None:
    page = open_page(PAGE)
    type_in(page, {"project": "acme/mine"})
    page.close()
    page = open_page("install/gitlab-ci")
    assert page.locator("#value-project").count() == 0
    assert page.input_value("#value-owner_project") == ""
    assert "owns the package" in (page.text_content("label[for=value-owner_project]") or "")
    assert not [text for text in on_page(page) if "acme" in text]


def test_buttons_that_wrap_do_not_touch_and_are_large_enough(desk: Desk, address: str, manifest: Manifest) -> None:
    boxes = (
        "[...document.querySelectorAll('.values button, .values summary, .values-link button')]"
        ".filter((each) => each.checkVisibility())"
        ".map((each) => each.getBoundingClientRect()).map(({ x, y, right, bottom }) => [x, y, right, bottom])"
    )
    with desk.page({"width": 390, "height": 900}) as page:
        page.goto(f"{address}/{manifest.pages[PAGE].url}#values?host=git.acme.test")
        unfold(page)
        found: list[list[float]] = page.evaluate(boxes)
    assert len(found) > 8
    assert all(right - left >= 24 and bottom - top >= 24 for left, top, right, bottom in found)
    for at, (left, top, right, bottom) in enumerate(found):
        for other in found[at + 1 :]:
            apart = max(other[0] - right, left - other[2], other[1] - bottom, top - other[3])
            assert apart >= 3, (found[at], other)


@pytest.mark.parametrize("spelling", ["my-lib", "My.Lib"])
def test_two_packages_never_have_one_name(open_page: Open, manifest: Manifest, spelling: str) -> None:
    name = "install/several"
    page = open_page(name)
    type_in(page, {"package": "my-lib"})
    type_in(page, {"other_package": spelling})
    page.keyboard.press("Tab")
    assert "must differ" in (page.text_content("#error-other_package") or "")
    assert on_page(page) == expected(manifest, name, {"package": "my-lib"})
    type_in(page, {"package": "another-lib"})
    page.keyboard.press("Tab")
    assert not page.text_content("#error-other_package"), "the other name made it right"
    assert on_page(page) == expected(manifest, name, {"package": "another-lib", "other_package": spelling})


def test_a_name_that_is_the_example_of_the_other_field_is_said(open_page: Open, facts: Facts) -> None:
    page = open_page("install/several")
    type_in(page, {"package": facts.placeholders["other_package"].example})
    page.keyboard.press("Tab")
    assert "must differ" in (page.text_content("#error-other_package") or "")
    type_in(page, {"other_package": "my-own"})
    page.keyboard.press("Tab")
    assert not page.text_content("#error-other_package")
