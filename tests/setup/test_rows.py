"""Rows become what stands on the page, and routes meet all of it."""

from __future__ import annotations

from typing import Any

import pytest

from registry_guide.setup.cover import routes
from registry_guide.setup.rows import Shown, sections, shown
from registry_guide.setup.table import Table, matches, selections
from tests.setup.test_table import table


def steps(mine: Table, task: str) -> list[Shown]:
    return list(shown(mine, [each for each in selections(mine) if each["task"] == task]))


def step(*parts: dict[str, str], **when: Any) -> dict[str, Any]:
    return {"title": "Use the {tool}", "parts": list(parts), "when": when}


def test_a_section_for_each_label_of_the_first_choice() -> None:
    assert sections(table(), list(selections(table()))) == ["make", "take"]


def test_a_step_stands_once_and_its_words_for_each_who_chose_so() -> None:
    (mine,) = steps(table(), "make")
    assert mine.when == {}
    assert [(piece.when, piece.part["says"]) for piece in mine.pieces] == [
        ({"tool": ("saw",)}, "With Saw: teeth."),
        ({"tool": ("hand",)}, "With Hand: nails."),
    ]
    # Who takes has one tool alone.
    (mine,) = steps(table(), "take")
    assert [(piece.when, piece.part["says"]) for piece in mine.pieces] == [({}, "With Hand: nails.")]


def test_a_title_with_a_word_stands_once_for_each_word() -> None:
    mine = steps(table(step=[step({"says": "x"})]), "make")
    assert [(each.title, each.when) for each in mine] == [
        ("Use the Saw", {"tool": ("saw",)}),
        ("Use the Hand", {"tool": ("hand",)}),
    ]
    assert [(piece.when, piece.part) for each in mine for piece in each.pieces] == [({}, {"says": "x"})] * 2


def test_a_sentence_has_the_titles_of_labels_and_an_option_their_keys() -> None:
    rows = [step({"says": "Put on the {glove} one."}, {"block": "glove.sh", "kind": "{glove}"}, tool="hand")]
    (mine,) = steps(table(step=rows), "make")
    assert (mine.title, mine.when) == ("Use the Hand", {"tool": ("hand",)})
    assert [(piece.when, piece.part) for piece in mine.pieces] == [
        ({"glove": ("thick",)}, {"says": "Put on the Thick one."}),
        ({"glove": ("thin",)}, {"says": "Put on the Thin one."}),
        ({"glove": ("thick",)}, {"block": "glove.sh", "kind": "thick"}),
        ({"glove": ("thin",)}, {"block": "glove.sh", "kind": "thin"}),
    ]


def test_what_is_the_same_for_all_stands_once_and_without_a_condition() -> None:
    word = [{"name": "kind", "when": {"glove": ["thick", "thin"]}, "value": "leather"}]
    (mine,) = steps(table(word=word, step=[step({"block": "a.sh", "of": "{kind}"}, tool="hand")]), "make")
    assert [(piece.when, piece.part["of"]) for piece in mine.pieces] == [({}, "leather")]


def test_what_no_one_condition_says_two_say() -> None:
    word = [
        {"name": "kind", "when": {"tool": "hand", "glove": "thin"}, "value": "silk"},
        {"name": "kind", "value": "leather"},
    ]
    never = [{"when": {"task": "take", "tool": "saw"}, "says": "A saw takes nothing."}]
    rows = [{"title": "Wear it", "parts": [{"block": "a.sh", "of": "{kind}"}]}]
    mine = table(word=word, never=never, step=rows)
    possible = [each for each in selections(mine) if each["task"] == "make"]
    (made,) = shown(mine, possible)
    assert len(made.pieces) == 3
    for each in possible:
        (met,) = [piece.part["of"] for piece in made.pieces if matches(piece.when, each)]
        assert met == ("silk" if (each["tool"], each["glove"]) == ("hand", "thin") else "leather")


def test_an_empty_word_leaves_its_part_out() -> None:
    word = [{"name": "kind", "when": {"glove": "thin"}, "value": "silk"}]
    (mine,) = steps(table(word=word, step=[step({"block": "a.sh", "of": "{kind}"}, tool="hand")]), "make")
    assert [piece.when for piece in mine.pieces] == [{"glove": ("thin",)}]


def test_a_step_stands_only_where_somebody_meets_it() -> None:
    assert steps(table(step=[step({"says": "x"}, glove="thin")]), "take") == []


def test_as_few_routes_as_meet_every_pair_and_every_step() -> None:
    mine = table()
    possible = list(selections(mine))
    found = routes(mine, possible, [{}, {"task": ("take",)}])
    assert [list(each.labels.values()) for each in found] == [
        ["Make", "Saw", "Thick"],
        ["Make", "Hand", "Thick"],
        ["Make", "Hand", "Thin"],
        ["Take", "Hand"],
    ]
    assert {each.start for each in found} == {"bench"}
    # Without a pair to meet, one is enough.
    assert len(routes(table(pairs=[]), possible, [{}])) == 1


def test_every_step_is_on_a_route() -> None:
    mine = table(pairs=[])
    conditions = [{"glove": ("thin",)}, {"tool": ("saw",)}, {"task": ("take",)}]
    found = routes(mine, list(selections(mine)), conditions)
    titles = [mine.titles(each) for each in conditions]
    assert all(any(matches(each, route.labels) for route in found) for each in titles)


def test_a_step_that_nobody_meets_and_a_route_without_a_start_are_told() -> None:
    mine = table()
    possible = list(selections(mine))
    with pytest.raises(ValueError, match="nobody meets"):
        routes(mine, possible, [{"task": ("take",), "glove": ("thin",)}])
    with pytest.raises(ValueError, match="no start"):
        routes(table(start=[{"start": "bench", "when": {"tool": "saw"}}]), possible, [])


def test_who_was_not_asked_cannot_be_told_from_others() -> None:
    word = [{"name": "kind", "when": {"glove": "thick"}, "value": "wool"}, {"name": "kind", "value": "silk"}]
    asked = {"glove": {"tool": "hand"}}
    with pytest.raises(ValueError, match="depends on glove"):
        steps(table(word=word, asked=asked, step=[{"title": "Go on", "parts": [{"says": "{kind}"}]}]), "make")
