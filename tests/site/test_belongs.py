"""What does not belong beside each other is noticed: username and token, variables, builds, careless commands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep, Manifest
from registry_guide.walk.route import site_routes
from tools.checks.belonging import USES, VARIABLE, builds, empty_variables, halves, needless, strangers, tokens
from tools.checks.careless import careless
from tools.checks.workflow import open_doors, workflows


def test_there_is_something_to_belong_together(manifest: Manifest, facts: Facts) -> None:
    blocks = [block for page in manifest.pages.values() for block in page.blocks]
    assert any(tokens(block, manifest) for block in blocks)
    assert any(VARIABLE["bash"].search(block.text) for block in blocks)
    assert any(USES.search(block.text) for block in blocks)
    assert any("docker build " in block.text for block in blocks)
    assert workflows(manifest)
    pages = [page for page in manifest.pages.values() if facts.starts.get(page.start, {}).get("repository")]
    assert len(pages) > 1
    for page in pages:
        assert any(hole.placeholder == "owner_project" for block in page.blocks for hole in block.holes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("read -rs ", "read -r "),
        ("stty -echo; IFS= read -r ", "IFS= read -rs "),
        ("; stty echo", ""),
        ("read --silent ", "read "),
        ("; unset token", ""),
        ("twine upload", "uv run twine upload"),
        ("pip install --index-url", "pip install --extra-index-url"),
        ("uv add ", "uv add --no-sources "),
        ("uv add ", "uv add -i https://gitlab.example.com/simple "),
        (' --non-interactive "', ' "'),
        (" --locked", ""),
        ("explicit = true", "explicit = false"),
        ('authenticate = "always"', 'authenticate = "never"'),
        ('"password": "${CI_JOB_TOKEN}"', '"password": "gitlab-ci-token"'),
        ('PASSWORD: "${CI_JOB_TOKEN}"', 'PASSWORD: "gitlab-ci-token"'),
    ],
)
def test_carelessness_is_noticed(manifest: Manifest, before: str, after: str) -> None:
    blocks = [block for page in manifest.pages.values() for block in page.blocks]
    changed = [replace(block, text=block.text.replace(before, after)) for block in blocks if before in block.text]
    assert changed
    assert all(careless(block, manifest) for block in changed if block.kind is not Kind.OUTPUT)


def test_what_does_not_belong_on_a_path_is_noticed(manifest: Manifest) -> None:
    path = next(path for path in site_routes(manifest, ["install/uv"]))
    asked = next(step for step in path.steps if isinstance(step, BlockStep) and step.asks)
    for look, wrong in (
        (strangers, replace(asked, asks=("personal_token",))),
        (needless, replace(asked, asks=("deploy_token",))),
        (empty_variables, replace(asked, text=f'echo "$TWINE_PASSWORD"\n{asked.text}')),
        (halves, replace(asked, text=asked.text.replace("UV_INDEX_GITLAB", "TWINE"))),
    ):
        assert not look(path, manifest)
        steps = [wrong if step is asked else step for step in path.steps]
        assert look(replace(path, steps=steps), manifest)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("--secret ", ""),
        ("--tag ", ""),
        ("--tag", "--tags"),
        (" .", ""),
        ("id=", "id=other_"),
        ("docker build", "true"),
    ],
)
def test_a_wrong_build_is_noticed(manifest: Manifest, before: str, after: str) -> None:
    (path,) = site_routes(manifest, ["install/docker"])
    steps = [
        replace(step, text=step.text.replace(before, after))
        if isinstance(step, BlockStep) and step.text.startswith("docker build")
        else step
        for step in path.steps
    ]
    assert steps != path.steps
    assert builds(replace(path, steps=steps), manifest)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("persist-credentials: false", "persist-credentials: true"),
        ("permissions: {}", "permissions: write-all"),
        ("    tags:", "    branches:"),
        ("    environment: gitlab\n", ""),
        ("@", "@v4 # "),
        ("==", ">="),
    ],
)
def test_an_open_door_of_a_workflow_is_noticed(manifest: Manifest, before: str, after: str) -> None:
    for block in workflows(manifest):
        assert not open_doors(block)
        assert before in block.text
        assert open_doors(replace(block, text=block.text.replace(before, after, 1)))
