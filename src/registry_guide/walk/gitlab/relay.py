"""Stands between the clients of a path and a real GitLab: hands requests on, notes them, guards what is not the walk's.

A process of its own, as the practice registry is: same proxy, same kind of certificate, same stand-in for PyPI. Only
the GitLab host is the real one. `python -m registry_guide.walk.gitlab.relay` says on a line of JSON where it listens,
then what it waits for, and ends when standard input does.
"""

import asyncio
import json
import os
import signal
import ssl
import sys
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from registry_guide.address import Address, parse
from registry_guide.practice.addresses import Addresses
from registry_guide.practice.policy import credentials
from registry_guide.practice.public.index import FILES_HOST, INDEX_HOST
from registry_guide.practice.request_log import RequestLog
from registry_guide.practice.serve.app import shown
from registry_guide.practice.serve.server import Beyond, Options, end_of_input, run, serve
from registry_guide.practice.state.registry import open_registry
from registry_guide.walk.requests.answer import Answer
from registry_guide.walk.requests.log import AGENT

# Seconds; an upload may wait long for its answer.
_PATIENCE = httpx.Timeout(30.0, read=120.0, write=120.0)
# Seconds that a request may wait altogether if GitLab wants it later, and between two attempts if it does not say when.
_LONGEST, _PAUSE = 90.0, 5.0
# Headers that are between two neighbours only (RFC 9110, section 7.6.1).
_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}


