"""One practice registry for a state directory at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry_guide.practice.state.database import StateError


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold a directory while the block runs; raises StateError if another process holds it, or it cannot be made."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (directory / "lock").open("w")
    except OSError as error:
        raise StateError(f"The state in {directory} cannot be used: {error.strerror}.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StateError(f"Another practice registry uses the state in {directory}.") from error
        yield
