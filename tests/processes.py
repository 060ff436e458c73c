"""The processes that run, by their command lines; those of practice registries, whose do not say for what they run."""

import subprocess
from collections.abc import Iterable
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


def commands(words: str) -> list[str]:
    """Give the command lines in which some words stand."""
    listed = subprocess.run(["ps", "-axww", "-o", "args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if words in line and not line.startswith("ps ")]
