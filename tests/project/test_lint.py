"""The linters, each as it is run by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import prose
from tools.build import ROOT

SCRIPTS = ("tools/environment", "tools/python", "tools/setup", "tools/setup-node", "tools/why", ".ci/run")
MODULE = (sys.executable, "-m")


def program(name: str) -> str:
    """Return the path of a program of this environment."""
    return str(Path(sys.executable).with_name(name))


COMMANDS = {
    "ruff": [program("ruff"), "check", "--quiet", "."],
    "ruff format": [program("ruff"), "format", "--check", "--quiet", "."],
    "mypy": [*MODULE, "mypy"],
    "import-linter": [program("lint-imports")],
    "typos": [program("typos"), "--format", "brief"],
    "prose": [*MODULE, prose.__name__],
    "shellcheck": [program("shellcheck"), "-x", *SCRIPTS],
    "gitlab-ci": [*MODULE, "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", ".gitlab-ci.yml"],
    "readthedocs": [*MODULE, "check_jsonschema", "--builtin-schema", "vendor.readthedocs", ".readthedocs.yaml"],
}


# A change of words cannot make a type wrong.
SLOW = {"mypy": pytest.mark.slow}


@pytest.mark.parametrize("name", [pytest.param(name, marks=SLOW.get(name, ())) for name in COMMANDS])
def test_a_linter_has_nothing_to_say(name: str) -> None:
    done = subprocess.run(COMMANDS[name], cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_prose_inside_of_directives_is_read(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n:::{note}\nA note about the feed.\n:::\n\n```sh\nfeed\n```\n")
    command = [*MODULE, prose.__name__, str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert [line.split(": ")[0] for line in done.stdout.splitlines()] == [f"{page}:4:18"]
