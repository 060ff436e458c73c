"""A walk in shards: each path is walked once, and their ledgers together are the ledger of one walk."""

import dataclasses
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.ledger import Ledger
from registry_guide.walk.claims.publication import Scene
from registry_guide.walk.errors import WalkError
from registry_guide.walk.joining import joined
from registry_guide.walk.ledger import ledger
from registry_guide.walk.result import Fault, RouteResult, StepResult
from registry_guide.walk.route import Route, for_least, site_routes
from registry_guide.walk.shards import deal, part, shard
from tests.walk.made import block, check, manifest, page
from tests.walk.project import MAIN, Project

SITE = manifest(
    a=page(
        block("true\n"),
        block("uv --version\n", labels={"client": "uv"}),
        block("pip --version\n", labels={"client": "pip"}),
        check("file x exists", client="pip"),
        check("no file x"),
        tabs={"client": ["uv", "pip", "twine"]},
    ),
    b=page(block("uv --version\n"), block("uv …\n", Kind.OUTPUT), check("no file y")),
    c=page(block("docker build .\n", proof=Proof.UNCHECKED, by="needs a Docker engine"), block("true\n")),
)


def routes(*names: str) -> list[Route]:
    return [Route(name, "empty", {}, ()) for name in names]


def last(seconds: Mapping[str, float]) -> Ledger:
    results = [RouteResult(Route(name, "empty", {}, ()), (), each) for name, each in seconds.items()]
    return ledger(manifest(), results, {}, 1.0)


def names(dealt: Sequence[Sequence[Route]]) -> list[list[str]]:
    return [[route.name for route in each] for each in dealt]


@settings(deadline=None)
@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.floats(0.01, 100), min_size=1, max_size=12),
    st.integers(1, 5),
    st.randoms(use_true_random=False),
)
def test_each_path_falls_to_one_shard_whoever_asks_and_none_has_a_path_too_many(
    seconds: dict[str, float], of: int, chance: Random
) -> None:
    known = last(seconds)
    # What is measured is rounded.
    took = {path.name: path.seconds for path in known.paths}
    dealt = names(deal(routes(*took), of, known))
    assert sorted(name for each in dealt for name in each) == sorted(took)
    mixed = list(took)
    chance.shuffle(mixed)
    assert list(map(set, dealt)) == list(map(set, names(deal(routes(*mixed), of, known))))
    loads = [sum(took[name] for name in each) for each in dealt]
    assert max(loads) - min(loads) <= max(took.values()) + 1e-6
    assert max(map(len, plain := deal(routes(*took), of, None))) - min(map(len, plain)) <= 1


def test_the_order_is_by_seconds_else_by_name() -> None:
    found = routes("a", "b", "c", "d")
    assert names(deal(found, 2, None)) == [["a", "c"], ["b", "d"]]
    assert names(deal(found, 2, last({"a": 1, "b": 1, "c": 1, "d": 9}))) == [["d"], ["a", "b", "c"]]
    assert names(deal(found, 2, last({"d": 9, "b": 1, "c": 1}))) == [["d"], ["a", "b", "c"]], "a takes the usual time"


def untimed(table: Any) -> Any:
    if isinstance(table, dict):
        return {key: untimed(value) for key, value in table.items() if key not in ("when", "seconds")}
    return [untimed(each) for each in table] if isinstance(table, list) else table


