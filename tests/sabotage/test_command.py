"""`registry-guide sabotage`, as a contributor calls it."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.build import ROOT

COMMAND = [sys.executable, "-m", "registry_guide.cli", "sabotage"]


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
        while not left() - before:
            assert process.poll() is None
            time.sleep(0.1)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "interrupted" in said
    assert "Traceback" not in said
    assert left() <= before
