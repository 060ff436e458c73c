"""Runs a suite in an environment of its own, against a practice registry that is there for it alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry_guide.walk.clients import install as clients
from registry_guide.walk.errors import WalkError
from tools.build import ROOT
from tools.peers import verdict
from tools.peers.suite import Suite, filled

HOME = ROOT / "_build" / "peers"
WORLD = Path(__file__).with_name("world.toml")
UV = ROOT / ".tools/bin/uv"
SECONDS = 300


class SetupError(Exception):
    """The environment of the suites, or the registry, could not be made."""


@dataclass(frozen=True)
class Bench:
    """What all suites are run with: a Python that has what they need."""

    python: Path

    @property
    def version(self) -> tuple[int, ...]:
        """The version of that Python."""
        return sys.version_info[:2]


def bench() -> Bench:
    """Install what the suites need, as uv.lock pins it.

    Raises:
        SetupError: it cannot be installed.
    """
    place = HOME / "environment"
    HOME.mkdir(parents=True, exist_ok=True)
    try:
        clients.sync(ROOT, UV, "peers", place)
    except WalkError as error:
        raise SetupError(str(error)) from None
    return Bench(place / "bin" / "python")


@contextmanager
def registry() -> Iterator[dict[str, Any]]:
    """Start a practice registry; give what it says of itself.

    Raises:
        SetupError: it does not start.
    """
    command = [sys.executable, "-m", "registry_guide.cli", "practice", "--json", "--until-eof", "--world", str(WORLD)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        assert process.stdin
        try:
            line = process.stdout.readline()
            if not line:
                raise SetupError("the practice registry did not start; the lines above say why")
            yield json.loads(line)
        finally:
            process.stdin.close()


def run(suite: Suite, source: Path, made: Bench) -> verdict.Verdict:
    """Run a suite whose files lie in `source`, with its home and all else beside them.

    What it printed is in `_build/peers/NAME.log` afterwards.

    Raises:
        SetupError: the registry does not start.
    """
    work = source.parent
    for name in ("home", "tmp"):
        (work / name).mkdir()
    report = work / "report"
    report.touch()
    with registry() as told:
        answers = {"plain": told["plain"], "token": told["tokens"]["root"], "uv": str(UV)}
        environment = {
            "PATH": os.pathsep.join([str(made.python.parent), "/usr/bin", "/bin"]),
            "HOME": str(work / "home"),
            "TMPDIR": str(work / "tmp"),
            "LANG": "C.UTF-8",
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_PYTHON": str(made.python),
            "PYTHONPATH": str(Path(__file__).with_name("plugin")),
            "PEERS": json.dumps(_told(suite, answers, report)),
            **told["environment"],
            **filled(suite.environment, answers),
        }
        own = ["-m", "peers_script", *filled(suite.command, answers)] if suite.command else _pytest(suite, source)
        command = [str(made.python), *own]
        code, output = _follow(command, source, environment)
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / f"{suite.name}.log").write_text(output)
    if suite.command:
        return verdict.of_command(output, code)
    return verdict.of_tests(suite, report.read_text("utf-8"), code)


def _told(suite: Suite, answers: Mapping[str, str], report: Path) -> dict[str, Any]:
    return {
        "keeps": dict(suite.keeps),
        "fixtures": filled(suite.fixtures, answers),
        "left_out": [test for row in suite.left_out for test in row.tests],
        "fails": [test for row in suite.fails for test in row.tests],
        "report": str(report),
    }


def _pytest(suite: Suite, source: Path) -> list[str]:
    """Give the arguments for pytest, without the configuration of the suite, which asks for more plugins."""
    own = ["-c", os.devnull, "--rootdir", str(source), "-o", "xfail_strict=true"]
    return ["-m", "pytest", "-p", "peers_plugin", "-p", "no:cacheprovider", *own, *suite.tests]


def _follow(command: Sequence[str], directory: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """Run a command to its end, and end all that it started whatever happens."""
    with subprocess.Popen(
        command,
        cwd=directory,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise SetupError(f"it took longer than {SECONDS} s") from error
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, output
