"""Contexts: how a value is written so that it stays one value where it stands.

``static/quoting.js`` holds the same functions for the browser. Both work character by character, so quoting the parts
of a text one by one gives the same as quoting the whole: that is what lets a block be quoted at build time and
filled in later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from keyword import iskeyword
from urllib.parse import quote as percent_encode

from registry_guide.address import Address, BadAddressError, parse


class Refused(ValueError):
    """A value that a place cannot hold; ``str()`` is the sentence for the person who typed it."""


# A file of lines ends a value at each of these; Python's text mode and str.splitlines agree on the list.
_LINE_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# Marks that reorder what a reader sees: a command must not read differently from how it runs (CVE-2021-42574).
_DIRECTION_MARKS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# What str.strip() removes; JavaScript's \s is another set, so both languages use this one.
_SPACE = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

_ESCAPED = re.compile(f'[\\x00-\\x1f"\\\\\\x7f-\\x9f\u2028\u2029{_DIRECTION_MARKS}\ufeff\ufffe\uffff]')
_SHELL_UNSAFE = re.compile(r"[\x01-\x7f]")
_SHELL_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+:,./-")
_NOT_INI = re.compile(f"[\\x00-\\x08{_LINE_BREAKS}\\x0e-\\x1f\\x7f]|^[{_SPACE}]|[{_SPACE}]$")
_NOT_NETRC = re.compile(f'[\\x00-\\x20"\\\\\\x7f{_SPACE}]|^#|^$')
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NOT_TEXT = re.compile(f"[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029{_DIRECTION_MARKS}]")


def _of_address(part: Callable[[Address], str]) -> Callable[[str], str]:
    def read(value: str) -> str:
        try:
            return part(parse(value))
        except BadAddressError as error:
            raise Refused(str(error)) from None

    return read


def _percent(value: str) -> str:
    if value in {".", ".."}:
        raise Refused("Clients drop a part of a URL that is only dots.")
    # RFC 3986, section 2.3: only the unreserved characters stay as they are.
    return percent_encode(value, safe="")


def _shell(value: str) -> str:
    def escape(match: re.Match[str]) -> str:
        char = match.group()
        if char in _SHELL_SAFE:
            return char
        if char < " " or char == "\x7f":
            return f"$'\\x{ord(char):02x}'"  # a backslash before a line break would join the lines
        return "\\" + char

    return _SHELL_UNSAFE.sub(escape, value) or "''"


def _double_quoted(value: str) -> str:
    # The escapes that TOML basic strings, YAML double-quoted scalars, JSON and Python literals have in common.
    short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return _ESCAPED.sub(lambda match: short.get(match.group()) or f"\\u{ord(match.group()):04x}", value)


def _tomlkey(value: str) -> str:
    if not _BARE_KEY.fullmatch(value):
        raise Refused("A bare key in TOML has letters, digits, hyphens and underscores.")
    return value


def _ini(value: str) -> str:
    if _NOT_INI.search(value):
        raise Refused("This file holds one line for each value, without spaces at its ends.")
    return value


def _netrc(value: str) -> str:
    if _NOT_NETRC.search(value):
        raise Refused("A netrc file cannot hold spaces, quotation marks, backslashes, or an empty value.")
    return value


def _identifier(value: str) -> str:
    if not _IDENTIFIER.fullmatch(value) or iskeyword(value):
        raise Refused(
            "A name in Python has letters, digits and underscores, no digit in front, and is no reserved word."
        )
    return value


def _text(value: str) -> str:
    if _NOT_TEXT.search(value):
        raise Refused("Only one line without control characters fits here.")
    return value


#: Each context's name, as templates write it, and its function.
CONTEXTS: Mapping[str, Callable[[str], str]] = {
    "urlpath": _percent,
    "userinfo": _percent,
    "shell": _shell,
    "toml": _double_quoted,
    "tomlkey": _tomlkey,
    "yaml": _double_quoted,
    "json": _double_quoted,
    "python": _double_quoted,
    "identifier": _identifier,
    "ini": _ini,
    "netrc": _netrc,
    "text": _text,
}

#: The contexts that quote nothing: they fit prose and shown output, never something that a program reads.
SHOWN_ONLY = frozenset({"text"})

#: Functions from one value to another, which are no quoting: they come before the context.
TRANSFORMS: Mapping[str, Callable[[str], str]] = {
    # PEP 503, "Normalized Names".
    "normalised": lambda value: re.sub(r"[-_.]+", "-", value).lower(),
    # The file name of a wheel (PEP 427, PyPA "Binary distribution format") and, by habit, the name to import.
    "module": lambda value: re.sub(r"[-_.]+", "_", value).lower(),
    # What is made of the address of a GitLab: the whole, ``https://example.com:8443/gitlab``;
    "address": _of_address(lambda address: address.url),
    # the whole as clients print it, ``https://example.com/``;
    "printed": _of_address(lambda address: address.printed),
    # ``https``;
    "scheme": _of_address(lambda address: address.scheme),
    # ``example.com:8443``, as a URL and a keyring have it, the port only if it is not the scheme's own;
    "authority": _of_address(lambda address: address.authority),
    # ``example.com``, as netrc and a certificate have it, also for IPv6 without brackets;
    "hostname": _of_address(lambda address: address.host),
    # ``/gitlab``, or nothing.
    "basepath": _of_address(lambda address: address.path),
}


def apply(filters: Sequence[str], value: str) -> str:
    """Put a value through filters, the first one innermost.

    Takes names from :data:`TRANSFORMS` and :data:`CONTEXTS`, and the value; gives what stands in the block.
    Raises :class:`Refused` where a context cannot hold the value, KeyError for an unknown filter.
    """
    if "\x00" in value:
        raise Refused("A NUL character fits nowhere.")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise Refused("Half of a surrogate pair is no character.")
    for name in filters:
        value = (TRANSFORMS.get(name) or CONTEXTS[name])(value)
    return value
