"""What can be chosen together, what gives way, and what is wrong with a row."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from registry_guide.blocks.facts import Choice
from registry_guide.setup.table import Table, free, matches, resolve, selections

CHOICES = {
    "task": Choice("task", "Task", {"make": "Make", "take": "Take"}),
    "tool": Choice("tool", "Tool", {"saw": "Saw", "hand": "Hand"}),
    "glove": Choice("glove", "Glove", {"thick": "Thick", "thin": "Thin"}),
}
RAW: dict[str, Any] = {
    "order": ["task", "tool", "glove"],
    "pairs": [["tool", "glove"]],
    "offered": {"task": ["make", "take"], "tool": ["saw", "hand"], "glove": ["thick", "thin"]},
    "asked": {"glove": {"task": "make"}},
    "never": [
        {"when": {"task": "take", "tool": "saw"}, "says": "A saw takes nothing."},
        {"when": {"tool": "saw", "glove": "thin"}, "says": "A saw cuts it."},
    ],
    "start": [{"start": "bench"}],
    "word": [{"name": "sharp", "when": {"tool": "saw"}, "value": "teeth"}, {"name": "sharp", "value": "nails"}],
    "step": [{"title": "Go on", "parts": [{"says": "With {tool}: {sharp}."}]}],
}


def table(**changed: Any) -> Table:
    return Table({**copy.deepcopy(RAW), **changed}, CHOICES)


def test_all_that_can_be_chosen_and_nothing_else() -> None:
    assert [list(each.values()) for each in selections(table())] == [
        ["make", "saw", "thick"],
        ["make", "hand", "thick"],
        ["make", "hand", "thin"],
        ["take", "hand"],
    ]


def test_a_later_choice_gives_way_to_an_earlier_one() -> None:
    assert resolve(table(), {"task": "make", "tool": "saw", "glove": "thin"})["glove"] == "thick"
    assert resolve(table(), {"task": "take", "tool": "saw", "glove": "thin"}) == {"task": "take", "tool": "hand"}


def test_what_says_the_same_in_other_languages_is_no_choice_of_the_walk() -> None:
    when = [{"tool": "saw"}, {"task": "take", "tool": "hand"}]
    mine = table(alike={"glove": when}, order=["task", "tool"], asked={}, never=RAW["never"][:1], pairs=[])
    assert [list(each.values()) for each in selections(mine)] == [["make", "saw"], ["make", "hand"], ["take", "hand"]]
    assert resolve(mine, {}) == {"task": "make", "tool": "saw", "glove": "thick"}
    assert resolve(mine, {"glove": "thin"})["glove"] == "thin"
    assert resolve(mine, {"glove": "rubbish"})["glove"] == "thick"
    assert "glove" not in resolve(mine, {"tool": "hand", "glove": "thin"})
    assert resolve(mine, {"task": "take", "glove": "thin"}) == {"task": "take", "tool": "hand", "glove": "thin"}


def test_words_of_a_stranger_choose_nothing() -> None:
    assert resolve(table(), {"task": "<b>", "tool": "__proto__", "other": "saw"}) == resolve(table(), {})


def test_what_is_resolved_can_be_chosen_and_stays() -> None:
    mine = table()
    possible = list(selections(mine))
    for each in possible:
        assert resolve(mine, each) == each
    for task in ("make", "take"):
        for tool in ("saw", "hand"):
            for glove in ("thick", "thin"):
                assert resolve(mine, {"task": task, "tool": tool, "glove": glove}) in possible


def test_only_what_was_chosen_before_switches_off() -> None:
    assert free(table(), "glove", {"task": "make", "tool": "saw"}) == ("thick",)
    assert free(table(), "tool", {"task": "make"}) == ("saw", "hand")
    assert not matches({"glove": ("thin",)}, {"task": "take"})


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"order": ["task", "tol"]}, "tool"),
        ({"offered": {"task": ["make", "tak"]}}, "take"),
        ({"never": [{"when": {"tool": "sow"}, "says": "x"}]}, "saw"),
        ({"never": [{"when": {"tool": "saw"}}]}, "says"),
        ({"step": [{"title": "x", "parts": [], "when": {}}]}, "length"),
        ({"stop": 1}, "stop"),
    ],
)
def test_a_wrong_row_is_told_with_what_is_right(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        table(**changed)


def test_a_choice_of_which_nothing_is_left_is_told() -> None:
    never = [{"when": {"task": "take", "tool": ["saw", "hand"]}, "says": "Nothing goes."}]
    with pytest.raises(ValueError, match="nothing is left to choose as tool"):
        list(selections(table(never=never)))


def test_a_page_offers_of_the_first_choice_what_it_is_for() -> None:
    whole = table(pages={"make": "shop", "take": "shelf"})
    assert {each["task"] for each in selections(whole.of("shelf"))} == {"take"}
    assert resolve(whole.of("shop"), {"task": "take", "tool": "hand"})["task"] == "make"
    assert resolve(whole, {"task": "take"})["task"] == "take"
    assert table().of("any page").labels == table().labels
    with pytest.raises(ValueError, match="shelf"):
        whole.of("shelv")
    with pytest.raises(ValueError, match="label of the choice task"):
        table(pages={"mak": "shop"})
