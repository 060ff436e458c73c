"""Messages: each row is what its section prints, and whoever pastes that finds the section first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from registry_guide.blocks.facts import load
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.starting import situation
from registry_guide.finder.message import Message, messages
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep, Manifest, StartStep, Step
from registry_guide.walk.route import site_routes
from tools.build import ROOT
from tools.site.desk import SCRIPTLESS, Desk

FACTS = load(ROOT / "facts", client_versions(ROOT))
ROWS = messages(FACTS)
FOUND = ".finder li a"
# Types each text into the box, one after the other, and gives the anchors that it then shows.
PASTE = """(texts) => texts.map((text) => {
  const box = document.querySelector('.finder textarea');
  box.value = text;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  return [...document.querySelectorAll('.finder li a')].map((link) => link.hash.slice(1));
})"""


def plain(text: str) -> str:
    return " ".join(text.split())


def bare(text: str) -> str:
    """Give a text without addresses and paths, which are each reader's own."""
    return plain(re.sub(r"\S*/\S*", " ", text))


def sections(manifest: Manifest, page: str) -> Iterator[tuple[str, list[Step]]]:
    """Give the anchor of each part of a page that stands for itself, with its steps."""
    steps = manifest.pages[page].steps
    at = [number for number, step in enumerate(steps) if isinstance(step, StartStep)]
    for number, end in pairwise([*at, len(steps)]):
        start = steps[number]
        assert isinstance(start, StartStep)
        yield start.anchor, list(steps[number + 1 : end])


def outputs(manifest: Manifest, row: Message) -> list[str]:
    """Give what the client says in the section of a row, and not what another command there prints."""
    found = dict(sections(manifest, row.page))
    assert row.anchor in found, f"{row.page} has no section {row.name} that has a start"
    printed = [step for step in found[row.anchor] if isinstance(step, BlockStep) and step.kind is Kind.OUTPUT]
    said = [step.text for step in printed if re.search(r"\b(says|logs)\b", step.purpose)]
    assert said, f"{row.page}: no output of {row.name} is what a client says"
    return said


@pytest.mark.parametrize("name", FACTS.starts)
def test_the_situation_of_a_start_is_a_sentence(name: str) -> None:
    summary = FACTS.starts[name]["summary"]
    assert summary.split()[0] in ("in", "beside", "with", "the")
    assert not summary.endswith(".")
    assert re.match(r"(You are (in|beside)|You work with|Here the) ", situation(summary))


def test_each_start_is_that_of_a_page_or_the_base_of_another(manifest: Manifest) -> None:
    starts = FACTS.starts
    bases = [row.get("base", ()) for row in starts.values()]
    named = {each for base in bases for each in ([base] if isinstance(base, str) else base)}
    assert not starts.keys() - {route.start for route in site_routes(manifest)} - named


@pytest.fixture
def finder(desk: Desk, address: str) -> Iterator[Page]:
    with desk.page() as page:
        page.goto(f"{address}/fails/index.html")
        yield page


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_row_is_what_its_section_prints(manifest: Manifest, row: Message) -> None:
    assert row.symptoms
    said = outputs(manifest, row)
    for piece in row.printed:
        assert any(plain(piece) in plain(text) for text in said), piece


def test_each_section_has_a_row(manifest: Manifest) -> None:
    told = {(row.page, row.anchor) for row in ROWS}
    untold = [(page, anchor) for page in manifest.pages for anchor, _ in sections(manifest, page)]
    assert not [each for each in untold if each not in told and each[0] in {row.page for row in ROWS}]


def test_who_pastes_what_a_client_said_finds_its_entry_first(finder: Page, manifest: Manifest) -> None:
    said = [(row, text) for row in ROWS for text in outputs(manifest, row)]
    # One output may be that of several sections, as no client tells them apart: then all of them are shown.
    alike = {text: {row.anchor for row, other in said if bare(other) == bare(text)} for _, text in said}
    missed = []
    for (row, text), found in zip(said, finder.evaluate(PASTE, [text for _, text in said]), strict=True):
        if row.anchor not in found[: len(alike[text])]:
            missed.append(f"{row.name}: {found}")
    assert not missed, "\n".join(missed)


