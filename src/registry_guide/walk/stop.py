"""Ending a walk before its end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from registry_guide.walk.shell import Shell


class Stop:
    """Ends all paths that run: no further step begins, and the shells are killed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shells: set[Shell] = set()
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether the walk is to end."""
        return self._stopped

    @contextmanager
    def guarded(self, shell: Shell) -> Iterator[Shell]:
        """Have a shell in care while the block runs, then close it; it is killed when the walk is to end."""
        with shell:
            with self._lock:
                self._shells.add(shell)
                if self._stopped:
                    shell.kill()
            try:
                yield shell
            finally:
                with self._lock:
                    self._shells.discard(shell)

    def stop(self) -> None:
        """End the walk."""
        with self._lock:
            self._stopped = True
            for shell in self._shells:
                shell.kill()
