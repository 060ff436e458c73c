"""The web application: finds the handler for a request, logs the answer with its reason, sends it."""

import errno
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, Router, compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from registry_guide.address import Address as GitLabAddress
from registry_guide.practice import refusals
from registry_guide.practice.api import outside
from registry_guide.practice.api.delivery import storage_host, stored_nowhere
from registry_guide.practice.api.exchange import Address, Exchange, Handler
from registry_guide.practice.api.headers import finished
from registry_guide.practice.api.rest.routes import REST
from registry_guide.practice.public import index as publicindex
from registry_guide.practice.public.index import PublicIndex
from registry_guide.practice.request_log import RequestLog
from registry_guide.practice.serve import turned_away
from registry_guide.practice.serve.body import Body
from registry_guide.practice.serve.pages import Pages
from registry_guide.practice.serve.routes import PYPI, STORAGE, for_people, public_index
from registry_guide.practice.state.registry import Registry

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# The parameters that the log shows with their values; any other may hold a secret, whatever it is called.
_SHOWN_PARAMETERS = {
    "active",
    "expires",
    "full_path",
    "only",
    "order_by",
    "package_name",
    "package_type",
    "package_version",
    "page",
    "per_page",
    "permanently_remove",
    "search",
    "sort",
    "state",
    "status",
    "with_projects",
}
# In the order in which GitLab names the methods of an address.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def hosts(address: GitLabAddress) -> tuple[str, ...]:
    """Give every host that a practice registry answers for, GitLab's first, with a port that is not its scheme's."""
    return (address.authority, storage_host(address), publicindex.INDEX_HOST, publicindex.FILES_HOST)


class App:
    """An ASGI application for all host names of a practice registry.

    With `gitlab`, that application answers for the GitLab host, and for every host that is not the stand-in for PyPI.
    """

    def __init__(
        self, registry: Registry, log: RequestLog, index: PublicIndex, pages: Pages, gitlab: ASGIApp | None = None
    ) -> None:
        self._registry = registry
        self._request_log = log
        address = registry.world.instance.address
        self._address = address
        self._elsewhere = gitlab
        self._gitlab: ASGIApp | None = None
        self._own: tuple[Address, ...] = ()
        self._routers: dict[str, ASGIApp] = {
            name: self._router(addresses, publicindex.elsewhere) for name, addresses in public_index(index).items()
        }
        if gitlab is None:
            self._own = (*REST, *PYPI, *for_people(pages))
            own = self._router((*PYPI, *REST, *for_people(pages)))
            mine = _without_port(address.authority)
            stored = self._router(STORAGE, stored_nowhere)
            self._routers |= {storage_host(address): stored, **dict.fromkeys((*_LOOPBACK, mine), own)}
            self._gitlab = own

    def _enter(self, scope: Scope) -> bool:
        """Leave the path below which GitLab lies out of a request's; say whether the request is for GitLab at all.

        Whoever asks by a loopback address of the registry's own may leave it out.
        """
        prefix, path = self._address.path, scope["path"]
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            scope["prefix"], scope["path"] = prefix, path.removeprefix(prefix) or "/"
            return True
        return not prefix or (_host(scope) in _LOOPBACK and _host_header(scope) != self._address.authority)

    def _router(self, addresses: Iterable[Address], elsewhere: Handler = outside.no_route) -> ASGIApp:
        """Give what answers for a host: handlers by address, and `elsewhere` for an address that it does not have."""
        addresses = tuple(addresses)
        paths: dict[str, dict[str, Handler]] = {}
        for address in addresses:
            paths.setdefault(address.path, {})[address.method] = address.handler
        routes = [
            Route(path, _Endpoint(self, _by_method(handlers)), methods=list(handlers))
            for path, handlers in paths.items()
        ]
        router = Router(routes, redirect_slashes=False, default=_Endpoint(self, elsewhere))

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            scope["elsewhere"], scope["addresses"] = elsewhere, addresses
            await router(scope, receive, send)

        return answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not spoken here")
        scope["path"] = _path(scope)
        scope["app"] = self  # Starlette then raises for a wrong method, instead of answering itself.
        router = self._routers.get(_host(scope), self._elsewhere) or _Endpoint(self, _misdirected)
        if router is self._gitlab and not self._enter(scope):
            router = _Endpoint(self, _beside)
        try:
            await router(scope, receive, send)
        except HTTPException:
            addresses = self._own if router is self._gitlab else scope["addresses"]
            scope["allowed"] = _methods(addresses, scope["path"])
            # The path exists with other methods only.
            await _Endpoint(self, _other_method)(scope, receive, send)

    async def answer(self, request: Request, handler: Handler) -> Response:
        """Run a handler, log what came of it, and give the answer to send."""
        exchange = Exchange(request, self._registry)
        # PyPI and the object storage have no API of GitLab's, whatever their addresses begin with.
        gitlabs = request.scope.get("elsewhere") in (None, outside.no_route)
        api = gitlabs and request.scope["path"].startswith("/api/")
        try:
            if api:
                turned_away.check(request)
                exchange.count()
                turned_away.check_format(request)
            response = await handler(exchange)
        except refusals.RefusalError as refusal:
            exchange.why = refusal.why
            response = _refused(refusal)
            api = api and not refusal.bare
        except ClientDisconnect:
            exchange.why = "the client hung up before its request was whole; nothing was kept"
            response = Response(status_code=499)
        except (OSError, sqlite3.OperationalError) as error:
            if not _disk_full(error):
                raise
            exchange.why = "the practice registry's disk is full; nothing was kept"
            response = Response(json.dumps({"message": "507 Insufficient Storage"}), 507, media_type="application/json")
        except Exception:
            # uvicorn answers with a plain 500 and shows the traceback.
            exchange.why = "a defect of the practice registry"
            self._log_answer(exchange, 500)
            raise
        if api:
            response = finished(request, response, exchange.limits)
        self._log_answer(exchange, response.status_code)
        return response

    def _log_answer(self, exchange: Exchange, status: int) -> None:
        request = exchange.request
        self._request_log.add(
            host=_host(request.scope),
            method=request.method,
            path=shown(request.scope),
            status=status,
            who=str(exchange.caller),
            why=exchange.why,
            agent=request.headers.get("user-agent", ""),
        )


