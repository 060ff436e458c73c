"""The practice registry of one path: a process of its own, with its own state and port."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from registry_guide.walk.errors import WalkError

_PATIENCE = 30.0  # seconds to start, and to end


@dataclass(frozen=True)
class Registry:
    """A registry that answers: the variables that lead clients to it, its tokens by placeholder, its request log.

    It logs a request before it answers, so what a client has seen is in the log when the client ends.
    """

    environment: Mapping[str, str]
    tokens: Mapping[str, str]
    log: Path


@contextmanager
def practice(state: Path, world: Path, wheelhouse: Path, *, lasting: bool = False) -> Iterator[Registry]:
    """Run a practice registry while the block runs.

    Args:
        state: a directory for its state.
        world: the TOML file of its world.
        wheelhouse: the directory of files that its stand-in for PyPI serves.
        lasting: whether its state is to be of use afterwards; if not, it is killed, which takes no time.

    Raises:
        WalkError: it did not start.
    """
    state.mkdir(parents=True, exist_ok=True)
    errors = state.parent / "registry.err"
    command = [sys.executable, "-m", "registry_guide.cli", "practice", "--json", "--until-eof"]
    options = ["--state", str(state), "--world", str(world), "--wheelhouse", str(wheelhouse)]
    # A session of its own: Ctrl-C at the terminal reaches the walk alone, which then ends the registry in order.
    with (
        errors.open("w") as said,
        subprocess.Popen(
            [*command, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                process.wait(_PATIENCE)
                said.flush()
                why = errors.read_text().strip().splitlines()[-1:] or ["it said nothing"]
                raise WalkError(f"The practice registry did not start: {why[0]}")
            table = json.loads(line)
            yield Registry(table["environment"], table["tokens"], Path(table["log"]))
        finally:
            _end(process, lasting)


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
