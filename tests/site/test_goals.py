"""What readers come for is where the guide says, and near to the start page."""

from __future__ import annotations

import posixpath
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from registry_guide.blocks.facts import load
from registry_guide.blocks.locked import client_versions
from registry_guide.signposts import goals
from tools.build import ROOT
from tools.site import pages

FACTS = load(ROOT / "facts", client_versions(ROOT))
ALL = {table: [goal for group in goals.read(FACTS, table) for goal in group.goals] for table in ("goal", "symptom")}
FOUND = sorted({(goal.page, goal.anchor) for each in ALL.values() for goal in each if goal.page})
# What of the sidebar is seen without unfolding anything: the sections, and the pages of the one that is open.
SEEN = "article a[href], .sidebar-tree > ul > li > a, .sidebar-tree > ul > li.current a"


def test_the_lists_are_whole() -> None:
    assert {table: len(each) for table, each in ALL.items()} == {"goal": 70, "symptom": 56}
    assert len({goal.words for each in ALL.values() for goal in each}) == 126


@pytest.mark.parametrize(("page", "anchor"), FOUND)
def test_what_answers_a_goal_is_there(site: Path, page: str, anchor: str) -> None:
    built = BeautifulSoup((site / pages.url(page)).read_text(encoding="utf-8"), "html.parser")
    assert built.select_one(f"article [id='{anchor}'] :is(h2, h3)" if anchor else "article h1")


def test_each_goal_is_at_most_two_clicks_from_the_start_page(site: Path) -> None:
    @cache
    def led(url: str) -> frozenset[str]:
        built = BeautifulSoup((site / url).read_text(encoding="utf-8"), "html.parser")
        inside = (str(link["href"]).partition("#")[0] for link in built.select(SEEN) if "://" not in str(link["href"]))
        found = {posixpath.normpath(posixpath.join(posixpath.dirname(url), href)) for href in inside if href}
        return frozenset(each for each in found if each.endswith(".html"))

    near = {"index.html"} | led("index.html")
    near |= {there for url in near for there in led(url)}
    assert len(near) > 30
    assert sorted({pages.url(page) for page, _ in FOUND} - near) == []


def test_the_tables_say_where_or_that_there_is_no_page(site: Path) -> None:
    built = BeautifulSoup((site / "contribute/goals.html").read_text(encoding="utf-8"), "html.parser")
    rows = [[cell.get_text().replace("\u2019", "'") for cell in row.select("td")] for row in built.select("tbody tr")]
    told = [goal for each in ALL.values() for goal in each]
    assert [row[0] for row in rows] == [goal.words.replace("`", "") for goal in told]
    assert [row[1].endswith("none yet") for row in rows] == [not goal.page for goal in told]
    assert [row[2].removeprefix("Left out: ") for row in rows] == [goal.lacks for goal in told]