def merge(folder: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [*MAIN[:-1], "merge", *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def test_the_ledgers_of_shards_are_the_ledger_of_one_walk(project: Project) -> None:
    assert project.walk(SITE)[0] == 1, "x is missing where pip is chosen"
    whole = project.ledger
    assert [row["result"] for row in whole["paths"]].count("failed") == 1
    parts = []
    statuses = []
    for number in (1, 2):
        status, said = project.walk(SITE, "--shard", f"{number}/2")
        parts.append(f"_build/walk/shard-{number}-of-2/ledger.json")
        statuses.append(status)
        assert parts[-1] in said
        assert project.read(f"shard-{number}-of-2/ledger.json")["shard"]["number"] == number
    assert sorted(statuses) == [0, 1]
    assert project.ledger == whole, "the marks of the pages are of whole walks"
    status, said = merge(project.root, "--into", "_build/walk/all/ledger.json", *parts)
    assert status == 0, said
    together = project.read("all/ledger.json")
    assert untimed(together) == untimed(whole)
    assert list(together["blocks"]) == list(whole["blocks"]) and list(together["claims"]) == list(whole["claims"])
    logs = sorted(path.name for path in (project.root / "_build/walk/all/logs").iterdir())
    assert logs == sorted(path.name for path in (project.root / "_build/walk/logs").iterdir())
    assert "does not exist" in (project.root / "_build/walk/all/logs/a[client=pip].log").read_text()
    (project.root / "_build/walk/shard-1-of-2/logs/c.log").unlink(missing_ok=True)
    (project.root / "_build/walk/shard-2-of-2/logs/c.log").unlink(missing_ok=True)
    status, said = merge(project.root, "--into", "_build/walk/none/ledger.json", *parts)
    assert (status, "logs/c.log: No such file or directory." in said) == (1, True), said
    assert not (project.root / "_build/walk/none/ledger.json").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--shard", "6/6"), "Error: There are 5 paths, too few for 6 shards."),
        (("--shard", "3/2"), "3/2 is not one of several, such as 2/4, the second of four."),
        (("--shard", "0/2"), "0/2 is not one of several"),
        (("--shard", "2"), "2 is not one of several"),
        (("--shard", "1/2", "--changed"), "--shard goes with none of --gitlab, --changed and --update."),
    ],
)
def test_a_shard_that_cannot_be_is_refused_in_a_sentence(
    project: Project,
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    status, said = project.walk(SITE, *arguments)
    assert status in (1, 2)
    assert sentence in said


def test_what_is_no_ledger_is_not_merged(project: Project) -> None:
    (project.root / "a.json").write_text("{}")
    for name in ("a.json", "no.json"):
        status, said = merge(project.root, "--into", "b.json", name)
        assert (status, said) == (1, f"Error: {name} is no ledger that this version reads.\n")
    assert not (project.root / "b.json").exists()


def made(number: int, of: int, *pages: str, fingerprint: str = "0", clients: str = "1.0", walk: str = "") -> Ledger:
    """Make the ledger of a shard of the site that walked the paths of these pages."""
    found = site_routes(SITE)
    results = [
        RouteResult(route, [StepResult(step, shell="bash 5.2") for step in route.steps], 1.0, fingerprint="0" * 64)
        for route in found
        if route.name in pages
    ]
    of_it = shard(number, of, walk, {route.name: fingerprint * 64 for route in found})
    return part(ledger(SITE, results, {"uv": clients}, 1.0), of_it, [result.route for result in results], found)


@st.composite
def outcomes(draw: st.DrawFn) -> tuple[list[Route], list[RouteResult]]:
    """Draw what comes of each path: where it ends, which steps have a fault, which claims are not proven."""
    least = draw(st.booleans())
    found = [each for route in site_routes(SITE) if (each := for_least(route) if least else route)]
    results = []
    for route in found:
        steps = [
            StepResult(
                step,
                versions={"uv": "1.0"} if draw(st.booleans()) else {},
                duration=draw(st.floats(0, 9)),
                unproven=draw(st.sampled_from(["", "", "it needs bash"])),
                shell=draw(st.sampled_from(["", "bash 5.2", "zsh 5.9"])),
                scenes=tuple(scene for scene in Scene if draw(st.booleans())),
            )
            for step in route.steps[: draw(st.integers(0, len(route.steps)))]
        ]
        fails = draw(st.booleans())
        if steps and fails:
            steps[-1] = dataclasses.replace(steps[-1], fault=Fault("no"))
        skipped = "" if steps else draw(st.sampled_from(["", "there is no zsh here"]))
        results.append(RouteResult(route, steps, 1.0, fingerprint="0" * 64, skipped=skipped))
    return found, results


@settings(deadline=None)
@given(outcomes(), st.integers(1, 5), st.randoms(use_true_random=False))
def test_whatever_comes_of_the_paths_shards_say_what_one_walk_says(
    walked: tuple[list[Route], list[RouteResult]], of: int, chance: Random
) -> None:
    found, results = walked
    whole = ledger(SITE, results, {"uv": "1.0"}, 1.0)
    falls = {route.name: chance.randrange(of) for route in found}
    shards = {}
    for number in range(of):
        mine = [result for result in results if falls[result.route.name] == number]
        here = shard(number + 1, of, "", {route.name: "0" * 64 for route in found})
        of_it = ledger(SITE, mine, {"uv": "1.0"}, 1.0)
        shards[str(number)] = part(of_it, here, [result.route for result in mine], found)
    together = joined(shards)
    assert replace(together, when=whole.when) == whole
    assert [*together.blocks, *together.claims] == [*whole.blocks, *whole.claims]


A = ("a[client=uv]", "a[client=pip]", "a[client=twine]")
ONE, TWO = made(1, 2, *A), made(2, 2, "b", "c")


@pytest.mark.parametrize(
    ("ledgers", "sentence"),
    [
        ([ONE, replace(TWO, shard=UNSET)], "1 is not of a shard; `registry-guide walk --shard 1/2` writes"),
        (
            [ONE, made(2, 2, "b", "c", fingerprint="1")],
            "0 and 1 are not of one walk: the fingerprints of the site differ",
        ),
        ([ONE, made(2, 2, "b", "c", clients="2.0")], "0 and 1 are not of one walk: the clients differ."),
        ([ONE, made(2, 2, "b", "c", walk="least")], "0 and 1 are not of one walk: the kinds of walk differ."),
        ([ONE, made(2, 3, "b", "c")], "0 and 1 are not of one walk: the numbers of shards differ."),
        ([ONE], "Of 2 shards there is no ledger of 2."),
        ([ONE, TWO, TWO], "1 and 2 are both of shard 2."),
        ([ONE, made(2, 2, "a[client=uv]", "b", "c")], "0 and 1 both have the path a[client=uv]. The shards were dealt"),
        ([ONE, made(2, 2, "b")], "No ledger has the path c. The shards were dealt by different ledgers"),
    ],
)
def test_what_are_not_the_shards_of_one_walk_are_not_joined(ledgers: list[Ledger], sentence: str) -> None:
    with pytest.raises(WalkError) as error:
        joined({str(name): each for name, each in enumerate(ledgers)})
    assert str(error.value).startswith(sentence)
