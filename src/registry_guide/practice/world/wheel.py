"""Make a tiny wheel: one module, no build backend."""

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence

from packaging.metadata import InvalidMetadata, Metadata, RawMetadata
from packaging.utils import canonicalize_name
from packaging.version import Version

# The earliest time a ZIP archive can hold, so that the same package is the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
# What a fault in the metadata is about, in the words of whoever declares a package.
_KEYS = {"requires-dist": "requires", "requires-python": "requires_python", "provides-extra": "extras"}


class BadPackageError(ValueError):
    """A package that cannot be: the message names the key and the value that are wrong."""


def wheel_name(name: str, version: str) -> str:
    """Give the file name of a pure Python wheel (binary distribution format, "File name convention")."""
    return f"{_stem(name, version)}-py3-none-any.whl"


def _stem(name: str, version: str) -> str:
    return f"{canonicalize_name(name).replace('-', '_')}-{Version(version)}"


def wheel(
    name: str,
    version: str,
    *,
    origin: str,
    requires: Sequence[str] = (),
    requires_python: str = "",
    extras: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """Give the bytes of a wheel with one module whose `origin` says where it came from.

    `extras` names what each extra requires. Raises BadPackageError for what no metadata may hold.
    """
    metadata = _metadata(name, version, origin, requires, requires_python, extras or {})
    module = re.sub(r"[-_.]+", "_", name).lower()
    info = f"{_stem(name, version)}.dist-info"
    members = {
        f"{module}/__init__.py": f"__version__ = {version!r}\norigin = {origin!r}\n",
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: registry-guide\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    members[f"{info}/RECORD"] = "".join(
        [*(f"{path},{_record(text.encode())}\n" for path, text in members.items()), f"{info}/RECORD,,\n"]
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in members.items():
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), text)
    return buffer.getvalue()


def check(
    name: str,
    version: str,
    requires: Sequence[str] = (),
    requires_python: str = "",
    extras: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Raise BadPackageError for a name, version, requirement or extra that no metadata may hold."""
    _metadata(name, version, "", requires, requires_python, extras or {})


def _metadata(
    name: str,
    version: str,
    origin: str,
    requires: Sequence[str],
    requires_python: str,
    extras: Mapping[str, Sequence[str]],
) -> str:
    """Give the text of METADATA (core metadata 2.1)."""
    conditional = [_on_condition(wanted, extra) for extra, each in extras.items() for wanted in each]
    raw: RawMetadata = {
        "metadata_version": "2.1",
        "name": name,
        "version": version,
        "requires_dist": [*requires, *conditional],
        "provides_extra": list(extras),
    }
    if requires_python:
        raw["requires_python"] = requires_python
    read = _read(raw)
    lines = ["Metadata-Version: 2.1", f"Name: {read.name}", f"Version: {version.strip()}", f"Summary: From {origin}"]
    if read.requires_python is not None:
        lines.append(f"Requires-Python: {read.requires_python}")
    lines += [f"Requires-Dist: {requirement}" for requirement in read.requires_dist or ()]
    lines += [f"Provides-Extra: {extra}" for extra in read.provides_extra or ()]
    return "\n".join(lines) + "\n"


def _read(raw: RawMetadata) -> Metadata:
    try:
        return Metadata.from_raw(raw)
    except ExceptionGroup as group:
        raise BadPackageError(_sentence(group)) from None


def _on_condition(requirement: str, extra: str) -> str:
    """Give a requirement that counts with an extra alone, beside the condition that it may have already."""
    wanted, semicolon, marker = requirement.partition(";")
    condition = f'extra == "{canonicalize_name(extra)}"'
    return f"{wanted.strip()} ; {f'({marker.strip()}) and ' if semicolon else ''}{condition}"


def _sentence(group: ExceptionGroup[Exception]) -> str:
    """Say in one sentence what the first fault of several is about."""
    fault = group.exceptions[0]
    field = fault.field if isinstance(fault, InvalidMetadata) else "metadata"
    return f"{_KEYS.get(field, field)}: {fault}".replace(f" for {field!r}", "")


def _record(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"sha256={digest},{len(content)}"
