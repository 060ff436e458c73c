"""A CONNECT proxy (RFC 9110, section 9.3.6) on loopback: it leads to the practice registry and nowhere else."""

import asyncio
import contextlib
from collections.abc import Collection

from registry_guide.practice.requestlog import RequestLog

_HEAD = 16 * 1024
_PATIENCE = 30
_CHUNK = 256 * 1024


class Proxy:
    """Leads known names to one port on loopback; refuses and logs every other address.

    A name stands for its port 443; for another port it ends with it (`gitlab.example.com:8443`). The collection may
    grow while the proxy runs.
    """

    def __init__(self, names: Collection[str], port: int, log: RequestLog) -> None:
        self._names = names
        self._port = port
        self._log = log
        self._tunnels: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0) -> int:
        """Listen on loopback; give the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, limit=_HEAD)
        listening: int = self._server.sockets[0].getsockname()[1]
        return listening

    async def stop(self) -> None:
        """Close the door and every tunnel."""
        if self._server is not None:
            self._server.close()
        for tunnel in self._tunnels:
            tunnel.cancel()
        await asyncio.gather(*self._tunnels, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tunnels.add(task)
        task.add_done_callback(self._tunnels.discard)
        try:
            await self._lead(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            # A client that hangs up, dawdles or speaks no HTTP gets no more than a closed connection.
            return
        except asyncio.CancelledError:
            return
        finally:
            writer.close()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _PATIENCE)
        method, _, rest = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
        target = rest.partition(" ")[0]
        host, _, port = target.rpartition(":")
        name = (host if port == "443" else target).lower()
        if method != "CONNECT" or name not in self._names:
            await self._refuse(writer, method, target)
            return
        ahead, back = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        try:
            await asyncio.gather(pump(reader, back), pump(ahead, writer))
        finally:
            back.close()

    async def _refuse(self, writer: asyncio.StreamWriter, method: str, target: str) -> None:
        host = target.rpartition(":")[0] if method == "CONNECT" else target
        self._log.add(
            host=host or target,
            method=method,
            path=target,
            status=403,
            who="anonymous",
            why="the proxy leads to the practice registry only, so that nothing leaves this machine",
        )
        body = b"The practice registry's proxy leads to the practice registry only.\n"
        head = f"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n"
        writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
        await writer.drain()


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes one way until their sender ends; then say so to the receiver."""
    while data := await reader.read(_CHUNK):
        writer.write(data)
        await writer.drain()
    with contextlib.suppress(OSError):
        if writer.can_write_eof():
            writer.write_eof()
