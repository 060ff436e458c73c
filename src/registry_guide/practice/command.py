"""`registry-guide practice`: start a practice registry and keep it until it is told to end."""

import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path

import click


@click.command()
@click.option("--world", type=click.Path(path_type=Path), help="The world to start with, a TOML file.")
@click.option("--state", type=click.Path(path_type=Path, file_okay=False), help="Keep everything in this directory.")
@click.option("--wheelhouse", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Serve this directory's wheels and sdists in place of PyPI.")  # fmt: skip
@click.option("--host", metavar="NAME", help="Answer under this name instead of the world's.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port for https; any free one if not given.")
@click.option("--listen", metavar="ADDRESS", default="127.0.0.1", help="Listen on another address than loopback.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once it answers, and nothing else.")
@click.option("--until-eof", is_flag=True, help="End when standard input is closed.")
def practice(
    world: Path | None,
    state: Path | None,
    wheelhouse: Path | None,
    host: str | None,
    port: int,
    listen: str,
    as_json: bool,
    until_eof: bool,
) -> None:
    """Start a registry on this machine that answers as GitLab does."""
    from registry_guide.practice.database import StateError
    from registry_guide.practice.registry import open_registry
    from registry_guide.practice.requestlog import RequestLog
    from registry_guide.practice.server import Addresses, Options, run, serve
    from registry_guide.practice.worldfile import WorldError

    directory = Path(tempfile.mkdtemp(prefix="practice-registry-")) if state is None else state.absolute()
    try:
        registry = open_registry(directory, world, host)
        log = RequestLog(directory / "requests.jsonl")
        options = Options(port=port, listen=listen, wheelhouse=wheelhouse)

        async def ready(addresses: Addresses, stop: asyncio.Event) -> None:
            print(json.dumps(addresses.as_json()), flush=True)
            if until_eof:
                await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
                stop.set()

        run(lambda: serve(registry, log, options, ready))
        log.close()
        registry.close()
    except (WorldError, StateError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        if state is None:
            shutil.rmtree(directory, ignore_errors=True)
