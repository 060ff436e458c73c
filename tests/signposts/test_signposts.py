"""Sections, matrix, strips and moved pages as a build makes them, and makes them anew."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

from registry_guide.blocks.facts import load
from registry_guide.signposts import matrix
from tests.blocks.project import Guide
from tests.ledgers import of_one_block
from tests.signposts.guide import MATRIX, PAGES, described


def soup(guide: Guide, name: str) -> BeautifulSoup:
    return BeautifulSoup(guide.html(name), "html.parser")


def texts(guide: Guide, name: str, selector: str) -> list[str]:
    return [each.get_text(" ", strip=True) for each in soup(guide, name).select(selector)]


def test_a_section_lists_titles_and_descriptions(guide: Guide) -> None:
    assert guide.build() == ""
    assert texts(guide, "install/index", "ul.pages > li") == [
        f"Page {name} What {name} is for." for name in ("install/uv", "install/pip", "install/any")
    ]


def test_a_section_follows_the_words_of_its_pages(guide: Guide) -> None:
    guide.build()
    described(guide, "install/pip", "Other words.")
    assert guide.build() == ""
    assert texts(guide, "install/index", "ul.pages > li")[1] == "Page install/pip Other words."
    assert guide.read == ["install/pip"]
    assert "publish/uv" not in guide.written
    guide.build()
    assert guide.written == []


def test_pages_are_described_when_many_processes_read_them(guide: Guide) -> None:
    for number in range(12):
        described(guide, f"install/more{number}", f"More {number}.")
    more = "\n".join(f"more{number}" for number in range(12))
    guide.page("install/index", f"```{{pages}}\nuv\npip\nany\n{more}\n```\n")
    assert guide.build(jobs=2) == ""
    assert texts(guide, "install/index", "ul.pages > li")[-1] == "Page install/more11 More 11."


def test_the_matrix_links_or_says_why_not(guide: Guide) -> None:
    assert guide.build() == ""
    assert texts(guide, "index", "table.matrix th") == ["Client", "Publish", "Install"]
    assert texts(guide, "index", "table.matrix td") == [
        *("uv", "uv publish", "uv add , any client"),
        *("pip", "— pip does not publish", "pip install , any client"),
    ]
    hrefs = [link["href"] for link in soup(guide, "index").select("table.matrix a")]
    assert hrefs == ["publish/uv.html", "install/uv.html", "install/any.html", "install/pip.html", "install/any.html"]


def test_a_row_needs_nothing_but_a_row(guide: Guide) -> None:
    guide.build()
    described(guide, "install/flit", "Flit.")
    guide.page("install/index", "```{pages}\nuv\npip\nany\nflit\n```\n")
    row = '[matrix.flit]\ntitle = "Flit"\npublish = "soon"\ninstall = ["flit install", "install/flit"]\n'
    guide.write("facts/matrix.toml", f"{MATRIX}\n{row}")
    assert guide.build() == ""
    assert texts(guide, "index", "table.matrix tr:last-child td") == ["Flit", "— soon", "flit install"]
    assert texts(guide, "install/flit", "nav.strip") == ["Flit: install"]


def test_a_client_page_leads_to_the_clients_other_pages(guide: Guide) -> None:
    guide.build()
    strip = soup(guide, "publish/uv").select_one("h1 + nav.strip")
    assert strip
    assert strip["aria-label"] == "uv"
    assert strip.get_text(" ", strip=True) == "uv: publish · install"
    assert [(link["href"], link.get("aria-current")) for link in strip.select("a")] == [
        ("#", "page"),
        ("../install/uv.html", None),
    ]
    assert not soup(guide, "install/any").select("nav.strip"), "a page of several clients belongs to none"


def test_strips_follow_the_matrix(guide: Guide) -> None:
    guide.build()
    guide.write("facts/matrix.toml", MATRIX.replace('["uv publish", "publish/uv"]', '"no more"'))
    guide.build()
    assert texts(guide, "install/uv", "nav.strip") == ["uv: install"]
    assert not soup(guide, "publish/uv").select("nav.strip")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('publish = "pip does not publish"\n', "", "matrix.pip has no publish"),
        (
            'publish = "pip does not',
            'publsh = "pip does not',
            'matrix.pip.publsh: there is no column of the matrix "publsh"',
        ),
        ('title = "pip"\n', "", "matrix.pip has no title"),
        ('"pip install", ', "", "matrix.pip.install: a cell is"),
        ('["uv publish", "publish/uv"]', "[]", "matrix.uv.publish: a cell is"),
    ],
)
def test_what_is_no_matrix_is_said_in_a_sentence(guide: Guide, old: str, new: str, said: str) -> None:
    guide.write("facts/matrix.toml", MATRIX.replace(old, new))
    assert f"docs/index.md:6: ERROR: {said}" in guide.build()
    with pytest.raises(ValueError, match=said.partition(":")[0]):
        matrix.read(load(guide.root / "facts"))


def test_a_cell_that_leads_nowhere_is_reported(guide: Guide) -> None:
    guide.write("facts/matrix.toml", MATRIX.replace('"install/pip"', '"install/pipp"'))
    assert "install/pipp" in guide.build()
    guide.write("facts/matrix.toml", MATRIX.replace('"install/pip"', '"install/pip#no-such-heading"'))
    assert "no-such-heading" in guide.build()


def test_without_a_walk_nothing_is_said_of_one(guide: Guide) -> None:
    guide.build()
    assert not soup(guide, "index").select(".proof")


def test_the_proof_counts_what_ran_with_exactly_this_text(guide: Guide) -> None:
    guide.build()
    pages = json.loads((guide.root / "out/html/manifest.json").read_text(encoding="utf-8"))["pages"]
    block = next(step for step in pages["install/any"]["steps"] if step.get("sha256"))
    guide.write("_build/walk/ledger.json", json.dumps(of_one_block(block["id"], block["sha256"])))
    assert guide.build() == ""
    assert texts(guide, "index", ".proof") == [
        "1 of the 1 blocks of this guide ran exactly as they are printed. Last walk: 2026-01-02. How they are run ."
    ]
    guide.write("_build/walk/ledger.json", json.dumps(of_one_block(block["id"], "0" * 64)))
    guide.build()
    assert not soup(guide, "index").select(".proof")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_an_old_address_leads_to_the_new_one(guide: Guide, builder: str) -> None:
    conf = (guide.root / "conf.py").read_text(encoding="utf-8")
    guide.write("conf.py", conf + 'guide_moved = {"explain/any": "install/any"}\n')
    assert guide.build(builder) == ""
    name, there = {
        "html": ("explain/any.html", "../install/any.html"),
        "dirhtml": ("explain/any/index.html", "../../install/any/"),
    }[builder]
    assert there in (guide.root / "out" / builder / name).read_text(encoding="utf-8")
    guide.build(builder)
    assert guide.read == []


def test_a_page_that_moved_to_nowhere_or_never_moved_is_reported(guide: Guide) -> None:
    conf = (guide.root / "conf.py").read_text(encoding="utf-8")
    guide.write("conf.py", conf + 'guide_moved = {"explain/any": "install/anny", "install/pip": "install/any"}\n')
    said = guide.build()
    assert '"explain/any" leads to "install/anny", which is no page' in said
    assert '"install/pip" is a page' in said


@pytest.mark.parametrize("builder", ["singlehtml", "text", "latex", "epub"])
def test_other_formats_have_the_lists_and_no_strip(guide: Guide, builder: str) -> None:
    conf = (guide.root / "conf.py").read_text(encoding="utf-8")
    guide.write("conf.py", conf + "copyright = 'nobody'\nversion = '1'\n")
    assert guide.build(builder) == ""
    out = guide.root / "out" / builder
    files = [path for path in out.rglob("*.*") if path.suffix in (".html", ".txt", ".tex", ".xhtml")]
    made = "".join(path.read_text(encoding="utf-8") for path in files)
    assert all(f"What {name} is for." in " ".join(made.split()) for name in PAGES)
    assert 'class="strip"' not in made
    assert not list(out.rglob("explain/*"))


GOALS = """\
[wish.first]
title = "First"
has = ["Install", "install/uv"]
partly = ["Publish", "publish/uv", "a group"]
none = ["Fly"]
"""


def test_goals_have_a_page_or_say_that_there_is_none(guide: Guide) -> None:
    guide.write("facts/wishes.toml", GOALS)
    guide.page("install/any", "```{goals} wish\n```\n\n```{block} a.toml\n```\n")
    assert guide.build() == ""
    said = "Of 3, 1 have a page, 1 a page that leaves something out, 1 none yet."
    assert said in soup(guide, "install/any").get_text()
    assert texts(guide, "install/any", "td") == [
        *("Install", "Page install/uv", ""),
        *("Publish", "Page publish/uv", "a group"),
        *("Fly", "none yet", ""),
    ]


def test_goals_that_all_have_a_page_are_not_compared_with_others(guide: Guide) -> None:
    guide.write("facts/wishes.toml", GOALS.replace('none = ["Fly"]\n', ""))
    guide.page("install/any", "```{goals} wish\n```\n\n```{block} a.toml\n```\n")
    assert guide.build() == ""
    assert "Of 2, 1 have a page, 1 a page that leaves something out." in soup(guide, "install/any").get_text()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[wish.", "[wisch.", 'there is no table of goals "wish"; did you mean "wisch"?'),
        ('title = "First"\n', "", "wish.first has no title"),
        ('["Fly"]', "[]", "wish.first.none: a goal is"),
        ('["Fly"]', '"Fly"', "wish.first.none: a goal is"),
        ('"install/uv"', '"install/uvv"', "install/uvv"),
    ],
)
def test_goals_that_are_none_are_said_in_a_sentence(guide: Guide, old: str, new: str, said: str) -> None:
    guide.write("facts/wishes.toml", GOALS.replace(old, new))
    guide.page("install/any", "```{goals} wish\n```\n\n```{block} a.toml\n```\n")
    assert said in guide.build()
