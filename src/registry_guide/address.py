"""The address of a GitLab: what a person types, and each form that something else wants of it.

``blocks/static/quoting.js`` reads an address in the same way, for the browser. Sources: RFC 3986 for the parts,
RFC 5952 for IPv6, UTS 46 for names outside ASCII; https://docs.gitlab.com/install/relative_url/ for the path.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass

import idna


class BadAddressError(ValueError):
    """What somebody typed is no address of a GitLab; ``str()`` is the sentence for them."""


_DEFAULT_PORTS = {"https": 443, "http": 80}
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*", re.ASCII)
# A name whose last label is a number is read as an IPv4 address by some clients, and by others as a name.
_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.ASCII)
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}", re.ASCII)
_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._~-]*", re.ASCII)
# A client without TLS is taken to be safe by pip at these only.
_LOOPBACK = re.compile(r"localhost|127\.[0-9.]+|::1", re.ASCII)

_FORM = (
    "An address is written such as gitlab.example.com, https://gitlab.example.com:8443 or https://example.com/gitlab."
)
_SPACE = "An address has no spaces."
_BACKSLASH = "An address has no backslashes; its slashes are /."
_USER = "Leave out what stands before the @: no username and no token belongs into an address."
_QUERY = "Leave out the ? or # and what follows it."
_SCHEME = "An address begins with https://, or with the host."
_HOST = "The host is a name such as gitlab.example.com, or an IP address; one of IPv6 stands in brackets."
_PORT = "A port is a number from 1 to 65535, without zeros in front."
_PATH = (
    "After the host, only the path below which your whole GitLab lies may stand: letters, digits, hyphens, "
    "underscores and dots."
)
_PAGE = "This is the address of a page in GitLab. Leave out what follows the address of GitLab itself."
_PLAIN = "Over http:// everybody on the way reads your token: without https, only a GitLab on localhost is taken."

# What no address has, in the order in which it is told.
_NO_SIGNS = (
    (re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"), _SPACE),
    (re.compile(r"\\"), _BACKSLASH),
    (re.compile("@"), _USER),
    (re.compile("[?#]"), _QUERY),
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a GitLab is.

    ``host`` is in small letters and ASCII, an IPv6 address without its brackets; ``port`` is None for the scheme's
    own; ``path`` is empty or begins with a slash and does not end with one.
    """

    scheme: str
    host: str
    port: int | None = None
    path: str = ""

    @property
    def url(self) -> str:
        """The whole, to which a path of GitLab's can be added: ``https://example.com:8443/gitlab``."""
        return f"{self.origin}{self.path}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: ``https://example.com:8443``."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and port as a URL has them: ``example.com:8443``, ``[2001:db8::1]``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def printed(self) -> str:
        """The whole as clients print it: a slash stands for the path that is not there."""
        return self.url if self.path else f"{self.url}/"

    @property
    def name(self) -> str:
        """Host, port and path, as people say where something is."""
        return f"{self.authority}{self.path}"

    @property
    def number(self) -> int:
        """The port to connect to."""
        return self.port if self.port is not None else _DEFAULT_PORTS[self.scheme]

    @property
    def loopback(self) -> bool:
        """Whether it can be nowhere but on the same machine."""
        return bool(_LOOPBACK.fullmatch(self.host))


def parse(text: str, *, plain: bool = False) -> Address:
    """Read an address as a person types or pastes it; a bare host means https.

    With `plain`, http is taken of any host, not of this machine alone.

    Raises:
        BadAddressError: it is none, or holds more than where a GitLab is.
    """
    _check_signs(text)
    head, found, rest = text.partition("://")
    scheme, rest = (head.lower(), rest) if found else ("https", text)
    if scheme not in _DEFAULT_PORTS:
        raise BadAddressError(_SCHEME)
    authority, slash, path = rest.partition("/")
    parts = re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([^\[\]]*))?", authority)
    if parts is None:
        raise BadAddressError(_HOST)
    host = _ipv6(parts[1][1:-1]) if parts[1].startswith("[") else _name(parts[1])
    address = Address(scheme, host, _port(parts[2], scheme), _path(path) if slash else "")
    if scheme == "http" and not (plain or address.loopback):
        raise BadAddressError(_PLAIN)
    return address


def _check_signs(text: str) -> None:
    """Refuse a text with signs that no address has."""
    if not text:
        raise BadAddressError(_FORM)
    for signs, sentence in _NO_SIGNS:
        if signs.search(text):
            raise BadAddressError(sentence)


def _name(text: str) -> str:
    name = text.lower() if text.isascii() else _international(text)
    if not _NAME.fullmatch(name) or (_ENDS_IN_NUMBER.fullmatch(name) and not _IPV4.fullmatch(name)):
        raise BadAddressError(_HOST)
    return name


def _international(text: str) -> str:
    """Give the ASCII form of a name that has other letters."""
    # Signs that only look like letters, or like dots, are no part of a name: what is read is what is asked.
    if unicodedata.normalize("NFKC", text) != unicodedata.normalize("NFC", text):
        raise BadAddressError(_HOST)
    if not all(_is_label(label) for label in text.split(".")):
        raise BadAddressError(_HOST)
    try:
        return idna.encode(text, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise BadAddressError(_HOST) from None


def _is_label(text: str) -> bool:
    """Say whether what stands between two dots of a name is of letters, digits and single hyphens within."""
    kinds = [unicodedata.category(char) for char in text.replace("-", "0")]
    # Letters, the marks that some of them bear, and decimal digits; no label begins with a mark.
    if not kinds or kinds[0].startswith("M") or not all(kind.startswith(("L", "M", "Nd")) for kind in kinds):
        return False
    return text == text.strip("-") and "--" not in text


def _ipv6(text: str) -> str:
    try:
        address = ipaddress.IPv6Address(text) if re.fullmatch(r"[0-9A-Fa-f:]+", text) else None
    except ValueError:
        address = None
    # One that stands for an address of IPv4 is written in several ways, and clients differ.
    if address is None or address.ipv4_mapped is not None:
        raise BadAddressError(_HOST)
    return address.compressed


def _port(text: str | None, scheme: str) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,4}", text) or int(text) > 65535:
        raise BadAddressError(_PORT)
    return None if int(text) == _DEFAULT_PORTS[scheme] else int(text)


def _path(text: str) -> str:
    segments = text.removesuffix("/").split("/") if text else []
    if "-" in segments or segments[-2:] == ["api", "v4"]:
        raise BadAddressError(_PAGE)
    if not all(_SEGMENT.fullmatch(segment) for segment in segments):
        raise BadAddressError(_PATH)
    return "".join(f"/{segment}" for segment in segments)
