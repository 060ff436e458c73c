"""Paths with a client that takes no notice of a proxy: a Linux namespace in which names lead to the registry.

The shell of such a path has a network of its own, with nothing in it but loopback, and hosts of its own. Port 443
there, and the port of the GitLab if that is another, is handed on to the registry outside. Sources: unshare(1),
user_namespaces(7), network_namespaces(7).
"""

import asyncio
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path as File
from typing import Any
from urllib.parse import urlsplit

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.head import Kind
from registry_guide.blocks.manifest import BlockStep
from registry_guide.practice.proxy import pump
from registry_guide.walk.errors import NotHereError
from registry_guide.walk.path import Path

_APART = ("--map-current-user", "--keep-caps", "--net", "--mount")
_PATIENCE = 20.0  # seconds until the namespace is ready


def clients(facts: Facts) -> dict[str, dict[str, str]]:
    """Give the clients that take no notice of a proxy, each with its row of facts (`direct.CLIENT.KEY`)."""
    rows: dict[str, dict[str, str]] = {}
    for name in facts.values:
        if found := re.fullmatch(r"direct\.(\w+)\.(\w+)", name):
            rows.setdefault(found[1], {})[found[2]] = facts.example(facts.text(name))
    return rows


def named(path: Path, names: Iterable[str]) -> list[str]:
    """Give those of the clients that a path's commands or jobs name."""
    texts = [step.text for step in path.steps if isinstance(step, BlockStep) and step.kind in (Kind.COMMANDS, Kind.JOB)]
    return [name for name in names if any(re.search(rf"\b{re.escape(name)}\b", text) for text in texts)]


def environment(whole: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Give a path's environment without its proxy, and with the authority where these clients look for it."""
    kept = {name: value for name, value in whole.items() if not name.lower().endswith("_proxy")}
    return kept | {row["ca_variable"]: whole["SSL_CERT_FILE"] for row in rows if "ca_variable" in row}


class Namespaces:
    """Starts shells, each in a namespace of its own, and hands on what they ask."""

    def __init__(self, unshare: str, hosts: File, ports: Sequence[int], port: int, script: File) -> None:
        self._unshare = unshare
        self._ports = ports
        self._hosts = hosts
        self._port = port
        self._script = script
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._servers: list[asyncio.Server] = []

    def launch(self, command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
        """Start a command as `subprocess.Popen` does, but in a namespace.

        Raises:
            NotHereError: this system lets nobody, or not us, make one.
        """
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ports = ",".join(map(str, self._ports))
            inside = [sys.executable, "-I", str(self._script), str(theirs.fileno()), str(self._hosts), ports, *command]
            process = subprocess.Popen([self._unshare, *_APART, *inside], pass_fds=(theirs.fileno(),), **options)
            theirs.close()
            ours.settimeout(_PATIENCE)
            try:
                said, handles, _, _ = socket.recv_fds(ours, 1, len(self._ports))
            except TimeoutError:
                said, handles = b"", []
        if not said:
            process.kill()
            process.wait()
            raise NotHereError("this system gives no namespace to a walk (unshare failed)")
        for handle in handles:
            listener = socket.socket(fileno=handle)
            asyncio.run_coroutine_threadsafe(self._listen(listener), self._loop).result(_PATIENCE)
        return process

    async def _listen(self, listener: socket.socket) -> None:
        listener.setblocking(False)
        self._servers.append(await asyncio.start_server(self._lead, sock=listener))

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            ahead, back = await asyncio.open_connection("127.0.0.1", self._port)
            try:
                await asyncio.gather(pump(reader, back), pump(ahead, writer))
            finally:
                back.close()
        except OSError:
            # Either side hung up; the other is told by its closed connection.
            return
        finally:
            writer.close()

    def close(self) -> None:
        """Hand on nothing more."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(_PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def namespaces(names: Iterable[str], port: int, scratch: File) -> Iterator[Namespaces]:
    """Give what starts shells in namespaces while the block runs.

    Args:
        names: the hosts that lead to the registry, with a port if it is not 443.
        port: where on loopback the registry answers with TLS.
        scratch: a directory for the file of hosts.

    Raises:
        NotHereError: this system has no namespaces.
    """
    unshare = shutil.which("unshare")
    if sys.platform != "linux" or unshare is None:
        raise NotHereError("it needs a Linux namespace, which this system does not have")
    hosts = scratch / "hosts"
    split = [urlsplit(f"https://{name}") for name in names]
    hosts.write_text(
        "".join(f"127.0.0.1 {name}\n" for name in ("localhost", *(each.hostname for each in split))), "utf-8"
    )
    ports = sorted({443, *(each.port or 443 for each in split)})
    with as_file(files("registry_guide.walk").joinpath("within.py")) as script:
        made = Namespaces(unshare, hosts, ports, port, script)
        try:
            yield made
        finally:
            made.close()
