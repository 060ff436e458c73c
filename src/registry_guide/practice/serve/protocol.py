"""HTTP on a connection, as uvicorn speaks it, for clients that may be broken, slow or hostile.

uvicorn's fastest protocol limits neither size nor time of a request's head and takes any host; here both end, and what
RFC 9112 forbids is answered with 400.
"""

import asyncio
import re
import sys
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from registry_guide.practice import refusals
from registry_guide.practice.serve.body import LINGER
from registry_guide.practice.serve.head import PATIENCE, Meter, asked

Refused = Callable[[str, refusals.RefusalError], None]
"""What is told of each refused head: its target so far, without what may be secret in it, and the answer."""


class Protocol(HttpToolsProtocol):
    """One connection. `refused` is told of heads that no application sees."""

    def __init__(self, refused: Refused, **more: Any) -> None:
        super().__init__(**more)
        self._refused = refused
        self._meter = Meter()
        self._in_head = False
        self._received = 0
        self._deaf = False
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer a client that has said all and reads on."""
        if self._deaf or self._idle() or self.cycle.more_body:
            return False
        self.cycle.keep_alive = False
        return True

    def data_received(self, data: bytes) -> None:
        """Take bytes, but no head without an end."""
        if self._over():
            return
        before = self._in_head
        super().data_received(data)
        if self._over():
            return
        if before and self._in_head:
            # All of these bytes are of the one head, whose last field has no end yet.
            self._received += len(data)
            try:
                self._meter.whole(self._received)
            except refusals.RefusalError as refusal:
                self._refuse(refusal)
                return
        if self._in_head or self._idle():
            self._wait()

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._meter, self._in_head, self._received = Meter(), True, 0

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target."""
        super().on_url(url)
        self._meter.target(len(self.url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field."""
        self._meter.field(name, value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Judge the head, and hand it on; the application sees a path, and the host that counts."""
        version, method = self.parser.get_http_version(), self.parser.get_method().decode("ascii")
        found = asked(method, self.url, version, self.headers)
        if found.target is not self.url:
            self.url = found.target
            self.headers[:] = [(b"host", found.authority), *(each for each in self.headers if each[0] != b"host")]
        self._in_head = False
        self._wait_no_more()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser or one of its callbacks stopped at."""
        error = sys.exception()
        # The parser keeps what its callbacks raise as the context of its own error.
        stopped = error.__context__ if error is not None else None
        if not isinstance(stopped, refusals.RefusalError):
            stopped = refusals.from_nginx(400, "Bad Request", f"this is no HTTP: {error or msg}")
        self._refuse(stopped)

    def _refuse(self, refusal: refusals.RefusalError) -> None:
        # Neither a query's values nor a password in an address are for the log.
        path = re.sub(rb"//[^/]*@", b"//", getattr(self, "url", b"").partition(b"?")[0][:200])
        self._refused(path.decode("latin-1"), refusal)
        self._deaf = True
        if self._in_head and not self._idle():
            # The answers to what came before go first.
            self.cycle.keep_alive = False
            return
        body = refusal.body.encode()
        fields = [
            *self.server_state.default_headers,
            (b"content-type", refusal.media_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        lines = b"".join(b"%b: %b\r\n" % pair for pair in fields)
        self.transport.write(STATUS_LINE[refusal.status] + lines + b"\r\n" + body)
        self._wait_no_more()
        if self.transport.can_write_eof():
            # Whoever still sends would lose the answer if the connection were closed at once.
            self.transport.write_eof()
            self._wait(LINGER)
        else:
            self.transport.close()

    def _over(self) -> bool:
        return self._deaf or self.transport.is_closing()

    def _idle(self) -> bool:
        # uvicorn's type says that there is always a cycle; before the first head there is none.
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _wait(self, seconds: int = PATIENCE) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(seconds, self._give_up)

    def _wait_no_more(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._deaf = True
        if self._idle():
            self.transport.close()
        else:
            self.cycle.keep_alive = False
