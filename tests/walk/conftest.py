"""The pinned clients and the files of the stand-in for PyPI, once a session; a project to walk in, for each test."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.clients import install as clients
from registry_guide.walk.clients import wheelhouse
from registry_guide.walk.pipelines.runner import Runner
from registry_guide.walk.pipelines.runner import install as install_runner
from registry_guide.walk.run import WalkContext
from registry_guide.walk.shell.session import Limits
from registry_guide.walk.shell.stop import Stop
from tests.walk.project import Project

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def pinned() -> clients.Clients:
    return clients.install(ROOT, ROOT / "_build", _tell)


@pytest.fixture(scope="session")
def wheels(pinned: clients.Clients) -> Path:
    assert pinned.versions["pip"]
    return wheelhouse.fill(ROOT, ROOT / "_build", _tell)


@pytest.fixture(scope="session")
def runner() -> Runner:
    return install_runner(ROOT / "_build", _tell)


@pytest.fixture
def project(tmp_path: Path, wheels: Path) -> Iterator[Project]:
    assert wheels.is_dir()
    yield (made := Project(tmp_path))
    assert list(made.sandboxes.iterdir()) == [], "a sandbox was left behind"


@pytest.fixture
def context(facts: Facts, pinned: clients.Clients, wheels: Path) -> WalkContext:
    return WalkContext(facts, pinned, wheels, Limits(), Stop())


def _tell(line: str) -> None:
    print(line, file=sys.stderr)
