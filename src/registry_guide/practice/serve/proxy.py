"""A proxy on loopback that leads to the practice registry and nowhere else.

It takes CONNECT (RFC 9110, section 9.3.6) for https, and whole addresses (RFC 9112, section 3.2.2) for http.
"""

import asyncio
import contextlib
import re
from collections.abc import Collection
from http import HTTPStatus

from registry_guide.practice.refusals import RefusalError
from registry_guide.practice.request_log import RequestLog
from registry_guide.practice.serve.head import PATIENCE, WHOLE, Asked, Head, Meter, asked, read

_CHUNK = 256 * 1024


class Proxy:
    """Leads known names to a port on loopback; refuses and logs every other address.

    A name stands for the port of its scheme; for another port it ends with it (`gitlab.example.com:8443`). The
    collection may grow while the proxy runs. `port` takes TLS. `plain` is the name that is asked without TLS, if there
    is one, and the port that takes that.
    """

    def __init__(
        self, names: Collection[str], port: int, log: RequestLog, plain: tuple[str, int] | None = None
    ) -> None:
        self._names = names
        self._port = port
        self._plain = plain
        self._log = log
        self._tunnels: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0) -> int:
        """Listen on loopback; give the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, limit=WHOLE)
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
        except RefusalError as refusal:
            with contextlib.suppress(OSError):
                await self._answer(writer, "", "", "", refusal)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            # A client that hangs up, dawdles or speaks no HTTP gets no more than a closed connection.
            return
        except asyncio.CancelledError:
            return
        finally:
            writer.close()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            data = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
        except asyncio.LimitOverrunError:
            Meter.too_large()
            raise
        head = read(data)
        method, target = head.method, head.url.decode("latin-1")
        try:
            wanted = asked(method, head.url, head.version, head.fields)
        except RefusalError as refusal:
            await self._answer(writer, method, *_asked(method, target), refusal)
            return
        if method == "CONNECT" and target.lower().removesuffix(":443") in self._names:
            ahead, back = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        elif self._plain is not None and _plain_name(target) == self._plain[0]:
            ahead, back = await asyncio.open_connection("127.0.0.1", self._plain[1])
            back.write(_to_origin(head, wanted))
        else:
            await self._refuse(writer, method, target)
            return
        try:
            await asyncio.gather(pump(reader, back), pump(ahead, writer))
        finally:
            back.close()

    async def _refuse(self, writer: asyncio.StreamWriter, method: str, target: str) -> None:
        why = "the proxy leads to the practice registry only, so that nothing leaves this machine"
        body = "The practice registry's proxy leads to the practice registry only.\n"
        await self._answer(writer, method, *_asked(method, target), RefusalError(403, body, why, "text/plain"))

    async def _answer(
        self, writer: asyncio.StreamWriter, method: str, host: str, path: str, refusal: RefusalError
    ) -> None:
        self._log.add(host=host, method=method, path=path, status=refusal.status, who="anonymous", why=refusal.why)
        body = refusal.body.encode()
        phrase = HTTPStatus(refusal.status).phrase
        head = f"HTTP/1.1 {refusal.status} {phrase}\r\nContent-Type: {refusal.media_type}\r\n"
        head += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()


def _asked(method: str, target: str) -> tuple[str, str]:
    """Give the host that was asked for and what follows it in an address, neither with a password nor a query's values.

    What follows is the port for CONNECT, which names no path.
    """
    if method == "CONNECT":
        host, colon, port = target.rpartition(":")
        return (host, f":{port}") if colon else (target, "")
    authority, slash, rest = target.partition("://")[2].partition("/")
    path, question, _ = rest.partition("?")
    return authority.rpartition("@")[2], f"{slash}{path}{'?…' if question else ''}"


def _plain_name(target: str) -> str:
    """Give the name of a whole address without TLS; an empty one for anything else."""
    scheme, found, rest = target.partition("://")
    if not found or scheme.lower() != "http":
        return ""
    return re.split(r"[/?#]", rest, maxsplit=1)[0].lower().removesuffix(":80")


def _to_origin(head: Head, wanted: Asked) -> bytes:
    """Give the head of a request as its host is asked: with the path alone, and one request a connection."""
    kept = [
        (name, value)
        for name, value in head.fields
        if name not in (b"host", b"connection", b"keep-alive") and not name.startswith(b"proxy-")
    ]
    fields = [(b"host", wanted.authority), *kept, (b"connection", b"close")]
    lines = [b"%b %b HTTP/%b" % (head.method.encode(), wanted.target, head.version.encode())]
    lines += [b"%b: %b" % each for each in fields]
    return b"\r\n".join([*lines, b"", b""])


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes one way until their sender ends; then say so to the receiver."""
    while data := await reader.read(_CHUNK):
        writer.write(data)
        await writer.drain()
    with contextlib.suppress(OSError):
        if writer.can_write_eof():
            writer.write_eof()
