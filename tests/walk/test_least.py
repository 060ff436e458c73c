"""The least version of each client that a page names is one with which its blocks were run."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.locked import client_versions
from registry_guide.records.kinds import Kind, Proof, Write
from registry_guide.records.manifest import BlockStep, load
from registry_guide.walk.clients import install as clients
from registry_guide.walk.route import for_least, site_routes
from registry_guide.walk.run import WalkContext
from tests.walk.conftest import ROOT
from tests.walk.made import block, manifest, page


@pytest.fixture(scope="module")
def least(root: Path, pinned: clients.Clients) -> clients.Clients:
    return clients.install(clients.LEAST, root / "_build/least", print, uv=pinned.commands / "uv")


def test_the_versions_that_readers_are_told_are_those_that_are_run(facts: Facts, least: clients.Clients) -> None:
    names = (
        "uv",
        "pip",
        "twine",
        "poetry",
        "pdm",
        "pipx",
        "pip-tools",
        "pipenv",
        "tox",
        "nox",
        "pre-commit",
        "hatch",
        "flit",
    )
    told = {name: facts.example(facts.text(f"least.{name.replace('-', '_')}")) for name in names}
    assert {name: version for name, version in least.versions.items() if name in told} | {"pip": told["pip"]} == told
    assert client_versions(clients.LEAST) == {f"client.{name}.version": version for name, version in told.items()}
    assert least.versions["keyring"] == facts.example(facts.text("least.keyring"))


def test_the_least_uv_reads_each_setting_but_those_that_need_a_newer_one(
    site: Path, least: clients.Clients, tmp_path: Path
) -> None:
    blocks = [each for page_of in load(site / "manifest.json").pages.values() for each in page_of.blocks]
    settings = [each for each in blocks if "[tool.uv" in each.text and each.file == "pyproject.toml"]
    assert len(settings) > 10
    for each in settings:
        (tmp_path / each.file).write_text(each.text, "utf-8")
        program = str(least.commands / "uv")
        said = subprocess.run(
            [program, "cache", "dir"], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stderr
        assert ("Failed to parse" in said) is bool(each.newer), each.id


def test_where_a_newer_client_is_needed_the_page_names_it(site: Path, facts: Facts) -> None:
    pages = load(site / "manifest.json").pages
    needed = {(name, each.newer) for name, page_of in pages.items() for each in page_of.blocks if each.newer}
    assert len(needed) > 2
    for name, fact in needed:
        assert fact in facts.values
        assert f"{{fact}}`{fact}`" in (ROOT / "docs" / f"{name}.md").read_text("utf-8"), name


@pytest.mark.parametrize(
    "route",
    [
        "publish/uv[token=Deploy token]",
        "publish/twine[token=Deploy token]",
        "install/pip[store=Keyring]",
        "install/poetry[token=Deploy token]",
        "publish/pdm[token=Deploy token]",
        "publish/hatch[token=Deploy token]",
        "publish/flit[token=Deploy token]",
        "install/pdm[token=Deploy token]",
        "install/tools[client=pipx]",
        "install/pip-tools[client=pip-tools]",
        "install/pipenv[token=Deploy token]",
        "install/dev-tools[environment=tox]",
        "install/dev-tools[environment=nox]",
        "install/dev-tools[environment=pre-commit]",
    ],
)
def test_a_route_of_each_client_holds_with_its_least_version(
    site: Path, context: WalkContext, least: clients.Clients, route: str
) -> None:
    path = for_least(next(each for each in site_routes(load(site / "manifest.json")) if each.name == route))
    assert path is not None
    result = replace(context, clients=least).walk(path)
    assert result.fault is None, result.fault
    blocks = [step for step in result.steps if isinstance(step.step, BlockStep) and step.step.proof is Proof.RUN]
    ran = {name: version for step in blocks for name, version in step.versions.items()}
    assert ran
    assert ran.items() <= {**least.versions, "pip": ran.get("pip", "")}.items()


def test_a_pipeline_names_its_clients_itself() -> None:
    job = block("a: 1\n", Kind.JOB, file=".gitlab-ci.yml", write=Write.CREATE)
    (pipeline,) = site_routes(manifest(p=page(job)))
    assert for_least(pipeline) is None
    before = block("uv --version\n")
    (both,) = site_routes(manifest(p=page(before, job, block("uv sync\n"))))
    found = for_least(both)
    assert found is not None
    assert [step.text for step in found.blocks] == [before.text]


def test_output_is_of_the_version_that_the_page_shows() -> None:
    (path,) = site_routes(manifest(p=page(block("echo a\n"), block("b\n", Kind.OUTPUT))))
    found = for_least(path)
    assert found is not None
    assert [step.kind for step in found.steps if isinstance(step, BlockStep)] == [Kind.COMMANDS]
    assert len(found.steps) == 1


def test_a_failure_is_of_the_version_that_the_page_shows(context: WalkContext) -> None:
    site = manifest(p=page(block("(exit 3)\n", exit_status=2)), q=page(block("true\n", exit_status=2)))
    fails, passes = (for_least(path) for path in site_routes(site))
    assert fails is not None and passes is not None
    assert context.walk(fails).fault is None
    assert context.walk(passes).fault is not None
