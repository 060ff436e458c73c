"""Packages and their files, as rows: a package is one name and version, spelled exactly so, in one project."""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry_guide.practice.state.database import transaction
from registry_guide.practice.state.tokens import now

PENDING = "pending_destruction"


def normalised(name: str) -> str:
    """Normalise a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a package."""

    id: int
    project: int
    name: str
    version: str
    status: str
    requires_python: str
    metadata: Mapping[str, str]
    creator: str
    created_at: str


@dataclass(frozen=True, slots=True)
class File:
    """One file of a package; `sha256` and `md5` are as the client sent them, `blob` is what was received."""

    id: int
    package: int
    name: str
    sha256: str
    md5: str
    size: int
    blob: str
    requires_python: str
    status: str
    created_at: str

    @property
    def deleted(self) -> bool:
        """Tell whether the file is marked as deleted, and waits for the clean-up."""
        return self.status == PENDING


@dataclass(frozen=True, slots=True)
class NewFile:
    """What an upload leaves behind, checked and cut to length."""

    name: str
    version: str
    file_name: str
    sha256: str
    md5: str
    size: int
    blob: str
    requires_python: str
    metadata: Mapping[str, str]


class FileNameTakenError(Exception):
    """The same name and version already have a file of this name; the message says so."""


def package_of(row: sqlite3.Row) -> Package:
    """Make a package of its row."""
    fields = dict(row)
    del fields["normalised"]
    return Package(**(fields | {"metadata": json.loads(row["metadata"])}))


def marks(items: Iterable[object]) -> str:
    """Give as many marks for values as there are items."""
    return ", ".join("?" for _ in items)


class Packages:
    """The packages in a database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, project: int, new: NewFile, creator: str) -> Package:
        """Keep a file and its package's row in one step; a later file's metadata stand for the whole version.

        Raises FileNameTakenError if name and version, spelled exactly so, already have a file of this name
        (`app/services/packages/pypi/create_package_service.rb`).
        """
        with transaction(self._connection):
            row = self._connection.execute(
                "SELECT id FROM package WHERE project = ? AND name = ? AND version = ? AND status != ?",
                (project, new.name, new.version, PENDING),
            ).fetchone()
            metadata = json.dumps(dict(new.metadata), ensure_ascii=False)
            if row is None:
                number = self._connection.execute(
                    "INSERT INTO package (project, name, normalised, version, requires_python, metadata, creator,"
                    " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        project,
                        new.name,
                        normalised(new.name),
                        new.version,
                        new.requires_python,
                        metadata,
                        creator,
                        now(),
                    ),
                ).lastrowid
            else:
                number = row["id"]
            try:
                self._connection.execute(
                    "INSERT INTO file (package, name, sha256, md5, size, blob, requires_python, created_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (number, new.file_name, new.sha256, new.md5, new.size, new.blob, new.requires_python, now()),
                )
            except sqlite3.IntegrityError as error:
                raise FileNameTakenError(f"{new.name} {new.version} already has a file {new.file_name}") from error
            if row is not None:
                self._connection.execute(
                    "UPDATE package SET requires_python = ?, metadata = ? WHERE id = ?",
                    (new.requires_python, metadata, number),
                )
        assert number is not None
        package = self.get(project, number)
        assert package is not None
        return package

    def get(self, project: int, number: int) -> Package | None:
        """Find a package by its id."""
        row = self._connection.execute(
            "SELECT * FROM package WHERE project = ? AND id = ?", (project, number)
        ).fetchone()
        return None if row is None else package_of(row)

    def file(self, projects: Iterable[int], sha256: str, name: str) -> File | None:
        """Find a file by the digest that was sent with it and its name, both exact; a deleted one is found last."""
        projects = list(projects)
        row = self._connection.execute(
            "SELECT file.* FROM file JOIN package ON package.id = file.package"
            f" WHERE file.sha256 = ? AND file.name = ? AND package.project IN ({marks(projects)})"
            " AND package.status != ? ORDER BY file.status = ?, file.id DESC",
            (sha256, name, *projects, PENDING, PENDING),
        ).fetchone()
        return None if row is None else File(**dict(row))

    def file_of(self, package: Package, number: int) -> File | None:
        """Find a file of a package by its id."""
        row = self._connection.execute(
            "SELECT * FROM file WHERE package = ? AND id = ? AND status != ?", (package.id, number, PENDING)
        ).fetchone()
        return None if row is None else File(**dict(row))

    def uses(self, blob: str) -> bool:
        """Tell whether any file's bytes are this blob."""
        query = "SELECT 1 FROM file WHERE blob = ? LIMIT 1"
        return self._connection.execute(query, (blob,)).fetchone() is not None

    def blobs(self) -> set[str]:
        """Give every blob that is the bytes of a file."""
        return {row["blob"] for row in self._connection.execute("SELECT DISTINCT blob FROM file")}

    def mark(self, package: Package, status: str) -> None:
        """Set a package's status."""
        self._connection.execute("UPDATE package SET status = ? WHERE id = ?", (status, package.id))

    def remove(self, package: Package) -> list[str]:
        """Drop a package and its files; give the blobs that no other file needs."""
        with transaction(self._connection):
            rows = self._connection.execute(
                "DELETE FROM file WHERE package = ? RETURNING blob", (package.id,)
            ).fetchall()
            self._connection.execute("DELETE FROM package WHERE id = ?", (package.id,))
        return self._unused(rows)

    def mark_file(self, file: File) -> None:
        """Mark one file as deleted: its name stays taken until the next clean-up."""
        self._connection.execute("UPDATE file SET status = ? WHERE id = ?", (PENDING, file.id))

    def clean_up(self) -> list[str]:
        """Drop the files that are marked as deleted; give the blobs that no other file needs."""
        with transaction(self._connection):
            rows = self._connection.execute("DELETE FROM file WHERE status = ? RETURNING blob", (PENDING,)).fetchall()
        return self._unused(rows)

    def _unused(self, rows: Iterable[sqlite3.Row]) -> list[str]:
        return [blob for blob in {row["blob"] for row in rows} if not self.uses(blob)]
