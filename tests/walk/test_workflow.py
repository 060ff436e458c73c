"""The workflow for GitHub, as far as it can be taken here: its jobs one after the other, each in a place of its own.

What an action does that only GitHub can run is done by commands in its place: a checkout copies the project, an upload
keeps files and a download brings them, a Python is an environment. All else are the workflow's own `run` steps.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.head import Kind, Proof
from registry_guide.blocks.manifest import BlockStep, CheckStep, FilledHole, Step, load
from registry_guide.walk.path import Path as Walk
from registry_guide.walk.report import failure
from registry_guide.walk.run import Course
from tests.walk.made import block as made

SECRET = re.compile(r"\$\{\{ secrets\.(\w+) \}\}")


def path_of(block: BlockStep, facts: Facts) -> Walk:
    """Return a path that takes a workflow's jobs from a package's directory, and then looks for the package.

    The secret that the page's menu names is a deploy token; one of any other name is empty, as on GitHub, and so is one
    of an environment in a job that does not name it.
    """
    secret = facts.example(facts.text("github.secret_name"))
    example = facts.placeholders["deploy_token"].example
    steps: list[Step] = []
    known: list[str] = []
    for name, job in yaml.safe_load(block.text)["jobs"].items():
        needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
        assert set(needs) <= set(known), "a job needs one that comes later"
        known.append(name)
        tokens = {secret: example if job.get("environment") == "gitlab" else ""}
        commands = [done(step, tokens) for step in job["steps"]]
        tag = f"export GITHUB_REF_NAME=v{facts.example(facts.text('package.version'))}"
        text = "\n".join(["(", tag, f"mkdir -p ../{name} && cd ../{name}", *commands, ")\n"])
        holes = tuple(FilledHole(at.start(), at.end(), "deploy_token", ("shell",)) for at in re.finditer(example, text))
        step = replace(made(text), id=f"{block.id}.{name}", template=block.template, holes=holes)
        steps.append(replace(step, publishes=(f"../{name}/dist/*",), resumes=block.resumes))
    package = facts.example(facts.text("package.name")), facts.example(facts.text("package.version"))
    steps.append(CheckStep(id="", claim=f"published {' '.join(package)}", labels={}))
    return Walk(f"{block.id} as commands", "package", {}, steps)


def done(step: dict[str, Any], tokens: dict[str, str]) -> str:
    """Return the commands of a step."""
    if "run" in step:
        lines = ["("]
        for name, value in step.get("env", {}).items():
            lines.append(f"export {name}={shlex.quote(SECRET.sub(lambda found: tokens.get(found[1], ''), value))}")
        return "\n".join([*lines, str(step["run"]), ")"])
    action, given = step["uses"].partition("@")[0], step.get("with", {})
    if action == "actions/checkout":
        return "cp -R ../my-package/. ."
    if action == "actions/setup-python":
        return 'python3 -m venv "$PWD.python" && . "$PWD.python/bin/activate"'
    if action == "actions/upload-artifact":
        return f"mkdir -p ../kept/{given['name']} && cp -R {given['path']}. ../kept/{given['name']}"
    if action == "actions/download-artifact":
        return f"mkdir -p {given['path']} && cp -R ../kept/{given['name']}/. {given['path']}"
    pytest.fail(f"no test knows the action {action}", pytrace=False)


@pytest.fixture
def workflows(site: Path) -> list[BlockStep]:
    """Return the workflows of the built site."""
    pages = load(site / "manifest.json").pages.values()
    found = [block for page in pages for block in page.blocks if block.by == "github-actions"]
    assert found, "the site has no workflow"
    assert all(block.kind is Kind.JOB and block.proof is Proof.VALIDATE for block in found)
    return found


def test_the_steps_of_a_workflow_publish_the_package(workflows: list[BlockStep], facts: Facts, course: Course) -> None:
    for block in workflows:
        path = path_of(block, facts)
        assert len(path.steps) > 2
        result = course.walk(path)
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
    workflows: list[BlockStep], facts: Facts, course: Course, right: str, wrong: str
) -> None:
    for block in workflows:
        assert right in block.text
        result = course.walk(path_of(replace(block, text=block.text.replace(right, wrong, 1)), facts))
        assert result.fault is not None
