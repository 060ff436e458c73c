"""One practice registry for a state directory at a time."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from registry_guide.lock import held
from registry_guide.practice.state.database import StateError


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold a directory while the block runs; raises StateError if another process holds it, or it cannot be made."""
    with ExitStack() as stack:
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            stack.enter_context(held(directory / "lock"))
        except BlockingIOError as error:
            raise StateError(f"Another practice registry uses the state in {directory}.") from error
        except OSError as error:
            raise StateError(f"The state in {directory} cannot be used: {error.strerror}.") from error
        yield
