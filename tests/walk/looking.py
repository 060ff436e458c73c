"""Somebody who has a client, and tokens in some of the places where it looks for one."""

import base64
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import httpx

from registry_guide.blocks.facts import Facts, load
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.table import rows_of
from registry_guide.practice.running import Running, practice
from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.walk.clients.install import Clients
from tests.walk.somebody import surroundings
from tools.build import ROOT

UPLOAD = "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi"
WRONG = "glpat-EXAMPLE-not-a-token"
# A project of uv's that takes one package from an index, which alone is asked for it.
UV_PROJECT = """\
[project]
name = "my-app"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["{package}"]

[[tool.uv.index]]
name = "{index}"
url = "{address}"
explicit = true
authenticate = "always"

[tool.uv.sources]
{package} = {{ index = "{index}" }}
"""
NO_KEYRING = "keyring.backends.fail.Keyring"
# One that a file stands for.
KEYRING = "keyrings.alt.file.PlaintextKeyring"


@dataclass(frozen=True)
class Home:
    """A home directory in which a client runs, and the variables that it has."""

    folder: Path
    commands: Path
    variables: Mapping[str, str]

    def ask(self, client: str, *words: str, **variables: str) -> "Tried":
        """Run a client there, and give what came of it."""
        done = self.run(client, *words, **variables)
        return Tried(done.returncode == 0, done.stdout, self)

    def run(self, client: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a client there; its output and its messages come as one."""
        return subprocess.run(
            [client, *words],
            executable=self.commands / client,
            cwd=self.folder,
            env={**self.variables, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )

    def keyring(self, service: str, username: str, token: str) -> None:
        """Store a token in the keyring that a file stands for."""
        path = self.folder / ".local/share/python_keyring/keyring_pass.cfg"
        path.parent.mkdir(parents=True)
        secret = base64.b64encode(token.encode()).decode()
        section = re.sub(r"[^A-Za-z0-9]", lambda odd: f"_{ord(odd[0]):02X}", service)
        path.write_text(f"[{section}]\n{username} = {secret}\n")

    def netrc(self, token: str) -> None:
        """Store a token in netrc."""
        path = self.folder / ".netrc"
        path.write_text(f"machine gitlab.example.com login x password {token}\n")
        path.chmod(0o600)


@dataclass
class Looking:
    """A practice registry with a package named there, and homes to ask it from."""

    running: Running
    pinned: Clients
    folder: Path
    count: int = field(default=0)

    @property
    def good(self) -> str:
        """A token that can do all."""
        return self.running.tokens["personal_token"]

    def home(self, **variables: str) -> Home:
        """Make an empty home."""
        self.count += 1
        folder = self.folder / str(self.count)
        folder.mkdir()
        environment = surroundings(self.running, self.pinned, folder, NO_KEYRING)
        return Home(folder, self.pinned.commands, {**environment, **variables})


@dataclass(frozen=True)
class Tried:
    """What came of asking with a client: whether it went through, what it said, and the home where it ran."""

    through: bool
    said: str
    home: Home

    def went_through(self) -> "Tried":
        """Hold that it did."""
        assert self.through, self.said
        return self

    def failed(self, says: str) -> "Tried":
        """Hold that it did not, and said so in these words."""
        assert not self.through, self.said
        assert says in self.said
        return self


# Asks with a client that has these tokens, by place.
Ask = Callable[[dict[str, str]], Tried]


def first_decides(ask: Ask, first: str, second: str, good: str, says: str = "") -> None:
    """Hold that of two places with a token the first one counts; `says` is in what the client says of a wrong one."""
    ask({first: good, second: WRONG}).went_through()
    ask({first: WRONG, second: good}).failed(says)


def places(client: str) -> list[str]:
    """Give the places in which a client looks for a token, in the order that a page states."""
    return rows_of(load(ROOT / "facts", client_versions(ROOT)), "lookup")[client]["places"].split()


def variables(facts: Facts, client: str, token: str | None) -> dict[str, str]:
    """Give a client's variables for a token, none if there is no token."""
    names = (f"{each}_variable.{client}" for each in ("username", "password"))
    values = ("x", token) if token is not None else ()
    return {facts.example(facts.text(name)): value for name, value in zip(names, values, strict=False)}


@contextmanager
def looking(pinned: Clients, folder: Path) -> Iterator[Looking]:
    """Run a practice registry in which `there` 1.0 is published."""
    with practice() as running:
        content = wheel("there", "1.0", origin="a test")
        answer = httpx.post(
            f"{running.plain}/api/v4/projects/1/packages/pypi",
            auth=("x", running.tokens["personal_token"]),
            data={"name": "there", "version": "1.0", "sha256_digest": sha256(content).hexdigest()},
            files={"content": (wheel_name("there", "1.0"), content)},
            trust_env=False,
        )
        assert answer.status_code == 201
        yield Looking(running, pinned, folder)
