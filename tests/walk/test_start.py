"""Starting points."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.practice.world import file as worldfile
from registry_guide.walk.errors import WalkError
from registry_guide.walk.fixtures.start import starting_point, world_text


def test_facts_and_placeholders_are_filled_in_and_shell_variables_are_not(facts: Facts) -> None:
    row = {"summary": "x", "run": ["echo {package} {package.version} ${HOME} {a,b}"]}
    start = starting_point(replace(facts, starts={"s": row}), "s")
    assert start.run == ["echo my-package 0.1.0 ${HOME} {a,b}"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"summary": "x", "runs": []}, 'did you mean "run"'),
        ({"summary": "x", "no_such": ""}, "key of a starting point"),
    ],
)
def test_a_mistyped_key_is_an_error(facts: Facts, row: dict[str, object], sentence: str) -> None:
    with pytest.raises(WalkError, match=sentence):
        starting_point(replace(facts, starts={"s": row}), "s")


@pytest.mark.parametrize("menu", ["registry", "no_such_menu"])
def test_a_menu_that_cannot_be_followed_is_an_error(facts: Facts, menu: str) -> None:
    with pytest.raises(WalkError, match="has no action"):
        starting_point(replace(facts, starts={"s": {"summary": "x", "done": [menu]}}), "s")


def test_every_row_of_the_project_is_understood_and_its_world_is_one(facts: Facts) -> None:
    assert facts.starts
    for name in facts.starts:
        start = starting_point(facts, name)
        assert start.summary
        world = worldfile.parse(world_text(worldfile.default_text(), start.world))
        assert world.tokens


def test_rows_are_added_to_a_world() -> None:
    rows = {
        "group": [{"path": "a", "members": {"alice": "owner"}, "forwarding": False}],
        "pypi": {
            "package": [
                {"name": 'q"\\é', "version": "1", "requires": ["x"]},
                {"name": "r", "version": "2", "extras": {"fast": ["y"]}, "yanked": True, "uploaded": date(2026, 1, 31)},
                {"name": "s", "version": "3", "uploaded": datetime(2026, 1, 31, 12, tzinfo=UTC)},
            ]
        },
    }
    base = '[[group]]\npath = "first"\n'
    assert tomllib.loads(world_text(base, rows)) == {"group": [{"path": "first"}, *rows["group"]], "pypi": rows["pypi"]}
    assert tomllib.loads(world_text(base, {})) == tomllib.loads(base)


def test_a_row_changes_the_place_that_it_names_by_path_or_number() -> None:
    base = '[[project]]\npath = "a/b"\nid = 7\n\n[[project]]\npath = "a/c"\n'
    for named in ("a/b", "7"):
        made = tomllib.loads(world_text(base, {"project": [{"path": named, "visibility": "public"}]}))
        assert made["project"] == [{"path": "a/b", "id": 7, "visibility": "public"}, {"path": "a/c"}]
    kept, given = (
        tomllib.loads(world_text(base, {"project": [{"path": named, "id": 9}]}))["project"][0]["id"]
        for named in ("7", "a/b")
    )
    assert (kept, given) == (7, 9)
    more = tomllib.loads(world_text(base, {"project": [{"path": "8"}, {"path": "None"}]}))["project"]
    assert [each["path"] for each in more] == ["a/b", "a/c", "8", "None"]


def test_a_row_goes_on_from_its_base(facts: Facts) -> None:
    rows: dict[str, dict[str, Any]] = {
        "a": {"summary": "x", "run": ["one"], "world": {"instance": {"forwarding": False}}, "files": [{"path": "f"}]},
        "b": {"base": "a", "summary": "y", "run": ["two"], "world": {"instance": {"packages": True}}},
    }
    start = starting_point(replace(facts, starts=rows), "b")
    assert (start.summary, start.run, start.files) == ("y", ["one", "two"], [{"path": "f"}])
    assert start.world == {"instance": {"forwarding": False, "packages": True}}
    rows["d"] = {"summary": "w", "run": ["three"], "world": {"instance": {"packages": False}}}
    both = starting_point(replace(facts, starts={**rows, "e": {"base": ["b", "d"], "run": ["four"]}}), "e")
    assert (both.summary, both.run) == ("w", ["one", "two", "three", "four"])
    assert both.world == {"instance": {"forwarding": False, "packages": False}}
    with pytest.raises(WalkError, match='did you mean "a"'):
        starting_point(replace(facts, starts={**rows, "c": {"base": "aa", "summary": "z"}}), "c")


def test_a_world_takes_a_value_in_the_place_of_its_own() -> None:
    made = worldfile.parse(world_text(worldfile.default_text(), {"instance": {"forwarding": False}}))
    assert not made.instance.forwarding


def test_variables_hold_tokens_before_anything_is_run(facts: Facts) -> None:
    row = {"summary": "x", "run": ["env"], "tokens": ["TOKEN=deploy_token"]}
    start = starting_point(replace(facts, starts={"s": row}), "s")
    assert start.commands(lambda name: f"<{name}>") == "export TOKEN='<deploy_token>'\nenv\n"
    assert starting_point(replace(facts, starts={"s": {"summary": "x"}}), "s").commands(str) == ""
