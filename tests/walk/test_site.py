"""Every path of every page of the built site holds, and what looks for that finds what does not."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import convert

from registry_guide.records.kinds import Proof
from registry_guide.records.ledger import Ledger, Level, dump, read
from registry_guide.records.manifest import load
from registry_guide.walk.claims.publication import Scene
from registry_guide.walk.ledger import ledger
from registry_guide.walk.pipelines import runner as pipeline
from registry_guide.walk.result import RouteResult, StepResult
from registry_guide.walk.route import site_routes
from registry_guide.walk.run import WalkContext
from tests.ledgers import changed
from tests.walk.conftest import ROOT
from tests.walk.ledger_faults import can_be_run, faults, implied
from tests.walk.made import block, check, manifest, page


@pytest.mark.timeout(2500)
def test_every_path_of_the_built_site_holds(root: Path, site: Path) -> None:
    walked = subprocess.run(
        [sys.executable, "-m", "registry_guide.cli", "walk", "--site", str(site)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=2400,
        check=False,
    )
    assert walked.returncode == 0, f"{walked.stdout}\n{walked.stderr}"
    found = read(root / "_build/walk/ledger.json")
    assert found is not None
    assert faults(found, load(site / "manifest.json"), implied(site)) == []
    assert found.totals.blocks[Level.RAN] > 50
    assert found.totals.claims > 20
    published = [set(row.published) for row in found.blocks.values() if row.published]
    assert len(published) > 20
    assert all(each | {Scene.HALF} == set(Scene) for each in published), "its paths together tried all there is"


def test_no_unchecked_block_can_be_run(site: Path, context: WalkContext) -> None:
    runner = pipeline.install(ROOT / "_build", print)
    assert can_be_run(replace(context, runner=runner), load(site / "manifest.json")) == []


def test_the_tabs_imply_more_than_one_path(site: Path) -> None:
    assert sum(implied(site).values()) > len(implied(site)) > 10


def test_an_unchecked_block_that_can_be_run_is_found(context: WalkContext) -> None:
    site = manifest(
        p=page(
            block("echo hello\n", proof=Proof.UNCHECKED, by="nobody tried"),
            block("no-such-engine build .\n", proof=Proof.UNCHECKED, by="needs an engine"),
        ),
        q=page(block("true\n")),
    )
    assert can_be_run(context, site) == ["p#1"]


SITE = manifest(
    p=page(
        block("a\n"), block("b\n", proof=Proof.UNCHECKED, by="x"), check("no file x"), tabs={"client": ["uv", "pip"]}
    )
)


def made() -> Ledger:
    results = [
        RouteResult(
            path,
            [StepResult(step, duration=1.0, shell="bash 5.2") for step in path.steps],
            1.0,
            fingerprint="0" * 64,
        )
        for path in site_routes(SITE)
    ]
    return ledger(SITE, results, {}, 1.0)


def test_a_good_ledger_has_no_fault() -> None:
    assert faults(made(), SITE, {"p": 2}) == []


@pytest.mark.parametrize(
    ("where", "value", "sentence"),
    [
        (("blocks", "p#1"), None, "p#1 has no level"),
        (("claims", "p!1"), None, "p!1 is no claim of the ledger"),
        (("blocks", "p#1", "level"), "not reached", "p#1 is not reached, or another text"),
        (("blocks", "p#2", "level"), "ran", "p#2 is ran, or another text"),
        (("blocks", "p#1", "sha256"), "0" * 64, "p#1 is ran, or another text"),
        (("blocks", "p#1", "seconds"), 0.0, "nothing ran"),
        (("claims", "p!1", "result"), "not reached", "p!1 not reached"),
        (("paths", 1, "result"), "failed", "p[client=pip] failed"),
        (("paths", 1), None, "p has 2 paths by its tabs, and 1 in the ledger"),
    ],
)
def test_a_fault_of_a_ledger_is_found(where: tuple[Any, ...], value: object, sentence: str) -> None:
    table = changed(json.loads(dump(made())), value, *where)
    assert sentence in faults(convert(table, Ledger), SITE, {"p": 2})
