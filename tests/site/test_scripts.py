"""The guide's own scripts, as the built site ships them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from bs4 import BeautifulSoup

from tools.build import ROOT

MOST_BYTES = 6_000
STATIC = ROOT / "src" / "registry_guide" / "blocks" / "static"


def test_own_scripts_weigh_little(site: Path) -> None:
    names = [path.name for path in STATIC.glob("*.js")]
    sizes = {name: len(gzip.compress((site / "_static" / name).read_bytes(), mtime=0)) for name in names}
    assert sizes
    assert sum(sizes.values()) <= MOST_BYTES, sizes


def test_no_page_has_a_handler_in_its_html(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert pages
    for page in pages:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        handlers = [name for tag in soup.find_all(True) for name in tag.attrs if re.fullmatch(r"on[a-z]+", name)]
        links = [tag for tag in soup.find_all(href=True) if str(tag["href"]).startswith("javascript:")]
        assert not handlers, page
        assert not links, page
