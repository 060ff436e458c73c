"""A workflow for GitHub as shell commands, as far as that can be: its jobs one after the other, each in its own folder.

What an action does that only GitHub can run is done by commands in its place: a checkout copies the project, an upload
keeps files and a download brings them, a Python is an environment. All else are the workflow's own `run` steps.
"""

import re
import shlex
from dataclasses import replace
from typing import Any

import yaml

from registry_guide.blocks.facts import Facts
from registry_guide.records.manifest import BlockStep, CheckStep, FilledHole, Step
from registry_guide.walk.route import Route
from tools.emulate.made import commands as made

SECRET = re.compile(r"\$\{\{ secrets\.(\w+) \}\}")


def path_of(block: BlockStep, facts: Facts) -> Route:
    """Give a path that takes a workflow's jobs from a package's directory, and then looks for the package.

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
    return Route(f"{block.id} as commands", "package", {}, steps)


def done(step: dict[str, Any], tokens: dict[str, str]) -> str:
    """Give the commands of a step."""
    if "run" in step:
        lines = ["("]
        for name, value in step.get("env", {}).items():
            lines.append(f"export {name}={shlex.quote(SECRET.sub(lambda found: tokens.get(found[1], ''), value))}")
        return "\n".join([*lines, str(step["run"]), ")"])
    action, given = step["uses"].partition("@")[0], step.get("with", {})
    if action == "actions/checkout":
        return "cp -R ../my-package/. ."
    if action == "actions/setup-python":
        # A job that is run again, for what registries hold then, has its Python already. uv puts pip into one in half
        # the time of Python itself.
        return '[ -d "$PWD.python" ] || uv venv --quiet --seed "$PWD.python" && . "$PWD.python/bin/activate"'
    if action == "actions/upload-artifact":
        return f"mkdir -p ../kept/{given['name']} && cp -R {given['path']}. ../kept/{given['name']}"
    if action == "actions/download-artifact":
        return f"mkdir -p {given['path']} && cp -R ../kept/{given['name']}/. {given['path']}"
    raise NotImplementedError(f"nothing is known to do what the action {action} does")
