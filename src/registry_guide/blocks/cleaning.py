"""Cleaning: what people have in the clipboard, made into the value that a field wants.

``static/judge.js`` holds the same functions for the browser, with the same sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from registry_guide.blocks.quoting import BadValueError

# What str.strip() removes; JavaScript's trim() removes another set, so both languages use this one.
_SPACE = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_ENDS = re.compile(f"^[{_SPACE}]+|[{_SPACE}]+$")
_URL = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)")
_CLONE = re.compile(r"^(?:ssh://(?:[^/@]*@)?([^/:@]+)(?::[0-9]*)?/|[^/@:]+@([^/:@]+):)([^?#]*)")
_API = re.compile(r"^/api/v4/(projects|groups)/([^/]*)")


def located(address: str) -> str:
    """Give an address as host, port and path: in small letters as far as the path, without scheme and usual port."""
    scheme, _, rest = re.split(r"[?#]", address, maxsplit=1)[0].rpartition("://")
    host, slash, path = rest.partition("/")
    host = host.lower().removesuffix(":80" if scheme.lower() == "http" else ":443")
    return (host + slash + path).rstrip("/")


def _below(value: str, base: str) -> str | None:
    """Give what follows the address of a GitLab in another address, with the slash in front; None if nothing does."""
    whole = located(value)
    return whole.removeprefix(base) if base and f"{whole}/".startswith(f"{base}/") else None


def _path(value: str, base: str, kind: str) -> str:
    base = located(base)
    if clone := _CLONE.match(value):
        rest = _cloned(clone, base)
    elif url := _URL.match(value):
        rest = _browsed(url, base)
    else:
        # The name of a host in the company's network alone may be that of a group, too.
        below = _below(value, base) if re.match(r"[^/]*[.:]", base) else None
        rest = value if below is None else below
    if (api := _API.match(rest)) and api[1] == kind:
        rest = api[2]
    rest = re.sub(r"%2f", "/", rest, flags=re.IGNORECASE)
    rest = re.sub(r"/-(/.*)?\Z", "", rest, flags=re.DOTALL).strip("/")
    return rest.removeprefix("groups/") if kind == "groups" else rest.removesuffix(".git")


def _cloned(clone: re.Match[str], base: str) -> str:
    """Give the path in the address from which Git clones over SSH."""
    if (clone[1] or clone[2]).lower() != re.split(r"[:/]", base, maxsplit=1)[0]:
        raise _elsewhere(base)
    return f"/{clone[3]}"


def _browsed(url: re.Match[str], base: str) -> str:
    """Give the path in the address of a page, or in that from which Git clones over HTTPS."""
    if url[1].lower() not in {"http", "https"}:
        raise _elsewhere(base)
    if "@" in url[2]:
        raise BadValueError("This address holds a username or a password. Write the path alone.")
    below = _below(url.string, base)
    if below is None:
        raise _elsewhere(base)
    return below


def _elsewhere(base: str) -> BadValueError:
    return BadValueError(
        f"This address is not below that of your GitLab, {base}. "
        "Write the path alone, or correct your GitLab's address."
    )


#: Each way of cleaning, as a placeholder names it; it takes the value and the address of the reader's GitLab.
CLEANERS: Mapping[str, Callable[[str, str], str]] = {
    "": lambda value, _: value,
    "project": lambda value, base: _path(value, base, "projects"),
    "group": lambda value, base: _path(value, base, "groups"),
}


def clean(how: str, value: str, base: str = "") -> str:
    """Give a value as a field wants it: without spaces at its ends, and cleaned in the way of that name.

    Raises :class:`BadValueError` for an address that is not below that of the reader's GitLab, or holds a password.
    """
    return CLEANERS[how](_ENDS.sub("", value), base)
