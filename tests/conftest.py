"""Fixtures for all tests: the built site, and where things are."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tools.build import HTML, ROOT

BUILD_SECONDS = 300

# How long an example takes says what else the machine does, and not whether the code is right.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A developer's run looks for new examples; in CI the same ones each time, so that chance turns no build red.
settings.register_profile("developer", PATIENT)
settings.register_profile("ci", PATIENT, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder of the built site, built again (what changed of it) once for all workers of this run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
    HTML.parent.mkdir(exist_ok=True)
    with (HTML.parent / "tests.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read() != run:
            build = [sys.executable, "-m", "tools.build", "-q"]
            done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
            if done.returncode:
                pytest.fail(f"the site does not build:\n{done.stdout}{done.stderr}", pytrace=False)
            lock.truncate(0)
            lock.write(run)
    return HTML
