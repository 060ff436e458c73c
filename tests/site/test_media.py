"""Paper, forced colours, less motion, phones: what a reader sees there, read from what the browser makes."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from registry_guide.records.manifest import Manifest
from tools.site import pages
from tools.site.desk import Desk
from tools.site.frames import painted

PAPER = ("publish/uv", "publish/gitlab-ci", "install/gitlab-ci", "explain/answers", "tutorial/first-package")


def words(text: str) -> str:
    # Without blanks and ligatures, which stand on paper as the printer sees fit, and the ticks of marks.
    return re.sub(r"[\s\u2713]+", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("name", PAPER)
def test_a_page_on_paper_reads_as_it_does_on_the_screen(
    desk: Desk, address: str, manifest: Manifest, name: str
) -> None:
    with desk.page(color_scheme="dark") as page:
        page.goto(f"{address}/{name}.html#values?host=gitlab.acme.example")
        sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages]
        text = "\n".join(sheets)
        assert "Skip to content" not in text
        assert "Back to top" not in text
        assert f"{address}/{name}.html" in words(text), "the page's address stands on it"
        assert "#values" not in text
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        labels = {
            label for tabs in (manifest.pages[name].tabs if name in manifest.pages else ()) for label in tabs.labels
        }
        assert all(label in text for label in labels)
        # Of a block in several shells the one that is chosen.
        for code in page.locator("div.highlight pre:visible").all():
            lines = code.text_content() or ""
            where = [number for number, sheet in enumerate(sheets) if words(lines) in words(sheet)]
            assert where, f"a block is broken over two sheets, or something lies over it: {lines[:80]}"
        for block in page.locator(".block:visible").all():
            # What became of the block stands in its bar, and nobody can unfold it on paper.
            whole = "".join(block.locator(".name, summary, details p, pre").all_text_contents())
            assert any(words(whole)[:400] in words(sheet) for sheet in sheets), f"parted from its bar: {whole}"
        for told in page.locator("details.check").all():
            assert words(told.text_content() or "") in words(text)


def styles(page: Page, selector: str, name: str) -> list[Any]:
    found: list[Any] = page.locator(selector).evaluate_all(
        "(all, name) => all.filter((each) => each.checkVisibility()).map((each) => getComputedStyle(each)[name])", name
    )
    return found


def test_forced_colours_keep_the_chosen_tab_and_the_box_of_code(desk: Desk, address: str) -> None:
    with desk.page(forced_colors="active") as page:
        page.goto(f"{address}/publish/uv.html")
        chosen = styles(page, "[role=tab][aria-selected=true]", "borderBottomColor")
        others = styles(page, "[role=tab][aria-selected=false]", "borderBottomColor")
        canvas = page.evaluate(
            "() => { const at = document.createElement('i'); at.style.color = 'Canvas';"
            " document.body.append(at); return getComputedStyle(at).color; }"
        )
        assert set(others) == {canvas}
        assert chosen
        assert canvas not in chosen
        widths = styles(page, "div.highlight", "borderTopWidth")
        assert widths
        assert all(float(width.removesuffix("px")) >= 1 for width in widths)
        assert canvas not in styles(page, "div.highlight", "borderTopColor")


def test_who_wants_less_motion_gets_none(desk: Desk, address: str) -> None:
    moving = (
        "[...document.querySelectorAll('*')].filter((each) => { const style = getComputedStyle(each);"
        " return style.transitionProperty !== 'none' && parseFloat(style.transitionDuration) > 0.01"
        " || style.scrollBehavior === 'smooth' || style.animationName !== 'none'; }).map((each) => each.className)"
    )
    with desk.page(reduced_motion="reduce", viewport={"width": 390, "height": 800}) as page:
        page.goto(f"{address}/publish/uv.html")
        assert page.evaluate(moving) == []
        page.emulate_media(reduced_motion="no-preference")
        assert page.evaluate(moving), "the theme moves nothing any more: this test and its rule can go"


WITH_TABLES = (
    "index",
    "credentials/environment",
    "explain/authority",
    "publish/uv",
    "tokens/choose",
    "tokens/deploy",
    "tokens/find",
    "tokens/project-and-group",
)


@pytest.mark.parametrize("width", [320, 390])
def test_a_table_on_a_phone_shows_every_column(desk: Desk, address: str, width: int) -> None:
    hidden = """(tables) => tables.flatMap((table) => {
      const wrapper = table.closest('.table-wrapper');
      if (wrapper.scrollWidth <= wrapper.clientWidth) return [];
      const more = getComputedStyle(wrapper).backgroundImage.includes('gradient') && wrapper.tabIndex === 0;
      return more && table.rows[0].cells.length < 3 ? [] : [table.textContent.trim().slice(0, 60)];
    })"""
    cards = 0
    with desk.page(viewport={"width": width, "height": 800}) as page:
        for name in WITH_TABLES:
            page.goto(f"{address}/{name}.html")
            painted(page)
            assert page.locator("article table").count(), name
            assert page.locator("article table").evaluate_all(hidden) == [], name
            for row in page.locator("table.cards tbody tr").all():
                boxes = [cell.bounding_box() for cell in row.locator("td:not(:empty)").all()]
                assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
                cards += 1
        page.goto(f"{address}/credentials/environment.html")
        row = page.locator("tr", has_text="PIP_INDEX_URL").first
        assert "Address:" in row.inner_text()
        page.set_viewport_size({"width": 1440, "height": 800})
        assert "Address:" not in row.inner_text()
    assert cards > 10


# How many lines each line of code takes, and whether anything sticks out of its box.
LINES = """(pres) => pres.filter((pre) => pre.checkVisibility()).flatMap((pre) => {
  const told = [];
  const [box, style] = [pre.getBoundingClientRect(), getComputedStyle(pre)];
  const right = box.right - parseFloat(style.paddingRight) + 1;
  for (const each of pre.querySelectorAll('.ph')) {
    if (each.getBoundingClientRect().right > right) told.push(`sticks out: ${each.textContent}`);
    const probe = document.createElement('span');
    probe.style = 'position: absolute; white-space: pre';
    probe.textContent = each.textContent;
    pre.append(probe);
    const fits = probe.getBoundingClientRect().width < right - box.left - 60;
    const one = each.getBoundingClientRect().height < 1.6 * parseFloat(style.lineHeight);
    probe.remove();
    if (fits && !one && each.dataset.ph !== 'origin') told.push(`broken: ${each.textContent}`);
  }
  const lines = pre.textContent.replace(/\\n$/, '').split('\\n');
  const taken = pre.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
  const free = Math.max(...lines.map((line) => line.length)) <= __LONGEST__;
  if (free && taken > (lines.length + 0.8) * parseFloat(style.lineHeight)) told.push(`wraps: ${pre.textContent}`);
  return told;
})"""
WITH_CODE = (*pages.SETUPS, "publish/uv", "fails/uv", "install/docker", "install/gitlab-ci")


@pytest.mark.parametrize(("width", "longest"), [(320, 20), (390, 25), (1440, 94)])
def test_code_wraps_only_where_it_must_and_a_value_stays_whole(
    desk: Desk, address: str, width: int, longest: int
) -> None:
    with desk.page(viewport={"width": width, "height": 900}) as page:
        for name in WITH_CODE:
            page.goto(f"{address}/{name}.html")
            painted(page)
            assert page.locator("div.highlight pre .ph").count(), name
            script = LINES.replace("__LONGEST__", str(longest))
            assert page.locator("div.highlight pre").evaluate_all(script) == [], name


def test_a_wide_screen_gives_its_room_to_code_and_not_to_sentences(desk: Desk, address: str) -> None:
    with desk.page(viewport={"width": 1440, "height": 900}) as page:
        page.goto(f"{address}/publish/uv.html")
        painted(page)
        wide = "(all) => Math.max(...all.map((each) => each.getBoundingClientRect().width))"
        sentences = page.locator("article section > p").evaluate_all(wide)
        code = page.locator("article section > .block").evaluate_all(wide)
        assert sentences <= 46 * 16
        assert code > sentences + 100
        right = page.locator(".toc-drawer").bounding_box()
        assert right
        assert right["x"] + right["width"] <= 1440


def test_nothing_sticks_out_touches_or_stands_in_the_middle(desk: Desk, address: str) -> None:
    with desk.page(viewport={"width": 390, "height": 800}) as page:
        page.goto(f"{address}/tutorial/first-package.html")
        right = page.locator("article").bounding_box()
        assert right
        edges = page.locator("div.highlight").evaluate_all(
            "(all) => all.filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect().right"
            " - each.parentElement.getBoundingClientRect().right)"
        )
        assert edges
        assert max(edges) <= 0.5
        assert set(styles(page, ".bar", "textAlign")) <= {"left", "start"}
        toggle = page.locator(".mobile-header .theme-toggle").bounding_box()
        contents = page.locator(".mobile-header .toc-header-icon").bounding_box()
        assert toggle
        assert contents
        assert toggle["x"] + toggle["width"] + 4 <= contents["x"]


def test_in_code_nothing_is_underlined_but_what_can_be_filled_in(desk: Desk, address: str, manifest: Manifest) -> None:
    # A page for each language that blocks are written in: more words have colours in some than in others.
    shown = {block.language: name for name, page in manifest.pages.items() for block in page.blocks}
    assert "python" in shown
    for scheme in ("light", "dark"):
        with desk.page(color_scheme=scheme) as page:
            for name in sorted({*shown.values(), "explain/names"}):
                page.goto(f"{address}/{name}.html")
                lines = page.locator(".highlight pre span:not(.ph, .ph *)").evaluate_all(
                    "(all) => [...new Set(all.filter((each) => getComputedStyle(each).textDecorationLine !== 'none')"
                    ".map((each) => each.textContent))]"
                )
                assert lines == [], (name, scheme)


@pytest.mark.parametrize("name", ["safety/forwarding", "explain/layout"])
def test_a_drawing_has_the_colours_that_a_reader_forces(desk: Desk, address: str, name: str) -> None:
    with desk.page(forced_colors="active", color_scheme="dark") as page:
        page.goto(f"{address}/{name}.html")
        # The theme may stand on light while the system's own colours are dark.
        page.evaluate("document.body.dataset.theme = 'light'")
        painted(page)
        (ink,) = set(styles(page, "article p", "color"))
        assert set(styles(page, ".drawing text", "fill")) == {ink}
        assert set(styles(page, ".drawing .arrow", "stroke")) == {ink}
        assert ink not in styles(page, ".drawing .box", "fill")