class _Endpoint:
    """A handler as an ASGI application of its own."""

    def __init__(self, app: App, handler: Handler) -> None:
        self._app = app
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("path_params", {})
        body = Body(scope, receive)
        response: ASGIApp = await self._app.answer(Request(scope, body.receive), self._handler)
        await body.take_the_rest()
        await response(scope, body.receive, send)


def _by_method(handlers: Mapping[str, Handler]) -> Handler:
    """Make one handler of those of a path; HEAD is a GET."""

    async def handler(exchange: Exchange) -> Response:
        method = exchange.request.method
        return await handlers["GET" if method == "HEAD" else method](exchange)

    return handler


async def _other_method(exchange: Exchange) -> Response:
    """Answer for an address that exists with other methods: OPTIONS is told them."""
    if exchange.request.method == "OPTIONS":
        methods = exchange.request.scope["allowed"]
        exchange.why = "the methods of the address"
        return Response(status_code=204, headers={"Allow": ", ".join(methods)})
    elsewhere: Handler = exchange.request.scope["elsewhere"]
    return await elsewhere(exchange)


def _methods(addresses: Iterable[Address], path: str) -> list[str]:
    """List the methods of the first form of address that a path has, as Grape does: HEAD is last, if there is GET."""
    forms: dict[str, list[str]] = {}
    for address in addresses:
        forms.setdefault(address.path, ["OPTIONS"]).append(address.method)
    methods = next((methods for form, methods in forms.items() if compile_path(form)[0].match(path)), [])
    return [*methods, *(["HEAD"] if "GET" in methods else [])]


async def _misdirected(_exchange: Exchange) -> Response:
    raise refusals.message(421, "421 Misdirected Request", "no host name that the practice registry answers for")


async def _beside(exchange: Exchange) -> Response:
    """Answer for a path outside of the one below which GitLab lies: what is there is not GitLab."""
    below = exchange.registry.world.instance.address.path
    raise refusals.RefusalError(
        404, "404 page not found\n", f"GitLab lies below {below}, and this is beside it", "text/plain"
    )


def _path(scope: Scope) -> str:
    """Give the path of a request as it was sent, but for the slashes that count for nothing."""
    # GitLab's paths hold encoded slashes (group%2Fproject), which the decoded path has lost.
    path: str = scope["raw_path"].decode("latin-1")
    if not path.isascii():
        path = quote(path.encode("latin-1"), safe="/%:@!$&'()*+,;=~")
    return re.sub("//+", "/", path).rstrip("/") or "/"


def _refused(refusal: refusals.RefusalError) -> Response:
    kind = {"Content-Type": refusal.media_type} if refusal.media_type else {}
    return Response(refusal.body, refusal.status, {**refusal.headers, **kind})


def _host_header(scope: Scope) -> str:
    found = (value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host")
    return next(found, "")


def _host(scope: Scope) -> str:
    return _without_port(_host_header(scope))


def _without_port(host: str) -> str:
    bare, colon, port = host.rpartition(":")
    return bare if colon and (not port or port.isdecimal()) else host


def shown(scope: Scope) -> str:
    """Give the path and query of a request as the log shows them: without secrets."""
    path = scope["raw_path"].decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    if not query:
        return str(path)
    pairs = [
        (name, value) if name in _SHOWN_PARAMETERS else (name if re.fullmatch(r"[a-z_\[\]]{1,40}", name) else "…", "…")
        for name, value in parse_qsl(query, keep_blank_values=True)
    ]
    return f"{path}?{urlencode(pairs, safe='…')}"


def _disk_full(error: OSError | sqlite3.OperationalError) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    return error.sqlite_errorname == "SQLITE_FULL"
