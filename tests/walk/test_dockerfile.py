"""Dockerfiles, as far as they can be taken here: each `RUN`, in order, with its build secrets, beside what was copied.

What stands in for the image is a directory: a build without an engine has no layers, but what it leaves there is what
they would hold.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.records.manifest import BlockStep, Page, load
from registry_guide.walk.clients.validate import validate
from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.report import failure
from registry_guide.walk.run import WalkContext
from tools.emulate.dockerfile import path_of

# Of the project or of the group: whatever the path has.
HOLDS = "holds the (deploy_read|group_deploy)_token"


@pytest.fixture
def pages(site: Path) -> dict[str, Page]:
    """Return the pages of the built site that have a Dockerfile."""
    found = load(site / "manifest.json").pages.items()
    return {name: page for name, page in found if any(block.by == "dockerfile" for block in page.blocks)}


def test_the_commands_of_a_dockerfile_install_the_package(
    pages: dict[str, Page], facts: Facts, context: WalkContext
) -> None:
    assert pages, "the site has no Dockerfile"
    for name, page in pages.items():
        count = sum(block.by == "dockerfile" for block in page.blocks)
        for number in range(count):
            result = context.walk(path_of(name, page, facts, number=number))
            assert result.fault is None, failure(result)
            assert len(result.steps) == len(result.route.steps)


@pytest.mark.parametrize(
    ("copied", "ignoring", "said"),
    [
        (". .", ".venv\n", HOLDS),
        (". .", ".venv\n.env*\n.git\n.netrc\nuv.toml\n.secrets\n", r"\.python-version exists"),
        ("pyproject.toml uv.lock main.py .env ./", ".venv\n", HOLDS),
    ],
)
def test_what_comes_into_an_image_without_being_wanted_is_noticed(
    pages: dict[str, Page], facts: Facts, context: WalkContext, copied: str, ignoring: str, said: str
) -> None:
    for name, page in pages.items():
        wrong = partial(re.sub, r"(?m)^COPY pyproject.*$", f"COPY {copied}")
        result = context.walk(path_of(name, page, facts, wrong, ignoring=ignoring))
        assert result.fault is not None
        assert re.search(said, failure(result))


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("env=UV_INDEX_GITLAB_PASSWORD,", "env=UV_INDEX_OTHER_PASSWORD,", "401"),
        (
            "uv sync --locked",
            "echo $UV_INDEX_GITLAB_PASSWORD > token; uv sync --locked",
            HOLDS,
        ),
    ],
)
def test_a_mistake_in_a_dockerfile_is_noticed(
    pages: dict[str, Page], facts: Facts, context: WalkContext, right: str, wrong: str, said: str
) -> None:
    for name, page in pages.items():
        assert any(right in block.text for block in page.blocks if block.by == "dockerfile")
        result = context.walk(path_of(name, page, facts, lambda text: text.replace(right, wrong)))
        assert result.fault is not None
        assert re.search(said, failure(result))


def test_a_secret_that_does_not_arrive_is_noticed(pages: dict[str, Page], facts: Facts, context: WalkContext) -> None:
    for name, page in pages.items():
        dockerfiles = [block for block in page.blocks if block.by == "dockerfile"]
        steps = tuple(_renamed(step) if isinstance(step, BlockStep) else step for step in page.steps)
        for number in range(len(dockerfiles)):
            result = context.walk(path_of(name, replace(page, steps=steps), facts, number=number))
            assert result.fault is not None
            assert "401" in failure(result)
        # The first takes a variable, those after it are for builders that give a file alone.
        for number, last in enumerate(dockerfiles[1:], 1):
            steps = tuple(replace(last, text=dockerfiles[0].text) if step is last else step for step in page.steps)
            assert context.walk(path_of(name, replace(page, steps=steps), facts, number=number)).fault is not None


def _renamed(block: BlockStep) -> BlockStep:
    return replace(block, text=re.sub(r"( build .*,env=\w+)_(?:PASSWORD|TOKEN)", r"\1_USERNAME", block.text))


def test_a_linter_reads_a_dockerfile(pages: dict[str, Page], tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    for page in pages.values():
        text, *others = (block.text for block in page.blocks if block.by == "dockerfile")
        for other in others:
            file.write_text(other)
            assert validate("dockerfile", file, tmp_path)["hadolint"]
        file.write_text(text)
        assert validate("dockerfile", file, tmp_path)["hadolint"]
        for right, wrong, said in (
            (":3.13-slim", "", "DL3006"),
            ("WORKDIR /app", "WORKDIR app", "DL3000"),
            ("RUN --mount", "RUM --mount", "unexpected 'R'"),
            ("uv sync", "cd x $Y; uv sync", "SC2086"),
        ):
            assert right in text
            file.write_text(text.replace(right, wrong, 1))
            with pytest.raises(StepFaultError, match=said):
                validate("dockerfile", file, tmp_path)
