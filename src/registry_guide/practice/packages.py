"""Packages and their files, as rows: a package is one name and version, spelled exactly so, in one project."""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry_guide.practice.database import transaction
from registry_guide.practice.tokens import now

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
    project: int
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
class Link:
    """A line of a simple page: a file, with its own `requires_python`."""

    project: int
    package_name: str
    file_name: str
    sha256: str
    requires_python: str


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


class FileNameTaken(Exception):
    """The same name and version already have a file of this name."""


_FILE_COLUMNS = "file.*, package.project AS project"


def _package(row: sqlite3.Row) -> Package:
    fields = dict(row)
    del fields["normalised"]
    return Package(**(fields | {"metadata": json.loads(row["metadata"])}))


def _marks(items: Iterable[object]) -> str:
    return ", ".join("?" for _ in items)


class Packages:
    """The packages in a database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, project: int, new: NewFile, creator: str) -> Package:
        """Keep a file and its package's row in one step; a later file's metadata stand for the whole version.

        Raises FileNameTaken if name and version, spelled exactly so, already have a file of this name
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
                    (
                        number,
                        new.file_name,
                        new.sha256,
                        new.md5,
                        new.size,
                        new.blob,
                        new.requires_python,
                        now(),
                    ),
                )
            except sqlite3.IntegrityError as error:
                raise FileNameTaken(new.file_name) from error
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
        return None if row is None else _package(row)

    def listed(self, projects: Iterable[int]) -> list[Package]:
        """List the packages of projects, oldest first, without those about to be destroyed."""
        projects = list(projects)
        rows = self._connection.execute(
            f"SELECT * FROM package WHERE project IN ({_marks(projects)}) AND status != ? ORDER BY id",
            (*projects, PENDING),
        )
        return [_package(row) for row in rows]

    def index(self, projects: Iterable[int]) -> list[tuple[str, str]]:
        """Give raw name and `requires_python` of each version, oldest first: the lines of a simple index."""
        projects = list(projects)
        rows = self._connection.execute(
            f"SELECT name, requires_python FROM package WHERE project IN ({_marks(projects)}) AND status != ?"
            " ORDER BY id",
            (*projects, PENDING),
        )
        return [(row["name"], row["requires_python"]) for row in rows]

    def page(self, projects: Iterable[int], requested: str) -> tuple[str, list[Link]] | None:
        """Give the first version's name as spelled, and the lines of a simple page; None if no version has the name.

        The stored name is normalised, the requested one only put in small letters
        (`with_normalized_pypi_name`). A version about to be destroyed counts as gone.
        """
        projects = list(projects)
        rows = self._connection.execute(
            "SELECT package.project, package.name AS package_name, file.requires_python,"
            " file.name AS file_name, file.sha256 FROM package"
            " LEFT JOIN file ON file.package = package.id AND file.status != ?"
            f" WHERE package.project IN ({_marks(projects)}) AND package.normalised = ? AND package.status != ?"
            " ORDER BY package.id, file.id",
            (PENDING, *projects, requested.lower(), PENDING),
        ).fetchall()
        if not rows:
            return None
        return rows[0]["package_name"], [
            Link(row["project"], row["package_name"], row["file_name"], row["sha256"], row["requires_python"])
            for row in rows
            if row["file_name"] is not None
        ]

    def file(self, projects: Iterable[int], sha256: str, name: str) -> File | None:
        """Find a file by the digest that was sent with it and its name, both exact; a deleted one is found last."""
        projects = list(projects)
        row = self._connection.execute(
            f"SELECT {_FILE_COLUMNS} FROM file JOIN package ON package.id = file.package"
            f" WHERE file.sha256 = ? AND file.name = ? AND package.project IN ({_marks(projects)})"
            " AND package.status != ? ORDER BY file.status = ?, file.id DESC",
            (sha256, name, *projects, PENDING, PENDING),
        ).fetchone()
        return None if row is None else File(**dict(row))

    def files(self, package: Package) -> list[File]:
        """List the files of a package, oldest first."""
        rows = self._connection.execute(
            f"SELECT {_FILE_COLUMNS} FROM file JOIN package ON package.id = file.package"
            " WHERE file.package = ? AND file.status != ? ORDER BY file.id",
            (package.id, PENDING),
        )
        return [File(**dict(row)) for row in rows]

    def uses(self, blob: str) -> bool:
        """Tell whether any file's bytes are this blob."""
        query = "SELECT 1 FROM file WHERE blob = ? LIMIT 1"
        return self._connection.execute(query, (blob,)).fetchone() is not None

    def mark(self, package: Package, status: str) -> None:
        """Set a package's status."""
        self._connection.execute("UPDATE package SET status = ? WHERE id = ?", (status, package.id))

    def remove(self, package: Package) -> None:
        """Drop a package and its files."""
        self._connection.execute("DELETE FROM package WHERE id = ?", (package.id,))

    def mark_file(self, file: File) -> None:
        """Mark one file as deleted: its name stays taken until the next clean-up."""
        self._connection.execute("UPDATE file SET status = ? WHERE id = ?", (PENDING, file.id))

    def clean_up(self) -> list[str]:
        """Drop the files that are marked as deleted; give the blobs that no other file needs."""
        with transaction(self._connection):
            rows = self._connection.execute("DELETE FROM file WHERE status = ? RETURNING blob", (PENDING,)).fetchall()
        return [row["blob"] for row in rows if not self.uses(row["blob"])]
