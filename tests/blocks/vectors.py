"""Values that try to break out of every context, shared by the tests of Python and of JavaScript."""

from __future__ import annotations

from itertools import permutations
from keyword import kwlist

SINGLE = [
    *"'\"\\$`#%:;&|<>{} \t\n\ré漢=!?*~^()[],@+/-._",
    "$$",
    "$&",
    "$`",
    "$'",
    "$1",
    "🦊",
    "👩‍👩‍👧",
    "\u200f",  # right-to-left mark
    "\u202e",  # right-to-left override
    "\u2066",  # left-to-right isolate
    "\u2028",
    "\u00a0",
    "\u0085",
    "\ufeff",
    "\x00",
    "\x01",
    "\x1b",
    "\x7f",
    "\x9f",
    "\ud800",
]

WHOLE = [
    "",
    ".",
    "..",
    "gitlab.example.com",
    "gitlab.example.com:8443",
    "my-group/my-project",
    "My_Package.Name",
    "my_package",
    "my-package",
    "_private1",
    "elsewhere",
    "3to2",
    "a$$b",
    "x; rm -rf y",
    "$(id)",
    "${HOME}",
    "`id`",
    "&& echo pwned",
    "-o ProxyCommand=id",
    "'; DROP TABLE x; --",
    '"""',
    "'''",
    "]]\n[other]\nkey = 1",
    "value\n[section]\nkey = other",
    "a # b",
    " leading",
    "trailing ",
    "%(interpolated)s",
    "{{ jinja }}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%2e%2e%2f",
    "user:secret@host",
    "machine other login x",
    "é" * 300,
    "漢字🦊" * 2500,
    "'\"\\$`\n" * 1700,
]

VALUES = [
    *SINGLE,
    *("".join(pair) for pair in permutations([each for each in SINGLE if len(each) == 1], 2)),
    *(f"a{each}b" for each in SINGLE),
    "".join(each for each in SINGLE if each not in {"\x00", "\ud800"}),
    *WHOLE,
    *kwlist,
]
