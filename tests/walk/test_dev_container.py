"""The settings of a dev container, as far as they can be taken here: its terminals, and what is run when it is made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.records.manifest import BlockStep, Page, load
from registry_guide.walk.report import failure
from registry_guide.walk.run import WalkContext
from tools.emulate.dev_container import FILE, path_of

NAME, TYPED = "install/docker", "uv sync"


@pytest.fixture
def page(site: Path) -> Page:
    return load(site / "manifest.json").pages[NAME]


def test_a_terminal_of_the_container_installs_the_package(page: Page, facts: Facts, context: WalkContext) -> None:
    assert any(block.text == f"{TYPED}\n" for block in page.blocks)
    result = context.walk(path_of(NAME, page, facts, TYPED))
    assert result.fault is None, failure(result)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("localEnv:UV_INDEX_GITLAB_PASSWORD", "localEnv:UV_INDEX_GITLAB_TOKEN", "401"),
        (
            "pip install",
            "echo $UV_INDEX_GITLAB_PASSWORD > .devcontainer/token; pip install",
            "holds the deploy_read_token",
        ),
        ("remoteEnv", "containerEnv", "nothing is known"),
    ],
)
def test_a_mistake_in_the_settings_is_noticed(
    page: Page, facts: Facts, context: WalkContext, right: str, wrong: str, said: str
) -> None:
    steps = tuple(
        replace(step, text=step.text.replace(right, wrong))
        if isinstance(step, BlockStep) and step.file == FILE
        else step
        for step in page.steps
    )
    assert steps != page.steps
    try:
        result = context.walk(path_of(NAME, replace(page, steps=steps), facts, TYPED))
    except AssertionError as error:
        assert said in str(error)
    else:
        assert result.fault is not None
        assert said in failure(result)
