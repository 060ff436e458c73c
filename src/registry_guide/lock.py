"""A lock between processes."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of a file while the block runs. It goes with the process, however that ends; the file stays.

    Args:
        path: the file, which is made if it is not there.
        wait: whether to wait for another process that holds it.

    Raises:
        BlockingIOError: another process holds it.
        OSError: the file cannot be made.
    """
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
