"""`registry-guide practice`: start a practice registry and keep it until it is told to end."""

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from registry_guide.practice.addresses import Addresses
    from registry_guide.practice.request_log import RequestLog
    from registry_guide.practice.state.registry import Registry

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command()
@click.option("--world", type=click.Path(path_type=Path), help="The world to start with, a TOML file.")
@click.option("--state", type=click.Path(path_type=Path, file_okay=False), help="Keep everything in this directory.")
@click.option(
    "--wheelhouse",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Serve this directory's wheels and sdists in place of PyPI.",
)
@click.option("--host", metavar="ADDRESS", help="Answer under this address instead of the world's.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port for https; any free one if not given.")
@click.option("--listen", metavar="ADDRESS", default="127.0.0.1", help="Listen on this address instead of loopback.")
@click.option("--shell", is_flag=True, help="Open a shell that is led to the registry; it ends with the shell.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once it answers, and nothing else.")
@click.option("--until-eof", is_flag=True, help="End when standard input is closed.")
def practice(
    world: Path | None,
    state: Path | None,
    wheelhouse: Path | None,
    host: str | None,
    port: int,
    listen: str,
    shell: bool,
    as_json: bool,
    until_eof: bool,
) -> None:
    """Start a registry on this machine that answers as GitLab does."""
    from registry_guide.practice.request_log import RequestLog
    from registry_guide.practice.serve.server import ENDING, Options, run, serve
    from registry_guide.practice.state.database import StateError
    from registry_guide.practice.state.lock import locked
    from registry_guide.practice.state.registry import open_registry
    from registry_guide.practice.world.file import WorldError

    if listen not in _LOOPBACK:
        click.echo(
            f"Warning: everybody who reaches {listen} can reach this registry, with tokens known to all.", err=True
        )
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    options = Options(port=port, listen=listen, wheelhouse=wheelhouse)
    # Until the server takes them, they could end the process between two steps and leave the state behind: they wait.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        with _directory(state) as directory, locked(directory):
            registry = open_registry(directory, world, host)
            log = RequestLog(directory / "requests.jsonl")
            manner = _Manner(registry, log, shell=shell, as_json=as_json, until_eof=until_eof)
            try:
                run(lambda: serve(registry, log, options, manner.ready))
            finally:
                log.close()
                registry.close()
    except (WorldError, StateError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"The practice registry cannot run: {error.strerror or error}.") from error
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _directory(state: Path | None) -> Iterator[Path]:
    """Give the directory for the state: the reader's, or one that is gone afterwards."""
    if state is not None:
        yield state.absolute()
        return
    directory = Path(tempfile.mkdtemp(prefix="practice-registry-"))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@dataclass(frozen=True)
class _Manner:
    """How the command speaks with whoever started it."""

    registry: "Registry"
    log: "RequestLog"
    shell: bool
    as_json: bool
    until_eof: bool

    async def ready(self, addresses: "Addresses", stop: asyncio.Event) -> None:
        """Say that the registry answers; set `stop` when the reader's shell or the input ends."""
        from registry_guide.practice.serve.environment import fish_script, posix_script
        from registry_guide.practice.serve.server import end_of_input

        (addresses.state / "practice.sh").write_text(posix_script(addresses.environment), "utf-8")
        (addresses.state / "practice.fish").write_text(fish_script(addresses.environment), "utf-8")
        if self.as_json:
            print(json.dumps(addresses.as_json()), flush=True)
        else:
            self._welcome(addresses)
        if self.shell:
            await self._open_shell(addresses)
            stop.set()
        elif self.until_eof:
            await end_of_input()
            stop.set()

    def _welcome(self, addresses: "Addresses") -> None:
        from rich.console import Console

        from registry_guide.practice.terminal import show, welcome

        console = Console(highlight=False)
        welcome(console, self.registry, addresses)
        if not self.shell:
            self.log.listen(lambda entry: show(console, entry))

    @staticmethod
    async def _open_shell(addresses: "Addresses") -> None:
        from registry_guide.practice.subshell import subshell

        print(f"This shell ({os.environ.get('SHELL', 'sh')}) is led to the registry; leave it with `exit`.", flush=True)
        await subshell(addresses.environment)
