"""Make the guide as books, with all tabs and the examples: an EPUB by Sphinx, a PDF that Chromium prints.

A site that is built afterwards holds them, and its pages link to them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import PdfMargins, sync_playwright

from registry_guide.blocks.builders import BROWSER
from registry_guide.frame import BOOKS
from tools import browser
from tools.build import DOCTREES, ROOT, command, forget_if_stale

EPUB, PDF = "guide.epub", "guide.pdf"
PRINT_MS = 120_000
MARGINS: PdfMargins = {"top": "18mm", "right": "18mm", "bottom": "18mm", "left": "18mm"}

# A sheet that a reader prints shows the shell that they chose; a book is for all of them, and each bar names its own.
# What is fixed to the window Chromium lays out anew for each sheet, and none of it is on paper: most of the time.
STYLE = """
.shells > .sphinx-tabs-panel[hidden] { display: block }
.toc-drawer, .sidebar-drawer, .mobile-header, .overlay, .skip-to-content, .back-to-top { display: none !important }
"""


def build(builder: str) -> Path:
    """Build with a builder and return where its output is; raises CalledProcessError if that fails."""
    output = ROOT / "_build" / builder
    # Afresh: what an earlier build left there would be a part of the book.
    shutil.rmtree(output, ignore_errors=True)
    doctrees = ROOT / "_build" / f"doctrees-{builder}"
    # sphinx-tabs reads a page in one way for what a browser shows, and in another one for all else.
    if builder in BROWSER:
        forget_if_stale()
        shutil.rmtree(doctrees, ignore_errors=True)
        if DOCTREES.exists():
            shutil.copytree(DOCTREES, doctrees)
    subprocess.run(command(builder, output, doctrees, "-q"), cwd=ROOT, check=True)
    return output


def epub(folder: Path) -> None:
    """Make the EPUB in a folder."""
    (made,) = build("epub").glob("*.epub")
    shutil.copyfile(made, folder / EPUB)


def pdf(folder: Path) -> None:
    """Print the PDF into a folder, with its headings as an outline; raises RuntimeError if no Chromium starts."""
    whole = build("singlehtml") / "index.html"
    with sync_playwright() as playwright:
        chromium = browser.start(playwright)
        if chromium is None:
            raise RuntimeError("no Chromium starts here; `make test` fetches one or says what to install")
        with chromium:
            page = chromium.new_page()
            page.set_default_timeout(PRINT_MS)
            page.goto(whole.as_uri())
            page.add_style_tag(content=STYLE)
            page.pdf(path=folder / PDF, format="A4", margin=MARGINS, outline=True, tagged=True, print_background=True)


def main() -> int:
    """Make both and say where they are; return the exit code."""
    folder = ROOT / BOOKS
    folder.mkdir(parents=True, exist_ok=True)
    try:
        epub(folder)
        pdf(folder)
    except (subprocess.CalledProcessError, RuntimeError) as error:
        print(f"books: {error}", file=sys.stderr)
        return 1
    print(f"The books: {EPUB} and {PDF} in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
