"""Make a tiny wheel: one module, no build backend."""

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Sequence

from packaging.utils import canonicalize_name

# The earliest time a ZIP archive can hold, so that the same package is the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def wheel_name(name: str, version: str) -> str:
    """Give the file name of a pure Python wheel (binary distribution format, "File name convention")."""
    return f"{canonicalize_name(name).replace('-', '_')}-{version}-py3-none-any.whl"


def wheel(
    name: str,
    version: str,
    *,
    origin: str,
    requires: Sequence[str] = (),
    requires_python: str = "",
) -> bytes:
    """Give the bytes of a wheel with one module whose `origin` says where it came from."""
    module = re.sub(r"[-_.]+", "_", name).lower()
    info = f"{canonicalize_name(name).replace('-', '_')}-{version}.dist-info"
    metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", f"Summary: From {origin}"]
    if requires_python:
        metadata.append(f"Requires-Python: {requires_python}")
    metadata += [f"Requires-Dist: {requirement}" for requirement in requires]
    members = {
        f"{module}/__init__.py": f"__version__ = {version!r}\norigin = {origin!r}\n",
        f"{info}/METADATA": "\n".join(metadata) + "\n",
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


def _record(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"sha256={digest},{len(content)}"
