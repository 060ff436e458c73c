"""The processes of practice registries, whose command lines do not say for what they were started; impatience."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

_FORKED = "registry_guide.practice.forking"


def registries_of(parent: int) -> list[int]:
    """Give the numbers of the registries below a process, and of those from which they are forked."""
    listed = subprocess.run(["ps", "-axww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [
        (int(pid), int(above), args) for pid, above, args in (row.split(None, 2) for row in listed.stdout.splitlines())
    ]
    family = {parent}
    while more := {pid for pid, above, _ in rows if above in family} - family:
        family |= more
    return [pid for pid, _, args in rows if pid in family and _FORKED in args]


def running(processes: Iterable[int]) -> list[int]:
    """Give those of these processes that have not ended."""
    return [pid for pid in processes if Path(f"/proc/{pid}").exists()]


def interrupt(process: subprocess.Popen[str], send: Callable[[signal.Signals], object], number: signal.Signals) -> None:
    """Send a process a signal again and again until it has ended: neither its cleaning up nor its end minds."""
    while process.poll() is None:
        send(number)
        time.sleep(0.02)
