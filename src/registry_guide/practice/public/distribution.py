"""A file on the stand-in for PyPI: where it is, what it says of itself, and when it was uploaded."""

import hashlib
import io
import re
import stat
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import quote

from packaging.metadata import RawMetadata, parse_email
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import Version

from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.practice.world.world import PublicPackage

FILES_HOST = "files.pythonhosted.org"

# No metadata is larger; what says so is no archive to read to its end.
_LARGEST = 4 * 1024**2


@dataclass(frozen=True)
class Distribution:
    """A wheel or sdist: in a directory (`path`) or in memory (`content`).

    `yanked` is whether its release was taken back, or the reason for it.
    """

    package: str
    version: Version
    file_name: str
    uploaded: datetime
    path: Path | None = None
    content: bytes = b""
    yanked: bool | str = False

    @property
    def is_wheel(self) -> bool:
        """Whether it is a wheel, and no sdist."""
        return self.file_name.endswith(".whl")

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.content) if self.path is None else self.path.stat().st_size

    def read(self) -> bytes:
        """Give its bytes."""
        return self.content if self.path is None else self.path.read_bytes()

    def _digest(self, algorithm: str) -> str:
        made = hashlib.blake2b(digest_size=32) if algorithm == "blake2b" else hashlib.new(algorithm)
        if self.path is None:
            made.update(self.content)
            return made.hexdigest()
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, lambda: made).hexdigest()

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hexadecimal digits."""
        return self._digest("sha256")

    @cached_property
    def md5(self) -> str:
        """The MD5 of the file, in hexadecimal digits."""
        return self._digest("md5")

    @cached_property
    def blake2b(self) -> str:
        """The BLAKE2b-256 of the file, in hexadecimal digits."""
        return self._digest("blake2b")

    @property
    def place(self) -> str:
        """The path of its directory on the host of files, made of its BLAKE2b-256 as PyPI makes it."""
        return f"{self.blake2b[:2]}/{self.blake2b[2:4]}/{self.blake2b[4:]}"

    @property
    def address(self) -> str:
        """Where it is, without a hash behind it."""
        return f"https://{FILES_HOST}/packages/{self.place}/{quote(self.file_name)}"

    @cached_property
    def text(self) -> bytes:
        """The METADATA of a wheel or the PKG-INFO of an sdist; empty if there is none to be read."""
        try:
            with io.BytesIO(self.content) if self.path is None else self.path.open("rb") as file:
                return _metadata(self.file_name, file)
        except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, tarfile.TarError, zlib.error):
            # Whatever lies in a directory: what is no archive has no metadata, and is a file all the same.
            return b""

    @cached_property
    def metadata(self) -> RawMetadata:
        """What the file says of itself, as it stands there (core metadata)."""
        return parse_email(self.text)[0]

    @cached_property
    def metadata_sha256(self) -> str:
        """The SHA-256 of a wheel's metadata, which is to be had without the wheel (PEP 658); empty if it is not."""
        return hashlib.sha256(self.text).hexdigest() if self.is_wheel and self.text else ""

    @property
    def requires_python(self) -> str:
        """The versions of Python that it takes; empty if it does not say."""
        return self.metadata.get("requires_python", "")

    @property
    def name(self) -> str:
        """The package's name as it was published."""
        return self.metadata.get("name", self.package)

    @property
    def tag(self) -> str:
        """The Python that a wheel's name names, or `source`."""
        return self.file_name.split("-")[-3] if self.is_wheel else "source"


def _metadata(file_name: str, file: IO[bytes]) -> bytes:
    if file_name.endswith(".tar.gz"):
        with tarfile.open(fileobj=file) as tar:
            for entry in tar:
                if re.fullmatch(r"[^/]+/PKG-INFO", entry.name) and (inner := tar.extractfile(entry)):
                    return inner.read(_LARGEST)
        return b""
    form = r"[^/]+\.dist-info/METADATA" if file_name.endswith(".whl") else r"[^/]+/PKG-INFO"
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if re.fullmatch(form, name):
                with archive.open(name) as found:
                    return found.read(_LARGEST)
    return b""


def made(package: PublicPackage) -> Distribution:
    """Make the wheel that a world declares."""
    content = wheel(
        package.name,
        package.version,
        origin="pypi.org, published by a stranger",
        requires=package.requires,
        requires_python=package.requires_python,
        extras=package.extras,
    )
    return Distribution(
        canonicalize_name(package.name),
        Version(package.version),
        wheel_name(package.name, package.version),
        package.uploaded,
        content=content,
        yanked=package.yanked,
    )


def found(path: Path) -> Distribution | None:
    """Give the wheel or sdist that a file is by its name, uploaded when it was last changed; None for any other."""
    try:
        if path.name.endswith(".whl"):
            package, version, *_ = parse_wheel_filename(path.name)
        else:
            package, version = parse_sdist_filename(path.name)
        status = path.stat()
    except (InvalidWheelFilename, InvalidSdistFilename, OSError):
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Distribution(package, version, path.name, datetime.fromtimestamp(status.st_mtime, UTC), path)


def listed(directory: Path) -> list[Distribution]:
    """Give the wheels and sdists of a directory."""
    return [each for path in sorted(directory.iterdir()) if (each := found(path)) is not None]