class Relay:
    """An ASGI application that asks GitLab what it is asked, if that is about places that the walk made.

    Args:
        address: where the GitLab is.
        places: full paths and numbers of the projects and groups that may be asked about.
        log: where requests are noted.

    Attributes:
        names: the hosts that clients are led to; grows by those to which GitLab redirects, such as an object storage.
    """

    def __init__(self, address: Address, places: Collection[str], log: RequestLog) -> None:
        self._address = address
        self._host = address.authority
        self._places = {place.lower() for place in places}
        self._log = log
        self._own = frozenset((INDEX_HOST, FILES_HOST))
        self.names = {self._host, *self._own}
        self._client = httpx.AsyncClient(verify=trust(os.environ), timeout=_PATIENCE, follow_redirects=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        request = Request(scope, receive)
        host = request.headers.get("host", "").lower().removesuffix(":443")
        if host not in self.names:
            await self._say(request, send, host, 421, "the walk knows no such host")
        elif host == self._host and not self._may(scope["raw_path"].decode("latin-1")):
            await self._say(request, send, host, 403, "the walk touches nothing that it did not make")
        else:
            try:
                await self._pass_on(request, send, host)
            except httpx.HTTPError as error:
                await self._say(
                    request, send, host, 502, f"{host} did not answer: {str(error) or type(error).__name__}"
                )

    def _may(self, path: str) -> bool:
        """Say whether a path of the API is about a place of the walk's."""
        if not path.startswith(f"{self._address.path}/"):
            return False
        parts = path.removeprefix(self._address.path).split("/")
        about = parts[1:4] in (["api", "v4", "projects"], ["api", "v4", "groups"])
        return about and len(parts) > 4 and unquote(parts[4]).lower() in self._places and ".." not in parts

    async def _pass_on(self, request: Request, send: Send, host: str) -> None:
        query = request.scope["query_string"]
        origin = self._address.origin if host == self._host else f"https://{host}"
        url = httpx.URL(origin).copy_with(raw_path=request.scope["raw_path"] + (b"?" + query if query else b""))
        carries = not {"content-length", "transfer-encoding"}.isdisjoint(request.headers)
        body = await request.body() if carries else None
        answer, waited = await self._asked(request, url, _kept(request.headers.raw), body)
        try:
            self._learn(answer)
            late = f", after 429 and {waited:.0f} s" if waited else ""
            self._note(request, host, answer.status_code, f"{host} answered so{late}")
            raw = [(name.lower(), value) for name, value in _kept(answer.headers.raw)]
            await send({"type": "http.response.start", "status": answer.status_code, "headers": raw})
            async for chunk in answer.aiter_raw():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await answer.aclose()

    async def _asked(
        self, request: Request, url: httpx.URL, headers: list[tuple[bytes, bytes]], body: bytes | None
    ) -> tuple[httpx.Response, float]:
        """Ask, again while GitLab says that requests come too fast: a walk makes more than a reader would.

        Gives the answer, and the seconds that were waited.
        """
        waited = 0.0
        while True:
            answer = await self._client.send(self._request(request, url, headers, body), stream=True)
            gitlab_fixtures = request.headers.get("user-agent", "").startswith(AGENT)
            # The walk itself waits, and says so.
            if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS or gitlab_fixtures:
                return answer, waited
            said = Answer(str(url), answer.status_code, answer.headers).asks_to_wait()
            # GitLab counts in whole seconds.
            pause = _PAUSE if said is None else said + 1.0
            if waited + pause > _LONGEST:
                return answer, waited
            await answer.aclose()
            path = shown(request.scope)
            print(
                f"{request.method} {self._host}{path} was answered 429; the guard asks again in {pause:.0f} s",
                flush=True,
            )
            await asyncio.sleep(pause)
            waited += pause
            if await request.is_disconnected():
                raise httpx.ReadTimeout(f"the client did not wait for {waited:.0f} s, as GitLab asked")

    def _request(
        self, request: Request, url: httpx.URL, headers: list[tuple[bytes, bytes]], body: bytes | None
    ) -> httpx.Request:
        """Give a client's request as it goes to GitLab."""
        chunked = body is not None and "content-length" not in request.headers
        asked = self._client.build_request(
            request.method, url, headers=headers, content=_chunks(body) if body and chunked else body
        )
        # What httpx would add of its own is no part of what the client asked.
        kept = {name.decode("latin-1") for name, _ in headers} | {"host", "content-length", "transfer-encoding"}
        for name in set(asked.headers) - kept:
            del asked.headers[name]
        return asked

    def _learn(self, answer: httpx.Response) -> None:
        """Let clients go where GitLab sends them for a file."""
        target = urlsplit(answer.headers.get("location", ""))
        if answer.url.netloc.decode().lower() == self._host and target.scheme == "https" and target.netloc:
            self.names.add(target.netloc.rpartition("@")[2].lower().removesuffix(":443"))

    async def _say(self, request: Request, send: Send, host: str, status: int, why: str) -> None:
        self._note(request, host, status, why)
        await Response(f"{why}\n", status, media_type="text/plain")(request.scope, request.receive, send)

    def _note(self, request: Request, host: str, status: int, why: str) -> None:
        given = credentials.sent(request.headers, request.query_params)
        # A username without a secret is nobody yet.
        in_header = given.private_token or given.bearer
        who = given.username if given.password else "a token in a header" if in_header else "anonymous"
        self._log.add(
            host=host,
            method=request.method,
            path=shown(request.scope),
            status=status,
            who=who,
            why=why,
            agent=request.headers.get("user-agent", ""),
        )


def _kept(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Leave out the headers that count for one connection alone."""
    return [(name, value) for name, value in headers if name.decode("latin-1").lower() not in _HOP]


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    yield body


def trust(variables: Mapping[str, str]) -> ssl.SSLContext:
    """Give what is trusted to be GitLab: the authorities that a variable of Python's clients names, or the system's."""
    named = authorities(variables)
    if named is not None and Path(named).is_dir():
        return ssl.create_default_context(capath=named)
    return ssl.create_default_context(cafile=named)


def authorities(variables: Mapping[str, str]) -> str | None:
    """Give the file or directory of the authorities that are trusted, or nothing if the system has none in one place.

    A variable of Python's clients goes before the system's own, where companies put theirs.
    """
    system = ssl.get_default_verify_paths()
    named = variables.get("SSL_CERT_FILE") or variables.get("REQUESTS_CA_BUNDLE")
    return named or system.cafile or system.capath


@click.command()
@click.option("--host", required=True)
@click.option("--place", "places", multiple=True, required=True)
@click.option("--state", type=click.Path(path_type=Path), required=True)
@click.option("--wheelhouse", type=click.Path(path_type=Path), required=True)
def main(host: str, places: Iterable[str], state: Path, wheelhouse: Path) -> None:
    """Stand between clients and the GitLab at the address HOST until standard input ends."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    # Its world is asked for the names on the stand-in for PyPI only.
    registry = open_registry(state, None, host)
    log = RequestLog(state / "requests.jsonl")

    async def ready(addresses: Addresses, stop: asyncio.Event) -> None:
        print(json.dumps({**addresses.as_json(), "tokens": {}}), flush=True)
        await end_of_input()
        stop.set()

    async def serving() -> None:
        relay = Relay(parse(host), tuple(places), log)
        await serve(registry, log, Options(wheelhouse=wheelhouse), ready, Beyond(relay, relay.names))

    try:
        run(serving)
    finally:
        log.close()
        registry.close()


if __name__ == "__main__":
    main()
