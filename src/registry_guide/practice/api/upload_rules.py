"""What GitLab asks of an upload's fields.

Sources: parameters of `lib/api/pypi_packages.rb`, models under `app/models/packages/pypi/`,
patterns of `lib/gitlab/regex/packages.rb`; versions by PEP 440.
"""

import re
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass

from packaging.version import VERSION_PATTERN

LONGEST_FILE_NAME = 255
"""Characters of a file's name that GitLab can store; on a longer one it breaks."""

LONGEST_KEY = 2680
"""Bytes of a name and version together for which an index of GitLab's database has room; on more it breaks.

An entry has at most 2,704 bytes (PostgreSQL), and project and type of the package stand in it too
(`idx_packages_packages_on_project_id_name_version_package_type`). The model itself sets no limit.
"""

# Characters to which longer metadata are cut, silently; the last three of them are then dots.
LIMITS = {
    "requires_python": 255,
    "keywords": 1024,
    "metadata_version": 16,
    "author_email": 2048,
    "summary": 255,
    "description": 4000,
    "description_content_type": 128,
}

FIELDS = frozenset({"content", "name", "version", "md5_digest", "sha256_digest", *LIMITS})
"""The fields that GitLab reads; it takes any other without a word."""

# In the order in which GitLab declares them.
_TEXTS = (
    "name",
    "version",
    "requires_python",
    "md5_digest",
    "sha256_digest",
    "metadata_version",
    "author_email",
    "description",
    "description_content_type",
    "summary",
    "keywords",
)

_REQUIRED = frozenset({"name", "version"})

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
# Parts between slashes, once before and once after an @; a plus only in a part that a slash follows.
_PARTS = r"(?>(?:[\w.+-]*/)*"
_NAME = re.compile(rf"@?{_PARTS}[\w.-]+)@?{_PARTS}[\w.-]*)", re.ASCII)
_VERSION = re.compile(VERSION_PATTERN, re.VERBOSE | re.IGNORECASE | re.ASCII)
# What Ruby's [:word:] holds: letters, marks, decimal digits and what joins them.
_WORD = ("L", "M", "Nd", "Pc")


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that breaks a rule: `text` as GitLab words it."""

    text: str


def parameter_problems(fields: Mapping[str, str], odd: Set[str] = frozenset(), *, has_file: bool) -> list[Problem]:
    """Check that required parameters are there, of their type, and digests well formed (Grape's `requires`, `regexp`).

    `odd` are the fields that are no text.
    """
    problems = []
    if not has_file:
        problems.append(Problem("content is invalid" if "content" in {*fields, *odd} else "content is missing"))
    missing = _REQUIRED - fields.keys()
    for name in _TEXTS:
        if name in odd:
            problems.append(Problem(f"{name} is invalid"))
        elif name in missing:
            problems.append(Problem(f"{name} is missing"))
    if "sha256_digest" in fields and not _SHA256.fullmatch(fields["sha256_digest"]):
        problems.append(Problem("sha256_digest is invalid"))
    return problems


def validation_problems(name: str, version: str) -> list[Problem]:
    """Check name and version (the package model's validations)."""
    problems = []
    if not _VERSION.fullmatch(version):
        problems.append(Problem("Version is invalid"))
    if not name.strip():
        problems.append(Problem("Name can't be blank"))
    if not _NAME.fullmatch(name):
        problems.append(Problem("Name is invalid"))
    return problems


def metadata(fields: Mapping[str, str]) -> dict[str, str]:
    """Give the metadata that are kept, each cut to its length; `requires_python` is always there."""
    kept = {name: _cut(fields[name], limit) for name, limit in LIMITS.items() if name in fields}
    return {"requires_python": "", **kept}


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def key_size(name: str, version: str) -> int:
    """Give the bytes of a name and version together."""
    return len(name.encode()) + len(version.encode())


def file_name(given: str) -> str:
    """Give the name under which a file is kept: no directories, nothing but word characters, `.`, `-` and `+`.

    Of a path it is the last part that is not empty, and of slashes alone one of them (`File.basename`). Takes no
    empty name.
    """
    path = given.replace("\\", "/")
    base = path.rstrip("/").rpartition("/")[2] or path[:1]
    name = "".join(letter if _keeps(letter) else "_" for letter in base)
    return f"_{name}" if set(name) == {"."} else name


def has_extension(name: str) -> bool:
    """Tell whether a file's name has an extension: the route of its address takes no other."""
    return "." in name and not name.endswith(".")


def _keeps(letter: str) -> bool:
    return letter in ".-+" or unicodedata.category(letter).startswith(_WORD)
