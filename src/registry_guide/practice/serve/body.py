"""The body of a request, which may be answered before all of it has come."""

import asyncio
from contextlib import suppress

from starlette.types import Message, Receive, Scope

LINGER = 2
"""Seconds in which a client may still send what nobody reads."""


class Body:
    """What a client sends after the head of a request (ASGI)."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        fields = dict(scope["headers"])
        self._receive = receive
        self._more = b"transfer-encoding" in fields or fields.get(b"content-length", b"0") != b"0"
        # Whoever asks first whether to send at all waits for an answer.
        self._waits = b"expect" in fields

    async def receive(self) -> Message:
        """Take a piece of it."""
        message = await self._receive()
        self._more = self._more and message.get("more_body", False)
        self._waits = False
        return message

    async def take_the_rest(self) -> None:
        """Take what the handler left, as nginx does: who still sends when the connection is closed loses the answer."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER):
                while self._more and not self._waits:
                    await self.receive()
