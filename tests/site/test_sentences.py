"""Sentences of the built site that announce something: it stands there."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tools.site import pages

# Where something else begins than what a sentence could have announced.
ELSEWHERE = ("h1", "h2", "h3", "h4", "section", "li", "dt", "hr")


def led_nowhere(html: str) -> list[str]:
    """Give the paragraphs of a page that end in a colon, behind which nothing comes that it leads to."""
    soup = BeautifulSoup(html, "html.parser")
    found = []
    for paragraph in soup.select("article p"):
        if not paragraph.get_text().rstrip().endswith(":"):
            continue
        # A part of a set-up stands in an element of its own.
        around = (paragraph, *takewhile(lambda each: each.name == "div", paragraph.parents))
        behind = next((tag for each in around for tag in each.next_siblings if isinstance(tag, Tag)), None)
        if behind is None or behind.name in ELSEWHERE:
            found.append(paragraph.get_text())
    return found


@pytest.mark.parametrize("name", pages.names())
def test_a_colon_leads_to_something(site: Path, name: str) -> None:
    assert led_nowhere((site / pages.url(name)).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("behind", ["", "<h2>Next</h2>", "<section><h2>Next</h2></section>"])
def test_a_colon_that_leads_nowhere_is_noticed(behind: str) -> None:
    assert led_nowhere(f"<article><p>GitLab has it:</p>{behind}</article>") == ["GitLab has it:"]
    assert led_nowhere(f"<article><p>GitLab has it:</p><ul></ul>{behind}</article>") == []
