"""Tests that share what is dear to make are run by one worker."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# More than each worker is handed at first.
SHARED = """\
import os, pathlib, pytest

@pytest.mark.xdist_group("shared")
@pytest.mark.parametrize("number", range(8))
def test_shared(number):
    (pathlib.Path(__file__).parent / f"ran-{number}").write_text(os.environ["PYTEST_XDIST_WORKER"])

@pytest.mark.parametrize("number", range(8))
def test_alone(number):
    pass
"""


def test_the_tests_of_a_group_run_in_one_worker(tmp_path: Path) -> None:
    (tmp_path / "test_groups.py").write_text(SHARED)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=100)
    assert len({each.read_text() for each in tmp_path.glob("ran-*")}) == 1
    assert len(list(tmp_path.glob("ran-*"))) == 8
