"""Somebody with the pinned clients and a registry, who begins each time in an empty home."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from registry_guide.blocks.facts import Facts
from registry_guide.practice.request_log import Entry
from registry_guide.practice.running import Running, practice
from registry_guide.practice.world import file as worldfile
from registry_guide.walk.clients.install import Clients
from registry_guide.walk.fixtures.start import starting_point, world_text

SILENT = "keyring.backends.null.Keyring"
"""A keyring that has nothing."""


def surroundings(running: Running, pinned: Clients, home: Path, keyring: str = SILENT) -> dict[str, str]:
    """Give the variables with which a client runs in a home and asks a registry, with a place for what it leaves."""
    (temporary := home.with_name(f"{home.name}.tmp")).mkdir(parents=True, exist_ok=True)
    return {
        **running.environment,
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "PATH": os.pathsep.join((str(home / ".local/bin"), str(pinned.commands), "/usr/bin", "/bin")),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "COLUMNS": "200",
        "PYTHON_KEYRING_BACKEND": keyring,
    }


@dataclass
class Somebody:
    """Runs commands of bash, each in a home of its own unless one is given."""

    facts: Facts
    running: Running
    pinned: Clients
    folder: Path
    count: int = 0

    def text(self, words: str) -> str:
        """Give a text with its `{facts}` and `{placeholders}` filled in, and `<TOKEN>` as the registry has it."""
        fact = re.sub(
            r"\{([a-z_.]+)\}", lambda hole: self.facts.example(self.facts.fact_or_placeholder(hole[1])), words
        )
        return re.sub(r"<([a-z_]+)>", lambda token: self.running.tokens[token[1]], fact)

    def home(self) -> Path:
        """Make an empty home directory."""
        self.count += 1
        home = self.folder / str(self.count)
        home.mkdir()
        return home

    def file(self, home: Path, name: str, words: str) -> None:
        """Write a file that only its owner reads, with what `text` fills in."""
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text(words))
        path.chmod(0o600)

    def run(self, command: str, home: Path | None = None, **variables: str) -> tuple[int, str]:
        """Run a command, with what `text` fills in; give its exit code and what it said."""
        home = home or self.home()
        environment = surroundings(self.running, self.pinned, home)
        environment |= {name: self.text(value) for name, value in variables.items()}
        done = subprocess.run(
            ["bash", "-c", self.text(command)],
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=150,
            check=False,
        )
        return done.returncode, done.stdout

    def requests(self) -> list[Entry]:
        """Give all requests so far, oldest first."""
        return self.running.requests()


@contextmanager
def somebody(
    facts: Facts, pinned: Clients, wheels: Path, folder: Path, start: str, more: Mapping[str, object] | None = None
) -> Iterator[Somebody]:
    """Give somebody with a registry that has the world of a starting point, and more if that is given."""
    world = folder / "world.toml"
    world.write_text(world_text(world_text(worldfile.default_text(), starting_point(facts, start).world), more or {}))
    with practice(world=world, wheelhouse=wheels) as running:
        yield Somebody(facts, running, pinned, folder)
