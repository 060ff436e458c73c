"""The guide's own scripts, as the built site ships them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from bs4 import BeautifulSoup

from registry_guide.blocks.assets import lean
from tools.build import ROOT

BLOCKS = ROOT / "src" / "registry_guide" / "blocks" / "static"
PAGES = ROOT / "docs" / "_static"

#: After gzip; what a page loads of the guide's own.
MOST_BYTES = 10_500
OWN = ("values.js", "mend.js", "page.js")


def test_own_scripts_weigh_little(site: Path) -> None:
    shipped = {path.name for path in (site / "_static").glob("*.js")}
    written = {path.name for folder in (BLOCKS, PAGES) for path in folder.glob("*.js")}
    assert written - shipped == {"fill.js", "judge.js", "quoting.js"}, "these are one file for a browser"
    sizes = {name: len(gzip.compress((site / "_static" / name).read_bytes(), mtime=0)) for name in OWN}
    assert written & shipped < set(sizes)
    assert sum(sizes.values()) <= MOST_BYTES, sizes


def test_a_script_is_shipped_without_its_comments_and_is_the_same(site: Path) -> None:
    source = (BLOCKS / "mend.js").read_text(encoding="utf-8")
    shipped = (site / "_static" / "mend.js").read_text(encoding="utf-8")
    assert shipped == lean(source)
    code = [line.strip() for line in source.splitlines()]
    assert [line for line in shipped.splitlines() if line not in code] == []
    assert lean("/* a\n   b */\nx = `// no`;\n  // c\n\n  y();\n") == "x = `// no`;\ny();\n"


def test_no_page_has_a_handler_in_its_html(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert pages
    for page in pages:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        handlers = [name for tag in soup.find_all(True) for name in tag.attrs if re.fullmatch(r"on[a-z]+", name)]
        links = [tag for tag in soup.find_all(href=True) if str(tag["href"]).startswith("javascript:")]
        assert not handlers, page
        assert not links, page
