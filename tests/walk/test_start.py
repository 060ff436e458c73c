"""Starting points."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime

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
