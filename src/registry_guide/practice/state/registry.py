"""A practice registry's world and state, held together."""

import json
import logging
import os
import sqlite3
from functools import cached_property
from pathlib import Path

from registry_guide.practice.state.allowlist import Allowlists
from registry_guide.practice.state.blobs import Blobs
from registry_guide.practice.state.database import StateError, connect, transaction
from registry_guide.practice.state.package_lists import PackageLists
from registry_guide.practice.state.packages import NewFile, Packages
from registry_guide.practice.state.places import Places
from registry_guide.practice.state.protection import Protection
from registry_guide.practice.state.rate_limit import RateLimiter
from registry_guide.practice.state.tokens import Tokens, new_secret, now
from registry_guide.practice.world import file as worldfile
from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.practice.world.world import PackageSpec, World

_LOG = logging.getLogger(__name__)


class Registry:
    """Everything that answers are made from. One process holds a state directory at a time."""

    def __init__(self, world: World, directory: Path) -> None:
        self.directory = directory
        database = directory / "registry.sqlite3"
        self.connection: sqlite3.Connection = connect(database)
        self.places = Places(self.connection, world)
        self.tokens = Tokens(self.connection)
        self.packages = Packages(self.connection)
        self.lists = PackageLists(self.connection, database)
        self.protection = Protection(self.connection)
        self.allowlists = Allowlists(self.connection, self.places)
        self.blobs = Blobs(directory / "files")
        limit = world.instance.rate_limit
        self.rate = RateLimiter(limit) if limit is not None else None

    def close(self) -> None:
        """Let go of the state."""
        self.connection.close()

    @property
    def world(self) -> World:
        """The world as it is now."""
        return self.places.world

    @cached_property
    def since(self) -> str:
        """When the state was made: the world's groups and projects are as old."""
        (found,) = self.connection.execute("SELECT value FROM setting WHERE name = 'seeded'").fetchone()
        return str(found)

    @property
    def secrets(self) -> dict[str, str]:
        """The world's tokens by name: readable by the owner of the directory only."""
        secrets: dict[str, str] = json.loads((self.directory / "tokens.json").read_text("utf-8"))
        return secrets

    def forget(self, blob: str) -> None:
        """Remove a kept file, unless a row names it."""
        if not self.packages.uses(blob):
            self.blobs.remove(blob)

    def seed(self) -> None:
        """Put into a new state what the world starts with; clean up a state that has it."""
        if self.connection.execute("SELECT 1 FROM setting WHERE name = 'seeded'").fetchone():
            self._clean_up()
            return
        with transaction(self.connection):
            secrets = self._seed_tokens()
            self._seed_allowlists()
            self._seed_protection()
        for package in self.world.packages:
            self._seed_package(package)
        descriptor = os.open(self.directory / "tokens.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(secrets, file, indent=2)
        self.connection.execute("INSERT INTO setting VALUES ('seeded', ?)", (now(),))

    def _clean_up(self) -> None:
        # GitLab does this once an hour; here it waits for the start, so that nothing changes of itself meanwhile.
        for blob in self.packages.clean_up():
            self.blobs.remove(blob)
        if left := self.blobs.sweep(self.packages.blobs()):
            _LOG.warning("Removed %d files of uploads that the last end of the practice registry cut off.", left)

    def _seed_tokens(self) -> dict[str, str]:
        """Keep the world's tokens; give their secrets by name."""
        secrets: dict[str, str] = {}
        for spec in self.world.tokens:
            secrets[spec.name] = spec.secret or new_secret(spec.kind)
            self.tokens.add(spec, secrets[spec.name])
        return secrets

    def _seed_allowlists(self) -> None:
        for entry in self.world.allowlist:
            target = self.world.project(entry.target)
            source = self.world.project(entry.project) if entry.project else self.world.group(entry.group or "")
            assert target is not None and source is not None
            kind = "project" if entry.project else "group"
            self.allowlists.add(target, kind, source.id, entry.permissions)

    def _seed_protection(self) -> None:
        for rule in self.world.protected:
            project = self.world.project(rule.project)
            assert project is not None
            self.protection.add(project.id, rule.pattern, rule.push, rule.delete)

    def _seed_package(self, spec: PackageSpec) -> None:
        project = self.world.project(spec.project)
        assert project is not None
        content = wheel(
            spec.name,
            spec.version,
            origin=f"{spec.project} on {self.world.instance.address.name}",
            requires=spec.requires,
            requires_python=spec.requires_python,
        )
        blob = self.blobs.add(content)
        new = NewFile(
            name=spec.name,
            version=spec.version,
            file_name=wheel_name(spec.name, spec.version),
            sha256=blob,
            md5="",
            size=len(content),
            blob=blob,
            requires_python=spec.requires_python,
            metadata={},
        )
        package = self.packages.add(project.id, new, "the world")
        if spec.status != "default":
            self.packages.mark(package, spec.status)


def open_registry(directory: Path, world_file: Path | None, host: str | None = None) -> Registry:
    """Open a state directory, made from a world if it is new (None: the shipped world).

    A state keeps the world that it was made from. Raises WorldError for a bad world, StateError for a state that
    cannot be used or was made from another world than `world_file`.
    """
    kept = directory / "world.toml"
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if world_file is not None:
            worldfile.read(world_file)
        wanted = world_file.read_text("utf-8") if world_file is not None else None
        if not kept.exists():
            kept.write_text(wanted if wanted is not None else worldfile.default_text(), "utf-8")
        text = kept.read_text("utf-8")
    except OSError as error:
        raise StateError(f"The state in {directory} cannot be used: {error.strerror}.") from error
    if wanted is not None and wanted != text:
        raise StateError(
            f"The state in {directory} was made from another world; name a new directory, or leave --world out."
        )
    registry = Registry(worldfile.parse(text, str(kept), host=host), directory)
    registry.seed()
    return registry
