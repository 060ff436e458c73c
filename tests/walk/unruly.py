"""A practice registry that answers late, refuses, or falls silent, as a table says: `python -m tests.walk.unruly`.

It stands in front of a real practice registry. What the table does not name is answered by that; nothing is made up but
what GitLab, or a proxy before it, was seen to say.

A row of the table (JSON, read again before each request):
    on: a regular expression for the beginning of `METHOD PATH?QUERY`
    agent: one for the name by which the asker calls itself
    skip: so many requests that fit are answered as ever first
    times: so many after those are not; all if nothing
    does: `answer` (with status, headers, body), `slow` (by seconds), `drop` (the connection, before GitLab did it),
          `lose` (the answer, after GitLab did it), `hold` (no answer while the asker lives; GitLab has done it if
          `done`, and does it when there is a file `go` if `late`), `edit` (GitLab's answer: the keys of `set` are as
          they are there)

What was sent as JSON lies in `sent.jsonl` beside the table.
"""

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry_guide.practice.addresses import Addresses
from registry_guide.practice.public.index import PublicIndex
from registry_guide.practice.request_log import RequestLog
from registry_guide.practice.serve.app import App
from registry_guide.practice.serve.pages import Pages
from registry_guide.practice.serve.server import Beyond, Options, end_of_input, run, serve
from registry_guide.practice.state.registry import open_registry


class Unruly:
    """An ASGI application in front of a practice registry's own."""

    def __init__(self, inner: ASGIApp, host: str, table: Path) -> None:
        self._inner = inner
        self._host = host
        self._table = table
        self._text = ""
        self._rows: list[dict[str, Any]] = []
        self._fits: Counter[int] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        row = self._row(scope, headers) if headers.get("host", "").startswith(self._host) else None
        if headers.get("content-type") == "application/json":
            body = await self._body(receive)
            with self._table.with_name("sent.jsonl").open("a", encoding="utf-8") as sent:
                sent.write(json.dumps([scope["method"], scope["raw_path"].decode(), json.loads(body)]) + "\n")
            receive = _again(body, receive)
        if row is None:
            await self._inner(scope, receive, send)
        else:
            await getattr(self, f"_{row['does']}")(row, scope, receive, send)

    def _row(self, scope: Scope, headers: dict[str, str]) -> dict[str, Any] | None:
        text = self._table.read_text("utf-8")
        if text != self._text:
            self._text, self._rows, self._fits = text, json.loads(text), Counter()
        asked = f"{scope['method']} {scope['raw_path'].decode()}?{scope['query_string'].decode()}"
        found = None
        for number, row in enumerate(self._rows):
            if re.match(row.get("on", ""), asked) and re.match(row.get("agent", ""), headers.get("user-agent", "")):
                self._fits[number] += 1
                at = self._fits[number] - row.get("skip", 0)
                if found is None and 0 < at <= row.get("times", at):
                    found = row
        return found

    async def _answer(self, row: dict[str, Any], _scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        body = row.get("body", "").encode()
        headers = {"content-type": "application/json", "content-length": str(len(body)), **row.get("headers", {})}
        raw = [(name.encode(), str(value).encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": row["status"], "headers": raw})
        await send({"type": "http.response.body", "body": body})

    async def _slow(self, row: dict[str, Any], scope: Scope, receive: Receive, send: Send) -> None:
        self._table.with_name("held").touch()
        await asyncio.sleep(row["seconds"])
        await self._inner(scope, receive, send)

    async def _drop(self, _row: dict[str, Any], _scope: Scope, _receive: Receive, send: Send) -> None:
        # uvicorn hands its own connection's method to applications.
        send.__self__.transport.abort()  # type: ignore[attr-defined]

    async def _lose(self, row: dict[str, Any], scope: Scope, receive: Receive, send: Send) -> None:
        await self._unheard(scope, receive)
        await self._drop(row, scope, receive, send)

    async def _hold(self, row: dict[str, Any], scope: Scope, receive: Receive, send: Send) -> None:
        body = await self._body(receive)
        if row.get("done"):
            await self._unheard(scope, _again(body, receive))
        self._table.with_name("held").touch()
        while (await receive())["type"] != "http.disconnect":
            pass
        if row.get("late"):
            while not self._table.with_name("go").exists():
                await asyncio.sleep(0.1)
            await self._unheard(scope, _again(body, receive))
            self._table.with_name("late").touch()

    async def _edit(self, row: dict[str, Any], scope: Scope, receive: Receive, send: Send) -> None:
        said: list[Message] = []

        async def keep(message: Message) -> None:
            said.append(message)

        await self._inner(scope, receive, keep)
        answer = json.loads(b"".join(message.get("body", b"") for message in said)) | row["set"]
        await self._answer({"status": said[0]["status"], "body": json.dumps(answer)}, scope, _again(b"", receive), send)

    async def _body(self, receive: Receive) -> bytes:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        return body

    async def _unheard(self, scope: Scope, receive: Receive) -> None:
        async def nobody(_message: Message) -> None:
            return None

        await self._inner(scope, receive, nobody)


def _again(body: bytes, then: Receive) -> Receive:
    """Give a body that was read, and then what follows it."""
    whole: Iterator[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        return next(whole, None) or await then()

    return receive


@click.command()
@click.option("--state", type=click.Path(path_type=Path), required=True)
@click.option("--world", type=click.Path(path_type=Path), required=True)
@click.option("--table", type=click.Path(path_type=Path), required=True)
def main(state: Path, world: Path, table: Path) -> None:
    """Serve until standard input ends; say where on a line of JSON, as the practice registry does."""
    registry = open_registry(state, world, None)
    log = RequestLog(state / "requests.jsonl")
    inner = App(registry, log, PublicIndex(None, registry.world.public_packages, state / "published"), Pages(log))
    host = registry.world.instance.address.authority
    unruly = Unruly(inner, host, table)

    async def ready(addresses: Addresses, stop: asyncio.Event) -> None:
        print(json.dumps(addresses.as_json()), flush=True)
        await end_of_input()
        stop.set()

    run(lambda: serve(registry, log, Options(), ready, Beyond(unruly, (host, f"storage.{host}"))))
    log.close()
    registry.close()


if __name__ == "__main__":
    sys.exit(main())
