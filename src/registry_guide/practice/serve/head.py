"""What the head of a request may be: how large, and what it must say of its host.

Sources: the buffers that NGINX, which stands before a GitLab, has for a head if nobody says otherwise
(https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers); RFC 9112, sections 2.3, 3.2,
6.1; RFC 9110, section 9.3.6. How lines and fields are written, httptools judges.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import httptools

from registry_guide.practice import refusals

LINE = 8 * 1024
"""Bytes of the longest line."""

WHOLE = 4 * LINE
"""Bytes of all lines together."""

FIELDS = 1000
"""The most fields."""

PATIENCE = 30
"""Seconds in which a head has to be there, whole."""

Field = tuple[bytes, bytes]

_NAME = r"(?:\[[0-9A-Fa-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)"
_AUTHORITY = re.compile(rf"{_NAME}(?::([0-9]*))?".encode(), re.ASCII)
_ABSOLUTE = re.compile(rb"(?i)https?://([^/?#]*)(/?.*)", re.DOTALL)


class Meter:
    """Counts a head as it comes; raises the RefusalError as soon as it is too large."""

    def __init__(self) -> None:
        self._size = 0
        self._fields = 0

    def target(self, length: int) -> None:
        """Take the length of the target so far."""
        if length > LINE:
            why = f"the line of the request is longer than {LINE} bytes"
            raise refusals.from_nginx(414, "Request-URI Too Large", why)
        self._size = length

    def field(self, name: bytes, value: bytes) -> None:
        """Take one more field."""
        length = len(name) + len(value) + len(": \r\n")
        self._size += length
        self._fields += 1
        if length > LINE or self._fields > FIELDS:
            self.too_large()
        self.whole(self._size)

    def whole(self, size: int) -> None:
        """Take the number of bytes that certainly belong to the head."""
        if size > WHOLE:
            self.too_large()

    @staticmethod
    def too_large() -> None:
        """Raise the RefusalError of a head that is too large."""
        why = f"the head has a field of more than {LINE} bytes, or more than {FIELDS} of them, or {WHOLE} bytes in all"
        raise refusals.from_nginx(400, "Request Header Or Cookie Too Large", why)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a request asks for what: the host is the target's own where it names one."""

    authority: bytes
    target: bytes


def asked(method: str, target: bytes, version: str, fields: Iterable[Field]) -> Asked:
    """Judge a head whose names are in small letters; raises the RefusalError of one that must not be answered.

    The target that is given back is a path, but for CONNECT, whose target is a name with its port.
    """
    if version not in ("1.0", "1.1"):
        raise refusals.from_nginx(505, "HTTP Version Not Supported", f"HTTP/{version} is not spoken here")
    host = _host(fields, version)
    _check_coding(fields, version)
    if method == "CONNECT":
        return _tunnel(target)
    if absolute := _ABSOLUTE.fullmatch(target):
        host, target = absolute.groups()
        target = target if target.startswith(b"/") else b"/" + target
        if not _AUTHORITY.fullmatch(host):
            raise _bad("the target's host is none")
    if not target.startswith(b"/") or b"#" in target:
        raise _bad("the target is neither a path nor an address")
    return Asked(host, target)


def _tunnel(target: bytes) -> Asked:
    found = _AUTHORITY.fullmatch(target)
    if found is None or int(found[1] or 0) not in range(1, 65536):
        raise _bad("CONNECT names no host with its port")
    return Asked(target, target)


def _values(fields: Iterable[Field], wanted: bytes) -> list[bytes]:
    return [value for name, value in fields if name == wanted]


def _host(fields: Iterable[Field], version: str) -> bytes:
    hosts = _values(fields, b"host")
    if len(hosts) > 1 or (not hosts and version == "1.1"):
        raise _bad(f"the head has {len(hosts) or 'no'} Host fields")
    if not hosts:
        return b""
    if not _AUTHORITY.fullmatch(hosts[0]):
        raise _bad("the Host field holds no host")
    return hosts[0]


def _check_coding(fields: Iterable[Field], version: str) -> None:
    codings = _values(fields, b"transfer-encoding")
    if not codings:
        return
    if version == "1.0":
        raise _bad("HTTP/1.0 has no transfer coding")
    if list(map(bytes.lower, codings)) != [b"chunked"]:
        raise refusals.from_nginx(501, "Not Implemented", "no transfer coding but chunked is known")


def _bad(why: str) -> refusals.RefusalError:
    return refusals.from_nginx(400, "Bad Request", why)


@dataclass(slots=True)
class Head:
    """A head that came whole, as the callbacks of httptools gather it."""

    method: str = ""
    url: bytes = b""
    version: str = ""
    fields: list[Field] = field(default_factory=list)
    meter: Meter = field(default_factory=Meter)

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target."""
        self.url += url
        self.meter.target(len(self.url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field."""
        self.meter.field(name, value)
        self.fields.append((name.lower(), value))


def read(data: bytes) -> Head:
    """Read a whole head; raises the RefusalError of one that is written wrongly or too large."""
    head = Head()
    parser = httptools.HttpRequestParser(head)
    try:
        parser.feed_data(data)
    except httptools.HttpParserUpgrade:
        pass
    except httptools.HttpParserError as error:
        if isinstance(error.__context__, refusals.RefusalError):
            raise error.__context__ from None
        raise _bad(f"this is no HTTP: {error}") from error
    head.method, head.version = parser.get_method().decode("ascii"), parser.get_http_version()
    return head
