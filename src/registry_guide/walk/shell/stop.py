"""Ending a walk before its end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from registry_guide.walk.shell.session import Shell


class Stop:
    """Ends all paths that run: no further step begins, the shells are killed, and nobody waits for GitLab any more.

    Attributes:
        event: set when the walk is to end.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shells: set[Shell] = set()
        self.event = threading.Event()

    @property
    def stopped(self) -> bool:
        """Whether the walk is to end."""
        return self.event.is_set()

    @contextmanager
    def guarded(self, shell: Shell) -> Iterator[Shell]:
        """Have a shell in care while the block runs, then close it; it is killed when the walk is to end."""
        with shell:
            with self._lock:
                self._shells.add(shell)
                if self.event.is_set():
                    shell.kill()
            try:
                yield shell
            finally:
                with self._lock:
                    self._shells.discard(shell)

    def stop(self) -> None:
        """End the walk."""
        with self._lock:
            self.event.set()
            for shell in self._shells:
                shell.kill()
