"""No page shows a reader the name of a fact in place of the fact."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from tools.site import pages

NAMED = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)*)(?: \| \w+)?\}")


@pytest.mark.parametrize("name", [name for name in pages.names() if not name.startswith("contribute/")])
def test_no_fact_is_shown_by_its_name(site: Path, facts: Facts, name: str) -> None:
    """Pages for contributors show how facts are named; what a program prints in braces of its own is no fact."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", "", (site / pages.url(name)).read_text("utf-8"), flags=re.S)
    known = {*facts.values, *facts.placeholders}
    assert {found for found in NAMED.findall(text) if found in known} == set()
