"""Waiting for what another process does, and not waiting for it."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any, TypeVar

_Found = TypeVar("_Found")


def until(holds: Callable[[], _Found], seconds: float = 100, by: subprocess.Popen[Any] | None = None) -> _Found:
    """Wait until something holds, and give what it is then.

    Args:
        holds: gives something true once it holds.
        seconds: the longest wait.
        by: the process that brings it about; one that ends before is not waited for.

    Raises:
        AssertionError: it did not come to hold.
    """
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert by is None or by.poll() is None, "the process ended before"
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)
    return found


def interrupt(process: subprocess.Popen[str], send: Callable[[signal.Signals], object], number: signal.Signals) -> None:
    """Send a process a signal again and again until it has ended: neither its cleaning up nor its end minds."""

    def ended() -> bool:
        if process.poll() is None:
            send(number)
        return process.poll() is not None

    until(ended)
