"""The Markdown twin of each page: nothing of the page is missing, and it is copied with the reader's own values."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import Manifest
from registry_guide.twin.translator import anchor
from tools.site import pages
from tools.site.desk import Desk

NAMES = pages.names()
# What CommonMark has of tables is an extension of GitHub's, which all programs read that this is for.
ANCHOR = re.compile(r'<br>|<a id="[^"]+">|</a>')
STRAIGHT = str.maketrans({"\u2019": "'"})
MARKDOWN = MarkdownIt("commonmark").enable("table")


def twin(site: Path, name: str) -> str:
    return (site / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_twin_holds_all_blocks_tabs_headings_and_tables_of_its_page(
    site: Path, manifest: Manifest, name: str
) -> None:
    text = twin(site, name)
    page = manifest.pages.get(name)
    tokens = MARKDOWN.parse(text)
    fences = [token for token in tokens if token.type == "fence"]
    at = 0
    for block in page.blocks if page else ():
        found = next((n for n, fence in enumerate(fences[at:], at) if fence.content == block.text), None)
        assert found is not None, block.id
        at = found + 1
        before = text.splitlines()[: fences[found].map[0]]  # type: ignore[index]
        if block.file:
            assert before[-2].replace("\\", "").startswith(f"File: **{block.file}**"), (block.id, before[-2:])
        assert (before[-2] == "Output:") == (block.kind is Kind.OUTPUT), block.id
    for tabs in page.tabs if page else ():
        assert all(f"\n\n**{label}**\n\n" in text for label in tabs.labels), tabs
    html = BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser").select_one("article")
    assert html is not None
    headings = [
        (int(token.tag[1]), inline.content) for token, inline in pairwise(tokens) if token.type == "heading_open"
    ]
    assert [level for level, _ in headings] == [int(each.name[1]) for each in html.select("h1, h2, h3, h4")]
    assert sum(token.type == "table_open" for token in tokens) == len(html.select("table"))
    assert sum(token.type == "tr_open" for token in tokens) == len(html.select("tr"))


@pytest.mark.parametrize("name", NAMES)
def test_a_twin_is_plain_markdown_whose_links_lead_to_twins(site: Path, name: str) -> None:
    text = twin(site, name)
    prose = [token for token in MARKDOWN.parse(text) if token.type == "inline"]
    assert not [
        token.content for token in MARKDOWN.parse(text) if token.type == "html_block" and "<a id" not in token.content
    ]
    words = [child for token in prose for child in token.children or () if child.type == "text"]
    assert not [each.content for each in words if re.search(r"\{[a-z:-]+\}|:::|^```|<[a-z/]", each.content)]
    assert not [
        child.content
        for token in prose
        for child in token.children or ()
        if child.type == "html_inline" and not ANCHOR.fullmatch(child.content)
    ]
    links = [str(child.attrs["href"]) for token in prose for child in token.children or () if child.type == "link_open"]
    for link in links:
        path = link.partition("#")[0]
        if path and "://" not in path and not path.startswith("mailto:"):
            assert path.endswith((".md", ".atom", ".epub", ".pdf")), link
            assert (site / name).parent.joinpath(path).resolve().is_file(), link


def test_a_twin_has_each_place_that_another_one_leads_to(site: Path) -> None:
    there: dict[Path, set[str]] = {}
    for name in NAMES:
        text = twin(site, name)
        assert "]()" not in text, name
        tokens = MARKDOWN.parse(text)
        heads = [inline.content for token, inline in pairwise(tokens) if token.type == "heading_open"]
        there[site / f"{name}.md"] = {anchor(head) for head in heads} | set(re.findall(r'<a id="([^"]+)">', text))
    for path in there:
        for target in re.findall(r"\]\(([^)\s]*#[^)\s]+)\)", path.read_text(encoding="utf-8")):
            page, _, place = target.partition("#")
            if "://" not in page:
                assert place in there[path.parent.joinpath(page or path.name).resolve()], (path, target)


def test_what_a_page_has_as_code_its_twin_has_in_the_same_order(site: Path) -> None:
    # The script that copies a page puts the n-th code of the page in the place of its twin's.
    for name in NAMES:
        html = BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        for each in html.select(".values"):
            each.decompose()
        shown = [
            each.get_text().strip() for each in html.select("article pre, article code") if not each.find_parent("pre")
        ]
        tokens = [child for token in MARKDOWN.parse(twin(site, name)) for child in (token.children or [token])]
        told = [token.content.strip() for token in tokens if token.type in ("fence", "code_inline")]
        assert [" ".join(each.split()) for each in told] == [" ".join(each.split()) for each in shown], name


def test_llms_txt_lists_each_page_once_and_says_what_it_is(site: Path) -> None:
    text = (site / "llms.txt").read_text(encoding="utf-8")
    assert text.startswith("# GitLab's PyPI registry\n\n> ")
    rows = re.findall(r"^- \[([^\]]+)\]\(([^)]+)\): (.+)$", text, re.MULTILINE)
    assert len(rows) == text.count("\n- ")
    listed = [re.sub(r"^https?://.*?/(?=[a-z/-]+\.md$)", "", url).removesuffix(".md") for _, url, _ in rows]
    assert sorted(["index", *listed]) == sorted(NAMES)
    for title, url, description in rows:
        page = BeautifulSoup((site / url.replace(".md", ".html")).read_text(encoding="utf-8"), "html.parser")
        assert page.select_one("meta[name=description]")["content"] == description  # type: ignore[index]
        assert page.select_one("h1").get_text().translate(STRAIGHT).startswith(title)  # type: ignore[union-attr]


def test_llms_full_txt_holds_every_twin(site: Path) -> None:
    text = (site / "llms-full.txt").read_text(encoding="utf-8")
    assert all(twin(site, name).strip() in text for name in NAMES)
    assert text.count("\n# ") + 1 >= len(NAMES)


def test_a_page_is_copied_as_markdown_with_what_the_reader_filled_in(desk: Desk, address: str, walked: Path) -> None:
    with desk.page() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{address}/publish/uv.html")
        copier = page.get_by_role("button", name="Copy page as Markdown")
        copier.click()
        page.get_by_text("The page is copied.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == twin(walked, "publish/uv")
        values = "host=git.acme.example&project=acme%2Ftools"
        page.goto(f"{address}/install/uv.html#values?{values}")
        copier.click()
        page.get_by_text("The page is copied.").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "https://git.acme.example/api/v4/projects/acme%2Ftools/packages/pypi/simple" in copied
        assert "https://gitlab.example.com" not in copied
        plain = twin(walked, "install/uv")
        assert [line for line in copied.splitlines() if line.startswith("#")] == [
            line for line in plain.splitlines() if line.startswith("#")
        ]
        for block in page.locator("article pre").all():
            assert f"\n{block.evaluate('(pre) => pre.textContent').rstrip()}\n```" in copied


def test_a_page_leads_to_its_twin(desk: Desk, address: str, site: Path) -> None:
    with desk.page() as page:
        page.goto(f"{address}/tokens/choose.html")
        fetched = "fetch(document.querySelector('link[type=\"text/markdown\"]').href).then((answer) => answer.text())"
        assert page.evaluate(fetched) == twin(site, "tokens/choose")
        assert page.get_by_role("link", name="View as Markdown").get_attribute("href") == "choose.md"


def test_from_the_file_system_there_is_no_button_that_cannot_work(desk: Desk, site: Path) -> None:
    with desk.page() as page:
        page.goto((site / "publish" / "uv.html").as_uri())
        assert not page.get_by_role("button", name="Copy page as Markdown").is_visible()
        assert page.get_by_role("link", name="View as Markdown").is_visible()
