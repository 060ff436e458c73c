"""The search as readers use it: from the box of a page and on its own page, over http and from the file system."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import Manifest
from tools.site import pages
from tools.site.visit import faults

QUERIES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("searches.toml").read_text(encoding="utf-8"))[
    "search"
]
SYMPTOMS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("symptoms.toml").read_text(encoding="utf-8"))[
    "symptom"
]
# A page that only lists others answers nothing.
PAGES = [name for name in pages.names() if name.rpartition("/")[2] != "index"]
FIRST, AMONG_THREE = 0.9, 0.97
# Types words into the box of the search page, one query after the other, and reads what the list shows.
TYPE = """(queries) => queries.map((words) => {
  const box = document.querySelector('.search-page input');
  box.value = words;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  return [...document.querySelectorAll('.search-results a')].map((link) => link.getAttribute('href'));
})"""


@pytest.fixture(scope="module", params=["http", "file"])
def search(request: pytest.FixtureRequest, browser: Browser, address: str, site: Path) -> Iterator[Page]:
    """Open the search page at its address, and once more as a file."""
    with browser.new_context() as context:
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto(f"{address}/search.html" if request.param == "http" else (site / "search.html").as_uri())
        yield page


def found(page: Page, queries: list[str]) -> list[list[str]]:
    """Return the names of the pages that each query finds, best first."""
    answers: list[list[str]] = page.evaluate(TYPE, queries)
    return [[href.partition("#")[0].removesuffix(".html") for href in hrefs] for hrefs in answers]


def test_readers_words_lead_to_the_page_that_helps(search: Page) -> None:
    assert len(QUERIES) >= 50
    first, three, missed = 0, 0, []
    for query, hits in zip(QUERIES, found(search, [each["words"] for each in QUERIES]), strict=True):
        wanted = set(query.get("pages") or [query["page"]])
        first += bool(wanted & set(hits[:1]))
        three += bool(wanted & set(hits[:3]))
        if not wanted & set(hits[:1]):
            missed.append(f"{query['words']}: wanted {sorted(wanted)}, got {hits[:3]}")
    told = "\n".join(missed)
    assert first >= FIRST * len(QUERIES), told
    assert three >= AMONG_THREE * len(QUERIES), told


# How a line begins that nothing printed: comment, option, a line that goes on, a job's command, Python at its prompt.
NO_MESSAGE = ("#", "-", " ", "$", ">>> ", "... ")


@pytest.mark.parametrize("how", ["typed", "pasted"])
def test_what_readers_come_with_when_something_fails_leads_to_what_helps(search: Page, how: str) -> None:
    assert len(SYMPTOMS) == 57
    assert len({each["name"] for each in SYMPTOMS}) == 57
    answers = [{page for page in PAGES if any(fnmatchcase(page, one) for one in each["pages"])} for each in SYMPTOMS]
    answered = [(each, wanted) for each, wanted in zip(SYMPTOMS, answers, strict=True) if wanted]
    assert len(answered) >= 20
    missed = [
        f"{each['name']}: wanted {sorted(wanted)}, got {hits[:3]}"
        for (each, wanted), hits in zip(answered, found(search, [each[how] for each, _ in answered]), strict=True)
        if not wanted & set(hits[:3])
    ]
    assert len(missed) <= 0.05 * len(answered), "\n".join(missed)


def test_a_name_with_hyphens_or_underscores_leads_to_a_page_that_has_it(search: Page) -> None:
    entries = [entry for entry in search.evaluate("guidePages") if entry["weight"] == 1]
    code = {name(entry): "\n".join(section["code"] for section in entry["sections"]) for entry in entries}
    lines = {line for text in code.values() for line in text.splitlines()}
    # A page may have it in a command, too.
    has = {
        line: {page for page, text in code.items() if re.search(rf"(?<![\w-]){re.escape(line)}(?![\w-])", text)}
        for line in lines
        if re.fullmatch(r"(--)?\w*[^\W_]\w*([_-]\w+)+", line)
    }
    assert len(has) > 50
    assert {"gitlab-ci-token", "CI_JOB_TOKEN", "--check-url"} <= set(has)
    for line, hits in zip(has, found(search, list(has)), strict=True):
        assert has[line] & set(hits[:3]), (line, has[line], hits[:3])


def test_what_only_the_reader_has_does_not_empty_the_list(search: Page) -> None:
    assert all(
        "credentials/keyring" in hits[:3]
        for hits in found(
            search,
            [
                "keyring",
                "keyring frobnicate xyzzy",
                "keyring https://gitlab.acme.example:8443/acme/tools/weather 1.2.3 ~/.venv/lib/python3.11 says so",
            ],
        )
    )


def test_each_message_that_a_page_prints_leads_to_a_page_that_prints_it(search: Page, manifest: Manifest) -> None:
    entries: list[dict[str, Any]] = search.evaluate("guidePages")
    code = {name(entry): [section["code"] for section in entry["sections"]] for entry in entries}
    examples = tuple(manifest.examples.values())
    blocks = [block for page in manifest.pages.values() for block in page.blocks]
    said = {line for block in blocks if block.kind is Kind.OUTPUT for line in block.text.splitlines()}
    printed = [
        line
        for line in sorted({line for texts in code.values() for text in texts for line in text.splitlines()} & said)
        if len(line.split()) > 2
        and not line.startswith(("#", "-", " ", "$"))
        and not any(each in line for each in examples)
    ]
    assert len(printed) > 30
    lost = []
    for line, hits in zip(printed, found(search, printed), strict=True):
        there = {page for page, texts in code.items() if any(line in text for text in texts)}
        if not there & set(hits[:3]):
            lost.append((line, there, hits[:5]))
    assert lost == []


def name(entry: dict[str, Any]) -> str:
    return str(entry["url"]).removesuffix(".html")


def test_each_status_code_of_the_answers_leads_there(search: Page) -> None:
    entry = next(each for each in search.evaluate("guidePages") if each["url"] == "fails/index.html")
    headings = " ".join(section["heading"] for section in entry["sections"])
    codes = re.findall(r"[345]\d\d(?=:)", headings)
    assert {"302", "401", "403", "404"} <= set(codes)
    for code, hits in zip(codes, found(search, codes), strict=True):
        assert any(hit.startswith("fails/") for hit in hits[:3]), (code, hits[:3])


def test_every_page_for_readers_says_which_words_lead_to_it(search: Page) -> None:
    without = [entry["url"] for entry in search.evaluate("guidePages") if not entry["keywords"]]
    assert not without


def test_words_go_from_the_box_of_a_page_to_its_answer(browser: Browser, address: str, site: Path) -> None:
    errors: list[Error] = []
    for start in (f"{address}/publish/uv.html", (site / "publish" / "uv.html").as_uri()):
        with browser.new_context() as context:
            context.set_default_timeout(10_000)
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(error))
            page.goto(start)
            page.keyboard.press("/")
            page.keyboard.type("insufficient_scope", delay=5)
            page.keyboard.press("Enter")
            page.wait_for_url("**/search.html?q=insufficient_scope")
            assert page.locator(".search-page input").input_value() == "insufficient_scope"
            assert "best first" in page.locator(".search-status").inner_text()
            assert page.locator(".search-results mark").first.inner_text() == "insufficient_scope"
            assert not faults(page)
            page.locator(".search-results a").first.click()
            page.wait_for_url("**/fails/*.html*")
            page.wait_for_url("**#*")
            assert not errors


def test_the_search_page_takes_words_by_keyboard_and_says_when_there_are_none(search: Page) -> None:
    box = search.get_by_label("Words, a command")
    box.fill("")
    box.press_sequentially("xyzzyplugh", delay=2)
    assert search.locator(".search-status").inner_text() == "Nothing found for “xyzzyplugh”."
    assert search.locator(".search-none").is_visible()
    assert search.locator(".search-none a").get_attribute("href") == "fails/index.html"
    box.fill("keyring")
    assert not search.locator(".search-none").is_visible()
    search.keyboard.press("Enter")
    assert search.evaluate("document.activeElement.getAttribute('href')").startswith("credentials/keyring.html")
    box.fill("token expired")
    marked = search.locator(".search-results li").first.locator("mark").all_inner_texts()
    assert {"token", "expired"} <= {each.lower() for each in marked}, "the excerpt is where the words stand together"
    box.fill("<img src=x onerror=alert(1)>")
    assert search.locator(".search-results img, .search-status img").count() == 0
    box.fill("")
    assert search.locator(".search-status").inner_text() == ""


def test_a_page_is_found_by_what_a_prefix_or_a_slip_of_it_says(search: Page) -> None:
    assert [hits[0] for hits in found(search, ["keyr", "deploi token", "Keyrings"])] == [
        "credentials/keyring",
        "tokens/deploy",
        "credentials/keyring",
    ]


def test_the_search_page_fetches_only_the_guide_and_stays_small(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/search.html?q=token", wait_until="load")
        assert page.locator(".search-results a").count() > 5
    assert all(url.startswith(address) for url in asked)
    assert not [url for url in asked if url.endswith(("searchindex.js", "searchtools.js"))]
