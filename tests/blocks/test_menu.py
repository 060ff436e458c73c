"""A menu says for which versions it holds, and no menu ends before it saves."""

from __future__ import annotations

import re

import pytest

from registry_guide.blocks.facts import load
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.menu import menu_of
from tests.blocks.project import FACTS, Guide
from tools.build import ROOT

ONE = """
[menu.make]
holds = "1.0"
role = "Owner of the group"
saves = "Make"
steps = ["Enter a **Name**.", "Select **Make**.", "Copy it."]
source = "https://docs.example.org/make"
"""
TWO = """
[menu.make]
saves = "Make"
source = "https://docs.example.org/make"
[menu.make.way.new]
holds = "2.0"
steps = ["Select **New**.", "Select **Make**."]
[menu.make.way.old]
holds = "1.0"
steps = ["Select **Old**.", "Select **Make**."]
"""
READING = """
[menu.make]
holds = "1.0"
saves = ""
steps = ["Select **Look**."]
source = "https://docs.example.org/make"
"""


def build(guide: Guide, facts: str) -> str:
    guide.write("facts/facts.toml", FACTS + facts)
    guide.page("index", "```{menu} make\n```\n")
    return guide.build()


def words(guide: Guide) -> str:
    return re.sub(r"<[^>]+>", "", guide.html("index"))


def test_a_menu_says_who_sees_it_and_in_which_version(guide: Guide) -> None:
    assert build(guide, ONE) == ""
    assert "Seen by: Owner of the group. The words are those of GitLab 1.0. GitLab" in words(guide)


def test_versions_that_differ_stand_one_after_the_other(guide: Guide) -> None:
    assert build(guide, TWO) == ""
    text = words(guide)
    assert -1 < text.index("In GitLab 2.0:") < text.index("Select New") < text.index("In GitLab 1.0:")
    assert "The words are those" not in text


def test_a_menu_that_only_looks_saves_nothing(guide: Guide) -> None:
    assert build(guide, READING) == ""


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (ONE.replace(', "Select **Make**."', ""), "menu.make ends before **Make** is selected, so nothing is saved"),
        (ONE.replace('"Copy it."', '"Select **More**."'), "menu.make ends before **Make** is selected"),
        (TWO.replace('**Old**.", "Select **Make**."', '**Old**."'), "menu.make ends before **Make** is selected"),
        (ONE.replace('saves = "Make"\n', ""), "menu.make.saves is missing"),
        (ONE.replace('saves = "Make"', 'saves = ""'), "menu.make changes something and saves nothing"),
        (ONE.replace('holds = "1.0"\n', ""), "menu.make needs `holds`"),
        (TWO.replace('holds = "1.0"\n', ""), "menu.make needs `holds`"),
        (TWO.replace('steps = ["Select **Old**.", "Select **Make**."]', ""), "menu.make.way.old.steps is missing"),
        (ONE + 'seen = "1.0"\n', 'there is no key of a menu "seen"'),
        (TWO.replace('holds = "1.0"', 'held = "1.0"'), 'there is no key of a way "way.old.held"'),
        ("", 'there is no menu "make"'),
    ],
)
def test_a_menu_that_would_leave_a_reader_behind_is_refused(guide: Guide, facts: str, sentence: str) -> None:
    said = build(guide, facts)
    assert sentence in said
    assert "docs/index.md:" in said


def test_every_menu_of_the_guide_saves_and_says_for_what_it_holds() -> None:
    facts = load(ROOT / "facts", client_versions(ROOT))
    names = {key.split(".")[1] for key in facts.values if key.startswith("menu.")}
    assert len(names) > 12
    menus = {name: menu_of(facts, name) for name in names}
    # What an action changes, the steps save.
    assert not [name for name in names if f"menu.{name}.action.post" in facts.values and not menus[name].saves]
    assert not [name for name, menu in menus.items() if not menu.source.startswith("https://docs.")]
