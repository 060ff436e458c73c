"""The guide's own scripts, as the built site ships them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ExtensionError

from registry_guide.blocks.lean import lean
from tools.build import ROOT

BLOCKS = ROOT / "src" / "registry_guide" / "blocks" / "static"
PAGES = ROOT / "docs" / "_static"

#: After gzip; what a page loads of the guide's own.
MOST_BYTES = 10_500
OWN = ("values.js", "mend.js", "page.js")


def test_own_scripts_weigh_little(site: Path) -> None:
    shipped = {path.name for path in (site / "_static").glob("*.js")}
    written = {path.name for folder in (BLOCKS, PAGES) for path in folder.glob("*.js")}
    inside = {"fill.js", "judge.js", "quoting.js", "split.js", "clip.js"}
    assert written - shipped == inside, "these are parts of a file for a browser"
    sizes = {name: len(gzip.compress((site / "_static" / name).read_bytes(), mtime=0)) for name in OWN}
    sizes["clip.js"] = len(gzip.compress(lean((BLOCKS / "clip.js").read_text(encoding="utf-8")).encode(), mtime=0))
    assert written & shipped <= {*sizes, "change.js"}, "and that one is fetched by who fills in"
    assert sum(sizes.values()) <= MOST_BYTES, sizes


def test_a_script_is_shipped_in_few_letters(site: Path) -> None:
    source = (BLOCKS / "mend.js").read_text(encoding="utf-8")
    shipped = (site / "_static" / "mend.js").read_text(encoding="utf-8")
    assert shipped == lean(source)
    assert len(shipped) < 0.7 * len(source)
    short = lean("/* a */\n((name) => {\n  // b\n  console.log(name, `// é`);\n})(1);\n")
    assert short == '(o=>{console.log(o,"// é")})(1);\n'
    with pytest.raises(ExtensionError, match="Expected identifier"):
        lean("const = ;")


def test_no_page_has_a_handler_in_its_html(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert pages
    for page in pages:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        handlers = [name for tag in soup.find_all(True) for name in tag.attrs if re.fullmatch(r"on[a-z]+", name)]
        links = [tag for tag in soup.find_all(href=True) if str(tag["href"]).startswith("javascript:")]
        assert not handlers, page
        assert not links, page
