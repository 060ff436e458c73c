"""The practice registry of one path: a process of its own, with its own state and port."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from registry_guide.practice.addresses import Addresses
from registry_guide.walk.asking import Asker, Patience
from registry_guide.walk.errors import WalkError

_PATIENCE = 30.0  # seconds to start, and to end


@dataclass(frozen=True)
class Registry:
    """A registry that answers: the variables that lead clients to it, its tokens by placeholder, its request log.

    It logs a request before it answers, so what a client has seen is in the log when the client ends. `values` are
    those that a reader fills in there, by placeholder; none where the guide's examples hold. `names` are the hosts that
    lead to it, `port` is where on loopback it answers with TLS. `patience` is that of the walk's own requests.
    """

    environment: Mapping[str, str]
    tokens: Mapping[str, str]
    log: Path
    values: Mapping[str, str] = field(default_factory=dict)
    names: Sequence[str] = ()
    port: int = 0
    patience: Patience = field(default_factory=Patience)

    @cached_property
    def asker(self) -> Asker:
        """Asks it on the walk's own behalf."""
        return Asker.through(self.environment, self.patience)


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
    options = ["--state", str(state), "--world", str(world), "--wheelhouse", str(wheelhouse)]
    command = ["registry_guide.cli", "practice", "--json", "--until-eof", *options]
    with served(command, state, lasting=lasting) as there:
        yield reached(there)


def reached(there: Addresses, tokens: Mapping[str, str] | None = None, **values: str) -> Registry:
    """Give the registry at these addresses, with other tokens and values of a reader's own if there are any."""
    return Registry(
        environment=there.environment,
        tokens=there.tokens if tokens is None else tokens,
        log=there.log,
        values=values,
        names=there.names,
        port=urlsplit(there.address).port or 0,
    )


@contextmanager
def served(
    command: Sequence[str], state: Path, *, lasting: bool = False, tell: Callable[[str], None] = lambda _: None
) -> Iterator[Addresses]:
    """Run a Python module that says on a line of JSON where it answers, while the block runs; give what it said.

    Args:
        command: the module and its arguments; it ends when its standard input does.
        state: a directory for its state.
        lasting: whether its state is to be of use afterwards.
        tell: told each further line that it says.

    Raises:
        WalkError: it did not start.
    """
    state.mkdir(parents=True, exist_ok=True)
    errors = state.parent / "registry.err"
    # A session of its own: Ctrl-C at the terminal reaches the walk alone, which then ends the registry in order.
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
            line = process.stdout.readline()
            if not line:
                process.wait(_PATIENCE)
                said.flush()
                why = errors.read_text().strip().splitlines()[-1:] or ["it said nothing"]
                raise WalkError(f"The registry did not start: {why[0]}")
            listener.start()
            yield Addresses.from_json(json.loads(line))
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
