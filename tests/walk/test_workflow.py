"""The workflow for GitHub, as far as it can be taken here: its jobs one after the other, each in a place of its own.

What an action does that only GitHub can run is done by commands in its place: a checkout copies the project, an upload
keeps files and a download brings them, a Python is an environment. All else are the workflow's own `run` steps.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from registry_guide.blocks.facts import Facts
from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.manifest import BlockStep, load
from registry_guide.walk.report import failure
from registry_guide.walk.run import WalkContext
from tools.emulate.workflow import path_of


@pytest.fixture
def workflows(site: Path) -> list[BlockStep]:
    """Return the workflows of the built site, one of those that GitHub reads alike."""
    pages = load(site / "manifest.json").pages.values()
    found = [block for page in pages for block in page.blocks if block.by == "github-actions"]
    assert found, "the site has no workflow"
    assert all(block.kind is Kind.JOB and block.proof is Proof.VALIDATE for block in found)
    return list({json.dumps(yaml.safe_load(block.text)): block for block in found}.values())


def test_the_steps_of_a_workflow_publish_the_package(
    workflows: list[BlockStep], facts: Facts, context: WalkContext
) -> None:
    for block in workflows:
        path = path_of(block, facts)
        assert len(path.steps) > 2
        result = context.walk(path)
        assert result.fault is None, failure(result)
        assert len(result.steps) == len(path.steps)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    environment: gitlab\n", ""),
        ("          path: dist/\n          if-no-files", "          path: built/\n          if-no-files"),
        ("      - run: uv build\n", ""),
    ],
)
def test_a_mistake_in_a_workflow_is_noticed(
    workflows: list[BlockStep], facts: Facts, context: WalkContext, right: str, wrong: str
) -> None:
    changed = [block for block in workflows if right in block.text]
    assert changed
    for block in changed:
        result = context.walk(path_of(replace(block, text=block.text.replace(right, wrong, 1)), facts))
        assert result.fault is not None
