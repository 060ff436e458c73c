"""Long answers, made and sent piece by piece, so that nobody else waits for one.

Everything is answered on one event loop. A page of 100,000 links takes a second to make; after each few milliseconds of
it the others have their turn.
"""

import asyncio
import hashlib
import time
from collections.abc import Iterable, Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PIECE = 64 * 1024
"""Characters, about, that are joined before anybody looks at the time, and bytes that are sent at once."""

TURN = 0.005
"""Seconds of work before others have their turn."""


class Pieces(Response):
    """An answer in pieces. `digest` is the SHA-256 of its whole body."""

    def __init__(self, pieces: list[bytes], headers: Mapping[str, str], status: int, digest: str) -> None:
        super().__init__(b"", status, headers)
        self.digest = digest
        self._pieces = pieces
        self.headers["Content-Length"] = str(sum(map(len, pieces)))

    def drop(self) -> None:
        """Leave the body away."""
        self._pieces = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it (ASGI)."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(0)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def made(texts: Iterable[str], headers: Mapping[str, str], status: int = 200) -> Response:
    """Answer with texts, one after the other; raises whatever making them raises."""
    pieces: list[bytes] = []
    digest = hashlib.sha256()
    batch: list[str] = []
    size = 0
    turn = time.monotonic() + TURN
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= PIECE:
            pieces.append("".join(batch).encode())
            digest.update(pieces[-1])
            batch.clear()
            size = 0
            if time.monotonic() > turn:
                await asyncio.sleep(0)
                turn = time.monotonic() + TURN
    last = "".join(batch).encode()
    if not pieces:
        return Response(last, status, headers)
    digest.update(last)
    return Pieces([*pieces, last], headers, status, digest.hexdigest())
