"""Which paths a reader can take."""

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry_guide.records.manifest import CheckStep, Declared, Page, StartStep, Tabs
from registry_guide.walk.route import Turn, agrees, page_routes, site_routes
from tests.walk.made import block, check, manifest, page

WORDS = st.text("abcdefg", min_size=1, max_size=3)
CHOICES = st.dictionaries(WORDS, st.lists(WORDS, min_size=1, max_size=3, unique=True), max_size=3)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    choices = draw(CHOICES)
    labels = st.fixed_dictionaries(
        {},
        optional={
            name: st.lists(st.sampled_from(each), min_size=1, unique=True).map(tuple) for name, each in choices.items()
        },
    )
    steps = [CheckStep(f"p!{number}", f"claim {number}", draw(labels)) for number in range(draw(st.integers(0, 8)))]
    groups = [Tabs(name, tuple(each)) for name, each in choices.items()]
    return Page("t", "u", "empty", tuple(draw(st.permutations(groups))), tuple(steps))


@given(pages())
def test_every_combination_once(shown: Page) -> None:
    paths = list(page_routes("p", shown))
    assert len(paths) == math.prod(len(labels) for labels in shown.choices.values())
    assert {tuple(path.labels.items()) for path in paths} == {
        tuple(zip(shown.choices, each, strict=True)) for each in product(*shown.choices.values())
    }
    assert len({path.name for path in paths}) == len(paths)


@given(pages())
def test_a_path_holds_exactly_the_steps_that_agree_in_reading_order(shown: Page) -> None:
    for path in page_routes("p", shown):
        assert list(path.steps) == [step for step in shown.steps if agrees(step.labels, path.labels)]


@given(pages())
def test_every_step_is_on_a_path(shown: Page) -> None:
    met = {id(step) for path in page_routes("p", shown) for step in path.steps}
    assert met == {id(step) for step in shown.steps}


def test_tab_groups_of_one_choice_move_together() -> None:
    shown = Page(
        "t",
        "u",
        "empty",
        (Tabs("client", ("uv", "twine")), Tabs("client", ("uv", "twine", "pip"))),
        (check("a", client="uv"), check("b", client="twine"), check("c", client="pip"), check("d")),
    )
    found = {
        path.name: [step.claim for step in path.steps if isinstance(step, CheckStep)]
        for path in page_routes("p", shown)
    }
    assert found == {"p[client=uv]": ["a", "d"], "p[client=twine]": ["b", "d"], "p[client=pip]": ["c", "d"]}


def test_a_page_that_declares_its_routes_has_these_each_with_its_start() -> None:
    steps = (check("a", client="uv"), CheckStep("", "b", {"client": ("uv", "pip"), "token": ("own",)}), check("c"))
    declared = (Declared({"client": "uv"}, "here"), Declared({"client": "pip", "token": "own"}, "there"))
    found = list(page_routes("p", Page("t", "u", "empty", (), steps, declared)))
    assert [path.start for path in found] == ["here", "there"]
    claims = [[step.claim for step in path.steps if isinstance(step, CheckStep)] for path in found]
    assert claims == [["a", "c"], ["b", "c"]]
    assert [path.name for path in found] == ["p[client=uv]", "p[client=pip,token=own]"]


def test_pages_without_steps_have_no_path() -> None:
    site = manifest(index=page(), start=page(block("true\n")))
    assert [path.name for path in site_routes(site)] == ["start"]


def test_only_the_pages_named() -> None:
    site = manifest(a=page(block("true\n")), b=page(block("true\n")))
    assert [path.name for path in site_routes(site, ["b"])] == ["b"]
    with pytest.raises(LookupError, match="no page c"):
        site_routes(site, ["c"])


def test_each_start_begins_a_path_of_its_own_with_the_choices_that_it_meets() -> None:
    shown = Page(
        "t",
        "u",
        "empty",
        (Tabs("client", ("uv", "twine")),),
        (
            check("a"),
            StartStep("one", "first"),
            check("b"),
            StartStep("two", "second"),
            check("c", client="uv"),
            check("d"),
        ),
    )
    found = {
        path.name: (path.start, [step.claim for step in path.steps if isinstance(step, CheckStep)])
        for path in page_routes("p", shown)
    }
    assert found == {
        "p": ("empty", ["a"]),
        "p#first": ("one", ["b"]),
        "p#second[client=uv]": ("two", ["c", "d"]),
        "p#second[client=twine]": ("two", ["d"]),
    }


def test_the_paths_that_share_a_block_take_turns_at_it() -> None:
    site = manifest(
        p=page(
            block("all\n"),
            block("uv\n", labels={"client": "uv"}),
            tabs={"client": ["uv", "pip", "pdm"]},
        )
    )
    assert [path.turns for path in site_routes(site)] == [{"p#1": Turn(at, 3)} for at in range(3)]


@given(st.lists(st.integers(), max_size=9), st.integers(1, 12))
def test_turns_leave_nothing_out_and_try_nothing_twice(every: list[int], of: int) -> None:
    assert sorted(each for at in range(of) for each in Turn(at, of).share(every)) == sorted(every)


def test_a_page_of_starts_alone_begins_nowhere_else() -> None:
    shown = Page("t", "u", "", (), (StartStep("one", "first"), check("a")))
    assert [(path.name, path.start) for path in page_routes("p", shown)] == [("p#first", "one")]
