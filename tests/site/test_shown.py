"""What a page shows where nothing was walked: its sentences lead somewhere, and its tabs have something in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tools.site import pages

# What each panel of a tab begins with, which is seen where nothing can be hidden.
LABEL = "p.tab-label"


def article(site: Path, name: str) -> Tag:
    found = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser").select_one("article")
    assert found is not None
    return found


@pytest.mark.parametrize("name", pages.names())
def test_no_tab_is_empty(site: Path, name: str) -> None:
    for panel in article(site, name).select('[role="tabpanel"]'):
        for label in panel.select(LABEL):
            label.extract()
        assert panel.get_text(strip=True), panel.get("id")


# On the set-up page each part of a step stands for itself, to be shown or not.
@pytest.mark.parametrize("name", [name for name in pages.names() if name not in pages.SETUPS])
def test_a_sentence_that_leads_to_something_is_followed_by_it(site: Path, name: str) -> None:
    whole = article(site, name)
    # The next part of the page, and where the text above is from.
    elsewhere = whole.select("section, p.source")
    for said in whole.find_all("p"):
        if said.get_text().rstrip().endswith(":"):
            after = said.find_next_sibling()
            assert after is not None, said.get_text()
            assert after not in elsewhere, said.get_text()
            assert after.get_text(strip=True), said.get_text()


@pytest.mark.parametrize("name", [name for name in pages.names() if not name.startswith("contribute/")])
def test_no_sentence_has_braces_of_a_template(site: Path, name: str) -> None:
    whole = article(site, name)
    for block in whole.select("pre"):
        block.extract()
    assert "{{" not in whole.get_text()
