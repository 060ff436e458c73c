"""`make sabotage`, as a contributor calls it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from tests.processes import registries_of, running
from tests.waiting import interrupt, until
from tools.build import ROOT

COMMAND = [sys.executable, "-m", "tools.sabotage"]


def left() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("registry-guide-sabotage-*"))


def test_list_says_what_becomes_of_which_line() -> None:
    command = [*COMMAND, "--list", "--only", "no-export", "--limit", "0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert "no-export:templates/credentials/username.sh:1  line " in done.stdout


def test_an_unknown_rule_is_an_error_in_a_sentence() -> None:
    command = [*COMMAND, "--only", "no-such-rule"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "There is no rule no-such-rule" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupted_run_leaves_nothing_behind() -> None:
    before = left()
    with subprocess.Popen([*COMMAND, "--jobs", "1"], cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        until(lambda: [each for each in left() - before if list(each.iterdir())], by=process)
        interrupt(process, process.send_signal, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "interrupted" in said
    assert "Traceback" not in said
    assert left() <= before


# It builds the guide twice and walks one path before it is interrupted: minutes where all else runs beside it.
@pytest.mark.timeout(600)
def test_a_walk_that_is_interrupted_leaves_nothing_behind(tmp_path: Path) -> None:
    # The mutant changes one path: the second sandbox is that of the mutant's walk.
    command = [*COMMAND, "--jobs", "1", "--limit", "1", "--only", "install-from-upload"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    seen: set[Path] = set()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:

        def second() -> bool:
            seen.update(tmp_path.glob("registry-guide-walk-*"))
            return len(seen) > 1

        until(second, seconds=500, by=process)
        registries = until(lambda: registries_of(process.pid), by=process)
        # As a terminal does: all processes of the group get it.
        interrupt(process, partial(os.killpg, process.pid), signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "interrupted" in said
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())
    assert not _processes_in(tmp_path)
    assert running(registries) == []


def _processes_in(folder: Path) -> list[str]:
    """Give the command lines of the processes that were started for a directory."""
    lines = []
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(FileNotFoundError, ProcessLookupError):
            lines.append(status.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in lines if str(folder) in line]
