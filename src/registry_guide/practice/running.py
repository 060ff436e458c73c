"""Start a practice registry from Python, as a process of its own, and end it."""

import json
import os
import select
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry_guide.practice.addresses import Addresses
from registry_guide.practice.forking import Fork, fork
from registry_guide.practice.request_log import Entry, read_log

_PATIENCE = 30.0  # seconds to start, and to end


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
    command = ["registry_guide.cli", "practice", "--json", "--until-eof", *options]
    with (
        tempfile.TemporaryDirectory(prefix="practice-said-") as folder,
        launched(command, Path(folder, "errors")) as (said, pid),
    ):
        yield Running.from_json(said, pid=pid)


@contextmanager
def launched(
    command: Sequence[str],
    errors: Path,
    *,
    lasting: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[tuple[dict[str, Any], int]]:
    """Run a Python module that says on a line of JSON where it answers, while the block runs.

    Args:
        command: the module and its arguments; it ends when its standard input does.
        errors: the file for its standard error.
        lasting: whether what it leaves is to be of use; if not, it is killed, which takes no time.
        tell: told each further line that it says.

    Yields:
        What it said, and the number of its process.

    Raises:
        PracticeFailedError: it did not answer in time; the message is what it said.
    """
    child = fork(command, errors)
    with os.fdopen(child.said, encoding="utf-8") as said:
        listener = threading.Thread(target=_listen, args=(said, tell), daemon=True)
        try:
            answered, _, _ = select.select([said], [], [], _PATIENCE)
            line = said.readline() if answered else ""
            if not line:
                child.signal(signal.SIGTERM)
                child.ends(_PATIENCE)
                raise PracticeFailedError(errors.read_text().strip() or "The registry did not answer in time.")
            listener.start()
            yield json.loads(line), child.pid
        finally:
            _end(child, lasting)
            if listener.ident:
                listener.join()


def _listen(lines: Iterable[str], tell: Callable[[str], None]) -> None:
    for line in lines:
        tell(line.rstrip("\n"))


def _end(child: Fork, lasting: bool) -> None:
    if not lasting:
        child.signal(signal.SIGKILL)
    os.close(child.to)
    if not child.ends(_PATIENCE):
        child.signal(signal.SIGKILL)
        child.ends(_PATIENCE)
