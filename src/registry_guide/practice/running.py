"""Start a practice registry from Python, as a process of its own, and end it."""

import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from registry_guide.practice.addresses import Addresses
from registry_guide.practice.request_log import Entry, read_log

_PATIENCE = 20


class PracticeFailedError(Exception):
    """The practice registry did not start; the message is what it said."""


@dataclass(frozen=True)
class Running(Addresses):
    """A running practice registry: its addresses, and the number of its process."""

    pid: int

    def requests(self) -> list[Entry]:
        """Give the request log so far, oldest first."""
        return list(read_log(self.log))


@contextmanager
def practice(
    *,
    world: Path | None = None,
    state: Path | None = None,
    wheelhouse: Path | None = None,
    host: str | None = None,
    port: int = 0,
) -> Iterator[Running]:
    """Run a practice registry while the block runs; parameters as the options of `registry-guide practice`.

    Raises PracticeFailedError if it does not answer in time.
    """
    given = {"--world": world, "--state": state, "--wheelhouse": wheelhouse, "--host": host, "--port": port}
    options = [part for name, value in given.items() if value is not None for part in (name, str(value))]
    process = subprocess.Popen(
        [sys.executable, "-m", "registry_guide.cli", "practice", "--json", "--until-eof", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield _ready(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()


def _ready(process: subprocess.Popen[str]) -> Running:
    assert process.stdout is not None and process.stderr is not None
    deadline = time.monotonic() + _PATIENCE
    answered, _, _ = select.select([process.stdout], [], [], deadline - time.monotonic())
    line = process.stdout.readline() if answered else ""
    if not line:
        process.terminate()
        raise PracticeFailedError(process.stderr.read().strip() or "The practice registry did not answer in time.")
    return Running.from_json(json.loads(line), pid=process.pid)
