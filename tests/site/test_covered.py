"""Nothing on a page goes without a journey: what can be pressed and what is loaded is found, and each has its test."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from registry_guide.records.manifest import Manifest
from tools.site.desk import SCRIPTLESS, Desk
from tools.site.frames import painted

HERE = Path(__file__).parent
JOURNEYS: dict[str, dict[str, str]] = tomllib.loads((HERE / "journeys.toml").read_text(encoding="utf-8"))
PRESSED = (
    "a[href], button, input, select, textarea, summary, label, details, form, dialog, [tabindex], [contenteditable]"
)


def kind(tag: Tag) -> str:
    """Name an element by what sets its kind apart: what it does, its class, or its type."""
    if tag.get("data-do"):
        return f"{tag.name}[data-do={tag['data-do']}]"
    classes = tag.get_attribute_list("class")
    if classes and classes[0]:
        return f"{tag.name}.{classes[0]}"
    return f"{tag.name}[type={tag['type']}]" if tag.get("type") else tag.name


def found(html: str) -> tuple[set[str], set[str]]:
    """Return what can be pressed on a page, and the names of its scripts."""
    soup = BeautifulSoup(html, "html.parser")
    scripts = {str(tag.get("src", "inline")).partition("?")[0].rpartition("/")[2] for tag in soup.find_all("script")}
    return {kind(tag) for tag in soup.select(PRESSED)}, scripts


def test_all_that_readers_can_press_and_all_that_is_loaded_has_a_journey(site: Path, desk: Desk, address: str) -> None:
    pressed: set[str] = set()
    loaded: set[str] = set()
    sources = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    assert len(sources) > 30
    # Once more as the scripts have made them, in a window in which all code and tables are wider than their box.
    with desk.page(viewport={"width": 160, "height": 800}) as page:
        for name in ("publish/uv", "explain/names", "tokens/deploy", "checked", "search"):
            page.goto(f"{address}/{name}.html{'?q=token' if name == 'search' else ''}")
            painted(page)
            sources.append(page.content())
    for source in sources:
        more, scripts = found(source)
        pressed |= more
        loaded |= scripts
    # What folds a proven claim is there once a walk has proven it.
    walked = any("were last run on" in source for source in sources)
    wanted = set(JOURNEYS["pressed"]) - (set() if walked else {"details.check"})
    assert pressed == wanted, "each has a row in journeys.toml, and each row is on a page"
    assert loaded == set(JOURNEYS["loaded"]), "each has a row in journeys.toml, and each row is on a page"


def test_every_journey_that_is_named_is_a_test() -> None:
    for test in {*JOURNEYS["pressed"].values(), *JOURNEYS["loaded"].values()}:
        name, _, function = test.partition("::")
        tree = ast.parse((HERE / name).read_text(encoding="utf-8"))
        assert function in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}, test


def test_what_the_theme_brings_is_used(desk: Desk, address: str) -> None:
    with desk.page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce") as page:
        page.goto(f"{address}/publish/uv.html")
        colour = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(colour)
        page.locator(".theme-toggle >> visible=true").click()
        page.wait_for_function("(light) => getComputedStyle(document.body).backgroundColor !== light", arg=light)
        page.reload()
        assert page.evaluate(colour) != light, "the choice of colours is remembered"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className").startswith("skip-to-content")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('article') !== null")
        heading = page.locator("h2").nth(1)
        heading.hover()
        heading.locator(".headerlink").click()
        page.wait_for_url(f"**#{heading.evaluate('(at) => at.parentElement.id')}")
        page.mouse.wheel(0, 1500)
        page.wait_for_function("scrollY > 500")
        page.mouse.wheel(0, -150)
        page.locator(".back-to-top >> visible=true").click()
        page.wait_for_function("scrollY === 0")
        title = page.title()
        page.locator(".next-page").click()
        page.wait_for_function("(title) => document.title !== title", arg=title)
        page.locator(".prev-page").click()
        page.wait_for_url("**/publish/uv.html")
        page.locator(".sidebar-brand").click()
        page.wait_for_url("**/index.html")


def test_without_scripts_the_drawers_open_by_keyboard_too(desk: Desk, address: str) -> None:
    with desk.page({"width": 390, "height": 800}, SCRIPTLESS) as page:
        page.goto(f"{address}/publish/uv.html")
        entry = page.locator(".sidebar-tree a").first
        contents = page.locator(".toc-tree a >> visible=true")
        assert not entry.is_visible()
        assert contents.count() == 0
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        entry.wait_for()
        page.keyboard.press("Space")
        entry.wait_for(state="hidden")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        contents.first.wait_for()
        page.keyboard.press("Space")
        page.locator("label.nav-overlay-icon").click()
        entry.wait_for()


def test_the_button_of_the_search_looks_up(desk: Desk, address: str) -> None:
    with desk.page() as page:
        page.goto(f"{address}/search.html")
        page.locator("label[for=search-words]").click()
        page.keyboard.type("netrc")
        page.locator(".search-page button").click()
        page.wait_for_url("**?q=netrc")
        assert page.locator(".search-results a").first.get_attribute("href", timeout=5000) == "credentials/netrc.html"


def test_what_is_folded_unfolds(desk: Desk, address: str, manifest: Manifest) -> None:
    with desk.page(viewport={"width": 390, "height": 800}) as page:
        page.goto(f"{address}/{manifest.pages['publish/uv'].url}")
        for summary in page.locator("summary").all():
            # One in a tab that is not chosen is the same as that of the chosen one.
            if not summary.is_visible():
                continue
            unfolded = "(at) => at.parentElement.open"
            before = summary.evaluate(unfolded)
            summary.focus()
            page.keyboard.press("Enter")
            assert summary.evaluate(unfolded) is not before
            if before:
                page.keyboard.press("Enter")
