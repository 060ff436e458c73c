"""Practice registries for the tests: real ones, over HTTP on loopback, a world and switches each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from registry_guide.practice.running import Running, practice
from registry_guide.walk.clients.install import Clients, install
from tools.checks.asking import VARIANTS, WORLD

ROOT = Path(__file__).parents[2]


# Tokens that the world of the real GitLab did not have.
MORE = {
    "void": """
[[token]]
name = "blocked_reader"
kind = "personal"
secret = "glpat-EXAMPLE-blocked-reader"
user = "blocked"
scopes = ["read_user"]

[[token]]
name = "ended"
kind = "personal"
secret = "glpat-EXAMPLE-ended"
user = "owner"
scopes = ["read_user"]
expires = 2020-01-01
revoked = true

[[token]]
name = "blocked_ended"
kind = "personal"
secret = "glpat-EXAMPLE-blocked-ended"
user = "blocked"
scopes = ["api"]
expires = 2020-01-01
"""
}


def _world(variant: str, directory: Path) -> Path:
    world = directory / "world.toml"
    settings = f"[instance]\n{VARIANTS.get(variant, '')}\n"
    text = WORLD.read_text("utf-8").replace("[instance]\n", settings, 1)
    world.write_text(text + MORE.get(variant, ""), "utf-8")
    return world


@pytest.fixture(scope="session")
def tools() -> Clients:
    """Give the clients as the lockfile pins them."""
    return install(ROOT, ROOT / "_build", print)


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Running]]:
    """Give a function that starts the registry of a variant anew, for one test alone."""
    with ExitStack() as stack:
        yield lambda variant: stack.enter_context(practice(world=_world(variant, tmp_path_factory.mktemp("fresh"))))


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Running]]:
    """Give a function that starts the registry of a variant once, and ends all at the end."""
    running: dict[str, Running] = {}
    with ExitStack() as stack:

        def start(variant: str = "") -> Running:
            if variant not in running:
                world = _world(variant, tmp_path_factory.mktemp("world"))
                running[variant] = stack.enter_context(practice(world=world))
            return running[variant]

        yield start


@pytest.fixture(scope="session")
def clients() -> Iterator[Callable[[str], httpx.Client]]:
    """Give a function that opens a client for an address once: making one takes longer than a request."""
    opened: dict[str, httpx.Client] = {}
    with ExitStack() as stack:

        def client(address: str) -> httpx.Client:
            if address not in opened:
                made = httpx.Client(base_url=address, trust_env=False, timeout=20, verify=False)
                opened[address] = stack.enter_context(made)
            return opened[address]

        yield client
