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
            connection.executescript(f"BEGIN; {_script('schema')} PRAGMA user_version = {_VERSION}; COMMIT;")
        elif version != _VERSION:
            raise StateError(f"The state in {path.parent} was made by another version of the practice registry.")
        connection.executescript(_script("indexes"))
    except sqlite3.Error as error:
        raise StateError(f"The state in {path.parent} cannot be used: {error}.") from error
    return connection


def _script(name: str) -> str:
    return files("registry_guide.practice.state").joinpath(f"{name}.sql").read_text("utf-8")


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database for the block, in which it stays as it was when the block first read it; for one thread."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()


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
