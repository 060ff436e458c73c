"""Contexts: how a value is written so that it stays one value where it stands.

``static/quoting.js`` holds the same functions for the browser. Both work character by character, so quoting the parts
of a text one by one gives the same as quoting the whole: that is what lets a block be quoted at build time and
filled in later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from urllib.parse import quote as percent_encode

from registry_guide.address import Address, BadAddressError, parse


class BadValueError(ValueError):
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
_POWERSHELL_QUOTE = re.compile("['\u2018\u2019\u201a\u201b]")
_NOT_TEXT = re.compile(f"[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029{_DIRECTION_MARKS}]")


def _of_address(part: Callable[[Address], str]) -> Callable[[str], str]:
    def read(value: str) -> str:
        try:
            return part(parse(value))
        except BadAddressError as error:
            raise BadValueError(str(error)) from None

    return read


def _percent(value: str) -> str:
    if value in {".", ".."}:
        raise BadValueError("Clients drop a part of a URL that is only dots.")
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

    # Nothing stays nothing: it is a part of a word, such as an address without a path. No value of a reader's is empty.
    return _SHELL_UNSAFE.sub(escape, value)


def _double_quoted(value: str) -> str:
    # The escapes that TOML basic strings, YAML double-quoted scalars, JSON and Python literals have in common.
    short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return _ESCAPED.sub(lambda match: short.get(match.group()) or f"\\u{ord(match.group()):04x}", value)


def _tomlkey(value: str) -> str:
    if not _BARE_KEY.fullmatch(value):
        raise BadValueError("A bare key in TOML has letters, digits, hyphens and underscores.")
    return value


def _ini(value: str) -> str:
    if _NOT_INI.search(value):
        raise BadValueError("This file holds one line for each value, without spaces at its ends.")
    return value


def _powershell(value: str) -> str:
    # Any of PowerShell's single quotation marks, straight or not, ends a text, and two stand for one.
    return _POWERSHELL_QUOTE.sub(r"\g<0>\g<0>", _text(value))


def _netrc(value: str) -> str:
    if _NOT_NETRC.search(value):
        raise BadValueError("A netrc file cannot hold spaces, quotation marks, backslashes, or an empty value.")
    return value


def _identifier(value: str) -> str:
    if not _IDENTIFIER.fullmatch(value) or iskeyword(value):
        raise BadValueError(
            "A name in Python has letters, digits and underscores, no digit in front, and is no reserved word."
        )
    return value


def _text(value: str) -> str:
    if _NOT_TEXT.search(value):
        raise BadValueError("Only one line without control characters fits here.")
    return value


@dataclass(frozen=True)
class Filter:
    """A filter of templates: what it is for, in the words of the page that lists them, and its function."""

    says: str
    function: Callable[[str], str]


#: The filters that say where a value stands, by the name that templates write, and quote it for that place.
PLACES: Mapping[str, Filter] = {
    "urlpath": Filter("a part of the path of an address; in facts", _percent),
    "userinfo": Filter("the username in an address; in facts", _percent),
    "shell": Filter("a word of a command, without quotes around it", _shell),
    "powershell": Filter("inside single quotes of PowerShell", _powershell),
    "toml": Filter("inside double quotes of TOML", _double_quoted),
    "tomlkey": Filter("a key in TOML", _tomlkey),
    "yaml": Filter("inside double quotes of YAML", _double_quoted),
    "json": Filter("inside double quotes of JSON", _double_quoted),
    "python": Filter("inside double quotes of Python", _double_quoted),
    "identifier": Filter("a name in Python", _identifier),
    "ini": Filter("the rest of a line of an INI file", _ini),
    "netrc": Filter("a word of a netrc file", _netrc),
    "text": Filter("a line of text, such as a comment or output", _text),
}

#: The contexts that quote nothing: they fit prose and shown output, never something that a program reads.
SHOWN_ONLY = frozenset({"text"})

#: The filters that make one value of another. They quote nothing, and come before the one that says the place.
CHANGES: Mapping[str, Filter] = {
    # PEP 503, "Normalized Names".
    "normalised": Filter(
        "a package's name, normalised (`my-package`)", lambda value: re.sub(r"[-_.]+", "-", value).lower()
    ),
    # The file name of a wheel (PEP 427, PyPA "Binary distribution format") and, by habit, the name to import.
    "module": Filter(
        "a package's name, as it is imported (`my_package`)", lambda value: re.sub(r"[-_.]+", "_", value).lower()
    ),
    "address": Filter(
        "the whole address of a GitLab (`https://example.com:8443/gitlab`)", _of_address(lambda address: address.url)
    ),
    "printed": Filter(
        "the whole address as clients print it (`https://example.com/`)", _of_address(lambda address: address.printed)
    ),
    "scheme": Filter("`https` or `http`", _of_address(lambda address: address.scheme)),
    # As a URL and a keyring have it.
    "authority": Filter(
        "the host, with the port if it is not the scheme's own (`example.com:8443`)",
        _of_address(lambda address: address.authority),
    ),
    # As netrc and a certificate have it, also for IPv6 without brackets.
    "hostname": Filter("the host alone (`example.com`)", _of_address(lambda address: address.host)),
    "basepath": Filter(
        "the path below which GitLab lies (`/gitlab`), or nothing", _of_address(lambda address: address.path)
    ),
}

#: The functions of both kinds of filters, by name.
CONTEXTS: Mapping[str, Callable[[str], str]] = {name: each.function for name, each in PLACES.items()}
TRANSFORMS: Mapping[str, Callable[[str], str]] = {name: each.function for name, each in CHANGES.items()}


def apply(filters: Sequence[str], value: str) -> str:
    """Put a value through filters, the first one innermost.

    Takes names from :data:`TRANSFORMS` and :data:`CONTEXTS`, and the value; gives what stands in the block.
    Raises :class:`BadValueError` where a context cannot hold the value, KeyError for an unknown filter.
    """
    if "\x00" in value:
        raise BadValueError("A NUL character fits nowhere.")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise BadValueError("Half of a surrogate pair is no character.")
    for name in filters:
        value = (TRANSFORMS.get(name) or CONTEXTS[name])(value)
    return value
