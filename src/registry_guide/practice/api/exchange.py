"""One request on its way to its answer: what was asked, by whom, and the reason of the answer."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.responses import Response

from registry_guide.practice import refusals
from registry_guide.practice.policy import credentials
from registry_guide.practice.policy.caller import Anonymous, Caller
from registry_guide.practice.state.registry import Registry

_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?")
# Seconds.
_PATIENCE = 60


class Exchange:
    """A request, with what handlers need around it."""

    def __init__(self, request: Request, registry: Registry) -> None:
        self.request = request
        self.registry = registry
        self.caller: Caller = Anonymous()
        self.why = ""
        # What a fine-grained token must hold, where the package registry does not see to that itself.
        self.permission = ""
        self.limits: Mapping[str, str] = {}

    def text(self, name: str) -> str:
        """Give a part of the address, percent-decoded; raises a 400 if it is not UTF-8."""
        try:
            value = unquote_to_bytes(self.request.path_params[name]).decode("utf-8")
        except UnicodeDecodeError as error:
            raise refusals.malformed("the address is not UTF-8") from error
        if "\0" in value:
            raise refusals.malformed("the address has a null byte")
        return value

    @cached_property
    def authenticator(self) -> credentials.Authenticator:
        """Finds the caller among the users and tokens of the registry as it is now."""
        return credentials.Authenticator(self.registry.world, self.registry.tokens)

    @cached_property
    def base(self) -> str:
        """What absolute links begin with: where the instance says that it is, or loopback if that was asked."""
        host = self.request.headers.get("host", "")
        instance = self.registry.world.instance
        if _LOOPBACK.fullmatch(host) and host.lower() != instance.address.authority:
            return f"{self.request.url.scheme}://{host}{self.prefix}"
        return instance.links_to.url

    @property
    def prefix(self) -> str:
        """The path below which GitLab was asked, with which the links of its pages begin."""
        return str(self.request.scope.get("prefix", ""))

    async def body(self) -> AsyncIterator[bytes]:
        """Give the request's body piece by piece; raises a 408 if the client sends nothing for a minute."""
        stream = self.request.stream()
        while True:
            try:
                yield await asyncio.wait_for(anext(stream), _PATIENCE)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise refusals.error(408, "Request Timeout", "the client stopped sending for a minute") from error

    def identify(self, scopes: tuple[str, ...]) -> Caller:
        """Find out who asks; raises the refusals for credentials that GitLab always refuses."""
        given = credentials.sent(self.request.headers, self.request.query_params)
        self.caller = self.authenticator.caller(given, scopes)
        return self.caller

    def count(self) -> None:
        """Count the request against the rate limit, for its user or, without one, its address; raises a 429.

        This comes before everything else, and leaves the headers in which GitLab tells how much is left.
        """
        if self.registry.rate is not None:
            given = credentials.sent(self.request.headers, self.request.query_params)
            who, client = self.authenticator.counted_as(given), self.request.client
            name = f"throttle_{'' if who else 'un'}authenticated_packages_api"
            self.limits = self.registry.rate.count(name, who or (client.host if client else ""))


Handler = Callable[[Exchange], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Address:
    """A method, a path with parameters as Starlette writes them, and the handler that answers."""

    method: str
    path: str
    handler: Handler
