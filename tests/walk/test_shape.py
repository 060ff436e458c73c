"""The walk as a reader whose GitLab has another address, deeper groups, or numbers: one route of each client."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.practice.world import file as worldfile
from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.manifest import BlockStep, load
from registry_guide.walk.clients.install import groups
from registry_guide.walk.errors import WalkError
from registry_guide.walk.fixtures.shape import reshaped, shape_values, shaped
from registry_guide.walk.pipelines import runner as pipeline
from registry_guide.walk.report import failure
from registry_guide.walk.route import Route, site_routes
from registry_guide.walk.run import WalkContext
from tests.walk.conftest import ROOT
from tests.walk.made import block, check, manifest, page

SHAPES = ("nested", "numbers")
NETRC = "machine gitlab.example.com login gitlab+deploy-token-1 password gldt-EXAMPLE-not-a-token\n"


def shown(route: Route, *kinds: Kind) -> str:
    """Give what a path runs or writes, of these kinds."""
    steps = [step for step in route.steps if isinstance(step, BlockStep) and step.proof is Proof.RUN]
    return "\n".join(step.text for step in steps if step.kind in kinds)


def routes(site: Path) -> dict[str, Route]:
    """Give the shortest route of each client that a page names, and of each kind of file that holds an address.

    Those about certificates have none in a shape without them.
    """
    whole = site_routes(load(site / "manifest.json"))
    everywhere = (path for path in whole if path.start != "untrusting" and not path.start.startswith("certificate"))
    paths = sorted(everywhere, key=lambda path: len(path.steps))
    looks = {client: (rf"^{client} (?!build|init|venv|tool)\w", Kind.COMMANDS) for client in groups(ROOT)}
    looks |= {
        "keyring": ("^keyring set", Kind.COMMANDS),
        "netrc": ("^machine ", Kind.FILE),
        "pypirc": (r"^\[distutils\]", Kind.FILE),
        "job": ("CI_SERVER_HOST", Kind.JOB),
    }
    found: dict[str, Route] = {}
    for name, (look, kind) in looks.items():
        for path in reversed(paths):
            if re.search(look, shown(path, kind), re.MULTILINE):
                found[name] = path
    return found


def in_turn(found: dict[str, Route], facts: Facts, shape: str) -> dict[str, Route]:
    """Give the routes that are walked in a shape: a client that has others ask GitLab is taken in one of them."""
    through = {name for name in groups(ROOT) if f"trust.{name.replace('-', '_')}.variable" not in facts.values}
    others = [name for name in found if name in through]
    left = {name for at, name in enumerate(others) if at % len(SHAPES) != SHAPES.index(shape)}
    return {name: route for name, route in found.items() if name not in left}


def test_the_routes_are_of_each_client(site: Path, facts: Facts) -> None:
    found = routes(site)
    nested, numbers = (in_turn(found, facts, shape).keys() for shape in SHAPES)
    assert nested & numbers >= {"uv", "pip", "twine", "poetry", "pdm", "keyring", "netrc", "pypirc", "job"}
    assert nested | numbers == found.keys()
    assert nested != numbers


@pytest.mark.parametrize("shape", SHAPES)
def test_a_route_of_each_client_holds_in_another_shape(
    shape: str, site: Path, context: WalkContext, facts: Facts
) -> None:
    values = shape_values(facts, shape)
    chosen = list({path.name: path for path in in_turn(routes(site), facts, shape).values()}.values())
    assert len(chosen) >= 5
    runner = pipeline.install(ROOT / "_build", print) if any(route.needs_runner for route in chosen) else None
    there = replace(context, runner=runner, fixtures=shaped(facts, context.wheelhouse, values))
    for path in chosen:
        result = there.walk(path)
        assert result.fault is None, failure(result)
        assert not result.skipped


@pytest.mark.parametrize(
    ("start", "shape", "said"),
    [("untrusting", "numbers", "no certificate"), ("upload_by_index", "nested", "above the path of GitLab")],
)
def test_what_an_address_cannot_show_is_not_walked_there_and_says_why(
    site: Path, context: WalkContext, facts: Facts, start: str, shape: str, said: str
) -> None:
    path = next(path for path in site_routes(load(site / "manifest.json")) if path.start == start)
    there = replace(context, fixtures=shaped(facts, context.wheelhouse, shape_values(facts, shape)))
    assert said in there.walk(path).skipped


@pytest.mark.parametrize("shape", SHAPES)
def test_a_block_with_the_address_of_the_examples_fails_there(shape: str, context: WalkContext, facts: Facts) -> None:
    """What the walk in another shape is for: a template that writes an address itself."""
    there = replace(context, fixtures=shaped(facts, context.wheelhouse, shape_values(facts, shape)))
    url = "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi/simple/my-package/"
    (path,) = site_routes(manifest(p=page(block(f"curl -sSf {url}\n"), start="published")))
    assert there.walk(path).fault is not None


def test_claims_are_proven_in_the_guides_words(context: WalkContext, facts: Facts) -> None:
    there = replace(context, fixtures=shaped(facts, context.wheelhouse, shape_values(facts, "nested")))
    simple = "/api/v4/projects/{}/packages/pypi/simple/x/"
    asked = f"curl -s -o page https://apps.example.edu:8443/gitlab{simple.format(1)}\n"
    answered = f"answered 401 GET gitlab.example.com{simple.format('my-group%2Fmy-project')}"
    site = manifest(p=page(block(asked), check("asked gitlab.example.com for x"), check(answered)))
    (path,) = site_routes(site)
    result = there.walk(path)
    assert result.fault is None, failure(result)


def test_a_world_of_another_shape_has_the_places_and_keeps_the_others(facts: Facts) -> None:
    plain = worldfile.parse(worldfile.default_text())
    for shape in SHAPES:
        values = shape_values(facts, shape)
        world = worldfile.parse(reshaped(worldfile.default_text(), facts, values))
        group, project = world.group(values["group"]), world.project(values["project"])
        assert group is not None and project is not None and group.holds(project)
        assert len(world.tokens) == len(plain.tokens) and world.packages == plain.packages
        assert world.project("my-group/my-service") == plain.project("my-group/my-service")
        deploy = next(token for token in world.tokens if token.name == "deploy_token")
        assert deploy.project == project.path


@pytest.mark.parametrize(
    ("name", "row", "sentence"),
    [
        ("nestd", {}, 'did you mean "nested"'),
        ("bad", {"shape.bad.host": "http://gitlab.example.com"}, "shape.bad.host: Over http://"),
        ("bad", {"shape.bad.nosuch": "x"}, "shape.bad.nosuch"),
    ],
)
def test_a_shape_that_cannot_be_is_said(facts: Facts, name: str, row: dict[str, str], sentence: str) -> None:
    more = replace(
        facts,
        values={**facts.values, **{key: replace(facts.text("uv.index"), parts=(text,)) for key, text in row.items()}},
    )
    with pytest.raises(WalkError, match=re.escape(sentence)):
        shape_values(more, name)


def test_the_marks_stay_those_of_the_plain_shape(root: Path, site: Path) -> None:
    plain = root / "_build/walk/ledger.json"
    before = plain.read_bytes() if plain.exists() else b""

    def walk(*options: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "registry_guide.cli", "walk", "--site", str(site)]
        done = subprocess.run(
            [*command, "--shape", "nested", *options],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
        return done.returncode, done.stderr

    status, said = walk("--update")
    assert status == 2 and "--shape goes with none of" in said
    status, said = walk("credentials/netrc")
    assert status == 0, said
    assert json.loads((root / "_build/walk/shape-nested/ledger.json").read_text("utf-8"))["totals"]["blocks"]["ran"]
    assert (plain.read_bytes() if plain.exists() else b"") == before
