"""Files kept by what they hold: the name of a file is the SHA-256 of its bytes."""

import hashlib
import os
import tempfile
from collections.abc import Collection
from pathlib import Path


class IncomingFile:
    """A file on its way in. It is in nobody's sight until `keep`, and gone after `discard`."""

    def __init__(self, directory: Path) -> None:
        descriptor, name = tempfile.mkstemp(dir=directory, prefix="incoming-")
        self._path = Path(name)
        self._file = os.fdopen(descriptor, "wb", buffering=0)
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)
        self.size = 0

    def write(self, data: bytes) -> None:
        """Take the next bytes; raises OSError if the disk is full."""
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        self._sha256.update(data)
        self._md5.update(data)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes so far, in hexadecimal digits."""
        return self._sha256.hexdigest()

    @property
    def md5(self) -> str:
        """The MD5 of the bytes so far, in hexadecimal digits."""
        return self._md5.hexdigest()

    def keep(self, blobs: "Blobs") -> str:
        """Move the file to its place, whole; give its SHA-256."""
        self._file.close()
        target = blobs.path(self.sha256)
        target.parent.mkdir(exist_ok=True)
        self._path.replace(target)
        return self.sha256

    def discard(self) -> None:
        """Forget the file; does nothing once it is kept."""
        self._file.close()
        self._path.unlink(missing_ok=True)


class Blobs:
    """A directory of files named by their SHA-256, and of those on their way in."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(exist_ok=True)

    def sweep(self, wanted: Collection[str]) -> int:
        """Remove what an end in the middle of an upload left: halves, and files that are not wanted; give how many."""
        left = list(self._directory.glob("incoming-*"))
        left += [path for path in self._directory.glob("??/*") if path.name not in wanted]
        for path in left:
            path.unlink()
        return len(left)

    def incoming(self) -> IncomingFile:
        """Open a new file on its way in; raises OSError if the disk is full."""
        return IncomingFile(self._directory)

    def add(self, content: bytes) -> str:
        """Keep bytes that are already in memory; give their SHA-256."""
        file = self.incoming()
        try:
            file.write(content)
            return file.keep(self)
        finally:
            file.discard()

    def path(self, sha256: str) -> Path:
        """Give the place of a kept file."""
        return self._directory / sha256[:2] / sha256

    def remove(self, sha256: str) -> None:
        """Forget a kept file."""
        self.path(sha256).unlink(missing_ok=True)
