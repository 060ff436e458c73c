"""Open the SQLite database of a registry's state."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

# Of the tables; a state with others is not read.
_VERSION = 4


class StateError(Exception):
    """The state cannot be used; the message says why."""


def connect(path: Path) -> sqlite3.Connection:
    """Open a database in WAL mode, made with its tables if it is new.

    Raises StateError if the file is no such database, or another registry holds it.
    """
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=5)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            schema = files("registry_guide.practice").joinpath("schema.sql").read_text("utf-8")
            connection.executescript(f"BEGIN; {schema} PRAGMA user_version = {_VERSION}; COMMIT;")
        elif version != _VERSION:
            raise StateError(f"The state in {path.parent} was made by another version of the practice registry.")
    except sqlite3.Error as error:
        raise StateError(f"The state in {path.parent} cannot be used: {error}.") from error
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block's statements all or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
