"""Start a practice registry from Python, as a process of its own, and end it."""

import json
import select
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry_guide.practice.addresses import Addresses
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
    # A session of its own: Ctrl-C at the terminal reaches the caller alone, who then ends the registry in order.
    with (
        errors.open("w") as said,
        subprocess.Popen(
            [sys.executable, "-m", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        assert process.stdout is not None
        listener = threading.Thread(target=_listen, args=(process.stdout, tell), daemon=True)
        try:
            answered, _, _ = select.select([process.stdout], [], [], _PATIENCE)
            line = process.stdout.readline() if answered else ""
            if not line:
                process.terminate()
                process.wait(_PATIENCE)
                raise PracticeFailedError(errors.read_text().strip() or "The registry did not answer in time.")
            listener.start()
            yield json.loads(line), process.pid
        finally:
            _end(process, lasting)
            if listener.ident:
                listener.join()


def _listen(lines: Iterable[str], tell: Callable[[str], None]) -> None:
    for line in lines:
        tell(line.rstrip("\n"))


def _end(process: subprocess.Popen[str], lasting: bool) -> None:
    if not lasting:
        process.kill()
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
