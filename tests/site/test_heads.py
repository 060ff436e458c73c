"""Heads and landmarks of every page: one viewport, no empty index, headings in order, sidebars that are nav."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from bs4 import BeautifulSoup


def test_every_page_has_one_viewport_landmarks_and_headings_in_order(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 30
    assert not (site / "genindex.html").exists()
    for page in pages:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert len(soup.select("meta[name=viewport]")) == 1, page
        if soup.select("meta[http-equiv=refresh]"):
            # An old address, which only leads on.
            assert len(soup.select("main a[href]")) == 1, page
            continue
        assert not soup.select("link[rel=index], link[href*=genindex]"), page
        levels = [
            int(str(each.get("aria-level") or each.name[1])) for each in soup.select("h1, h2, h3, h4, [role=heading]")
        ]
        assert levels[0] == 1, page
        assert levels.count(1) == 1, page
        assert all(after <= before + 1 for before, after in pairwise(levels)), (page, levels)
        names = [each.get("aria-label") or each.get("aria-labelledby") for each in soup.find_all("nav")]
        assert "All pages" in names, page
        assert len(set(names)) == len(names), page
        assert all(names), page
        if soup.select(".related-pages"):
            assert "Previous and next page" in names, page
        assert not [
            each for each in soup.select("aside.sidebar-drawer, aside.toc-drawer") if each.get("role") != "none"
        ]
        for block in soup.select("div.block.output"):
            assert str(block.get("aria-label")).startswith("Output: "), page