def test_a_token_is_taken_out_and_that_is_said(finder: Page) -> None:
    box = finder.locator(".finder textarea")
    for secret, text in (
        ("glpat-AbC_12.34-x", "401 Unauthorized for glpat-AbC_12.34-x"),
        ("hunter2hunter2", "Looking in indexes: https://me:hunter2hunter2@gitlab.example.com/simple 401 Unauthorized"),
    ):
        box.fill(text)
        assert secret not in box.input_value()
        assert "A token was taken out" in finder.locator(".finder [role=status]").inner_text()
    assert finder.locator(FOUND).count()


def test_the_box_works_by_keyboard_and_on_a_phone(desk: Desk, address: str) -> None:
    with desk.page(viewport={"width": 390, "height": 800}) as page:
        page.goto(f"{address}/fails/index.html")
        page.get_by_label("Paste what your client said").focus()
        page.keyboard.insert_text("cause: Missing credentials for: https://gitlab.example.com/api/v4/x")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hash") == "#uv-unset"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("Enter")
        page.wait_for_url("**/fails/uv.html#uv-unset")
        assert page.locator("#uv-unset h2").is_visible()


# What clients printed into the log of a job, and the entry that it belongs to.
LOGS: dict[str, tuple[str, str]] = {
    "twine": (
        """Uploading distributions to
https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi
Uploading my_package-0.2.0-py3-none-any.whl
100% ---------------------------------------- 4.9/4.9 kB • 00:00 • ?
WARNING  Error during upload. Retry with the --verbose option for more details.
ERROR    HTTPError: 401 Unauthorized from
         https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packag
         es/pypi
         Unauthorized""",
        "upload-refused",
    ),
    "poetry": (
        """Creating virtualenv po-U1sevpfs-py3.11 in /home/me/.cache/pypoetry/virtualenvs

Could not find a matching version of package my-package""",
        "poetry-outsider",
    ),
    "pip": (
        """WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) after connection
broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable
to get local issuer certificate (_ssl.c:1007)'))': /api/v4/projects/42/packages/pypi/simple/my-package/""",
        "certificate-pip",
    ),
    "pdm": (
        """Virtualenv is created successfully at /home/me/pd/.venv
[CandidateNotFound]: Unable to find candidates for my-package. There may exist some issues with the package name or
network condition.
WARNING: Add '-v' to see the detailed traceback""",
        "pdm-refused",
    ),
}
# Where the link below the entries leads with the same message.
ELSEWHERE = {"pip": "fails/certificates"}


@pytest.mark.parametrize("client", LOGS)
def test_the_log_of_a_job_leads_to_its_entry(finder: Page, client: str) -> None:
    log, anchor = LOGS[client]
    found = finder.evaluate(PASTE, [log])[0][:1]
    assert found == [anchor]
    if client in ELSEWHERE:
        finder.get_by_role("link", name="Search all pages for it").click()
        finder.locator(".search-results a").first.wait_for()
        hrefs = [link.get_attribute("href") or "" for link in finder.locator(".search-results a").all()]
        assert ELSEWHERE[client] in hrefs[0], hrefs


def test_an_entry_that_is_found_says_whose_words_it_has(finder: Page) -> None:
    finder.locator(".finder textarea").fill("401 Unauthorized")
    entries = finder.locator(".finder li").all_inner_texts()
    assert "401 Unauthorized (uv publish, twine)" in entries
    assert "HTTP Error 401: Unauthorized (Poetry)" in entries


def test_words_that_no_entry_has_are_said_to_be_none(finder: Page) -> None:
    finder.locator(".finder textarea").fill("zebra")
    assert "No entry has these words" in finder.locator(".finder [role=status]").inner_text()
    assert not finder.locator(FOUND).count()


def test_without_a_script_the_lists_lead_to_each_entry(desk: Desk, address: str) -> None:
    with desk.page(kind=SCRIPTLESS) as page:
        page.goto(f"{address}/fails/index.html")
        assert not page.locator(".finder").is_visible()
        for row in ROWS:
            assert page.locator(f'a[href$="#{row.anchor}"]').first.is_visible(), row.name
