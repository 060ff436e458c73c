"""The workflow for GitHub, as far as it can be taken here: its `run` steps, in order, with their environment."""

from __future__ import annotations

import hashlib
import re
import shlex
from pathlib import Path

import yaml

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.head import Kind, Proof, Write
from registry_guide.blocks.manifest import BlockStep, CheckStep, FilledHole, load
from registry_guide.walk.path import Path as Walk
from registry_guide.walk.run import Course

SECRET = re.compile(r"\$\{\{ secrets\.(\w+) \}\}")


def path_of(block: BlockStep, facts: Facts) -> Walk:
    """Return a path that takes the `run` steps of a workflow in a package's directory, and then looks for the package.

    The secret that the page's menu names is a deploy token; one of any other name is empty, as on GitHub.
    """
    known = {facts.example(facts.text("github.secret_name")): facts.placeholders["deploy_token"].example}
    example = known[next(iter(known))]
    steps: list[BlockStep | CheckStep] = []
    for job in yaml.safe_load(block.text)["jobs"].values():
        for step in (each for each in job["steps"] if "run" in each):
            text = "(\n"
            for name, value in step.get("env", {}).items():
                filled = SECRET.sub(lambda secret: known.get(secret[1], ""), value)
                text += f"export {name}={shlex.quote(filled)}\n"
            text += f"{step['run']}\n)\n"
            holes = [FilledHole(at.start(), at.end(), "deploy_token", ("shell",)) for at in re.finditer(example, text)]
            steps.append(_commands(block, len(steps), text, tuple(holes)))
    claim = facts.example(facts.text("package.name")), facts.example(facts.text("package.version"))
    steps.append(CheckStep(id="", claim=f"published {' '.join(claim)}", labels={}))
    return Walk(f"{block.id} as commands", "package", {}, steps)


def _commands(block: BlockStep, number: int, text: str, holes: tuple[FilledHole, ...]) -> BlockStep:
    return BlockStep(
        id=f"{block.id}.{number}",
        template=block.template,
        options={},
        language="bash",
        kind=Kind.COMMANDS,
        file="",
        write=Write.CREATE,
        purpose="a step of the workflow",
        proof=Proof.RUN,
        by="walk",
        asks=(),
        exit=0,
        labels={},
        text=text,
        holes=holes,
        file_holes=(),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def test_the_steps_of_a_workflow_publish_the_package(site: Path, facts: Facts, course: Course) -> None:
    manifest = load(site / "manifest.json")
    blocks = [block for page in manifest.pages.values() for block in page.blocks if block.by == "github-actions"]
    assert blocks, "the site has no workflow"
    for block in blocks:
        path = path_of(block, facts)
        assert len(path.steps) > 1
        result = course.walk(path)
        assert result.fault is None, result
        assert len(result.steps) == len(path.steps)
