"""Fixtures for all tests: the built site, and where things are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from registry_guide.blocks.facts import Facts, load
from registry_guide.blocks.locked import client_versions
from registry_guide.lock import held
from tools import browser as browsers
from tools.build import HTML, ROOT

BUILD_SECONDS = 300
# What takes longest begins first, so that at the end no worker is left alone with it: beginnings of the paths of files,
# as they are measured with `--durations=0`. All else follows as it is collected.
LONGEST = (
    "tests/walk/test_site",
    "tests/walk/test_gitlab",
    "tests/project/test_machine",
    "tests/site/test_books",
    "tests/sabotage/test_command",
    "tests/sabotage/test_trials",
    "tests/practice/test_public_clients",
    "tests/practice/test_clients",
    "tests/walk/",
    "tests/site/test_builders",
    "tests/project/test_lint",
    "tests/scaffold/",
    "tests/site/test_shift",
)

# A page of a test is left before what is compiled once more, for the highest speed, would be worth that.
SHORT_LIVED = ("--js-flags=--no-turbofan --single-threaded",)

# How long an example takes says what else the machine does, and not whether the code is right.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A developer's run looks for new examples; in CI the same ones each time, so that chance turns no build red.
settings.register_profile("developer", PATIENT)
settings.register_profile("ci", PATIENT, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


def pytest_xdist_auto_num_workers() -> int:
    """Return how many workers `-n auto` is: two for each core, as most of the longer tests wait for a client."""
    return (os.cpu_count() or 1) * 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest first."""

    def place(item: pytest.Item) -> int:
        return next((at for at, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def facts() -> Facts:
    """Return the guide's facts, with the clients' versions as they are pinned."""
    return load(ROOT / "facts", client_versions(ROOT))


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder of the built site, built again (what changed of it) once for all workers of this run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
    HTML.parent.mkdir(exist_ok=True)
    built = HTML.parent / "tests.run"
    with held(HTML.parent / "tests.lock", wait=True):
        if not built.exists() or built.read_text() != run:
            build = [sys.executable, "-m", "tools.build", "-q"]
            done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
            if done.returncode:
                pytest.fail(f"the site does not build:\n{done.stdout}{done.stderr}", pytrace=False)
            built.write_text(run)
    return HTML


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium, one for each worker."""
    with sync_playwright() as playwright:
        chromium = browsers.start(playwright, SHORT_LIVED)
        if chromium is None:
            pytest.fail("no Chromium starts here: `make test` fetches one or says what to install", pytrace=False)
        with chromium:
            yield chromium
