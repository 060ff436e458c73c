"""Run a practice registry: https with all its names, plain http on loopback, and the proxy."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import uvicorn
import uvloop
from starlette.types import ASGIApp

from registry_guide.practice.addresses import Addresses
from registry_guide.practice.public.index import PUBLISHED, PublicIndex
from registry_guide.practice.refusals import RefusalError
from registry_guide.practice.request_log import RequestLog
from registry_guide.practice.serve.app import App, hosts
from registry_guide.practice.serve.environment import environment
from registry_guide.practice.serve.pages import Pages
from registry_guide.practice.serve.protocol import Protocol, Refused
from registry_guide.practice.serve.proxy import Proxy
from registry_guide.practice.state.database import StateError
from registry_guide.practice.state.registry import Registry
from registry_guide.practice.world.certificates import certify

LOOPBACK = "127.0.0.1"
# The signals that end a registry in order.
ENDING = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Options:
    """How to listen: `port` and `plain_port` 0 take any free port; `listen` is an address of this machine."""

    port: int = 0
    plain_port: int = 0
    proxy_port: int = 0
    listen: str = LOOPBACK
    wheelhouse: Path | None = None


class _Server(uvicorn.Server):
    """A uvicorn server that leaves signals to `serve`, which runs two of them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def _socket(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address, port))
        made.listen(512)
    except OSError as error:
        made.close()
        raise StateError(f"Port {port} on {address} cannot be used: {error.strerror}.") from error
    return made


def _config(app: App, refused: Refused, **more: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=partial(Protocol, refused),  # type: ignore[arg-type]
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=1,
        **more,  # type: ignore[arg-type]
    )


def _log_refused(log: RequestLog, path: str, refusal: RefusalError) -> None:
    log.add(host="", method="", path=path, status=refusal.status, who="anonymous", why=refusal.why)


@dataclass(frozen=True, slots=True)
class Beyond:
    """A GitLab that answers in place of the practice registry: the application that reaches it, and its names."""

    app: ASGIApp
    names: Collection[str]


Ready = Callable[[Addresses, asyncio.Event], Awaitable[None]]


async def serve(
    registry: Registry, log: RequestLog, options: Options, ready: Ready, beyond: Beyond | None = None
) -> None:
    """Serve until a signal (SIGINT, SIGTERM) comes or `ready` sets the event that it is given.

    `ready` is called once everything answers, with the addresses. With `beyond`, only the stand-in for PyPI is the
    practice registry's own. Raises StateError if a port is taken.
    """
    address = registry.world.instance.address
    names = hosts(address)
    ca = registry.directory / "ca.pem"
    context = certify((address.host, *names[1:]), ca)
    index = PublicIndex(options.wheelhouse, registry.world.public_packages, registry.directory / PUBLISHED)
    app = App(registry, log, index, Pages(log), beyond.app if beyond else None)
    refused = partial(_log_refused, log)
    secure, plain = _socket(options.listen, options.port), _socket(options.listen, options.plain_port)
    servers = [
        (_Server(_config(app, refused, ssl_context_factory=lambda _config, _default: context)), secure),
        (_Server(_config(app, refused)), plain),
    ]
    # Those of another GitLab become more: the host to which it leads for files is known once it has.
    known = beyond.names if beyond else names
    proxy = Proxy(known, secure.getsockname()[1], log, _without_tls(registry, plain))
    stop = _stopped_by_signals()
    running = [asyncio.create_task(server.serve(sockets=[bound])) for server, bound in servers]
    try:
        proxy_address = f"http://{LOOPBACK}:{await proxy.start(options.proxy_port)}"
        while not all(server.started for server, _ in servers):
            await asyncio.sleep(0.005)
        shown = LOOPBACK if options.listen in ("0.0.0.0", "::") else options.listen
        addresses = Addresses(
            address=f"https://{shown}:{secure.getsockname()[1]}",
            plain=f"http://{shown}:{plain.getsockname()[1]}",
            proxy=proxy_address,
            ca=ca,
            state=registry.directory,
            log=log.path,
            environment=environment(proxy_address, ca, direct=not address.loopback),
            tokens=registry.secrets,
            names=tuple(known),
        )
        await _until_stopped(ready(addresses, stop), stop)
    finally:
        await proxy.stop()
        for server, _ in servers:
            server.should_exit = True
        await asyncio.gather(*running)


async def _until_stopped(ready: Awaitable[None], stop: asyncio.Event) -> None:
    watching = asyncio.ensure_future(ready)
    # What goes wrong in `ready` ends the registry, too.
    watching.add_done_callback(lambda task: None if task.cancelled() or not task.exception() else stop.set())
    await stop.wait()
    if watching.done():
        watching.result()
    watching.cancel()


def _without_tls(registry: Registry, plain: socket.socket) -> tuple[str, int] | None:
    # Where only the links are without TLS, the host answers without it, too, as one does whose links once worked so.
    instance = registry.world.instance
    bare = next((each for each in (instance.address, instance.links_to) if each.scheme == "http"), None)
    return (bare.authority, plain.getsockname()[1]) if bare else None


def _stopped_by_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in ENDING:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    # Whoever called may have held them back until now.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    return stop


async def end_of_input() -> None:
    """Wait until standard input is closed: in a thread, since a file or /dev/null cannot be watched otherwise."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def read() -> None:
        while os.read(sys.stdin.fileno(), 65536):
            pass
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=read, daemon=True).start()
    await ended.wait()


def run(main: Callable[[], Awaitable[None]]) -> None:
    """Run a coroutine on the fastest event loop there is."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_awaited(main))


async def _awaited(main: Callable[[], Awaitable[None]]) -> None:
    await main()
