"""The pinned clients and the files of the stand-in for PyPI, once a session."""

import sys
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
def context(facts: Facts, pinned: clients.Clients, wheels: Path) -> WalkContext:
    return WalkContext(facts, pinned, wheels, Limits(), Stop())


def _tell(line: str) -> None:
    print(line, file=sys.stderr)
