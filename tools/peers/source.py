"""Where a suite's files come from: an index, a repository, or a directory of whoever runs them."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
from pathlib import Path

import httpx
from pypi_simple import PYPI_SIMPLE_ENDPOINT, NoSuchProjectError, PyPISimple
from requests import RequestException

from tools.peers.suite import Archive, File, Suite

SECONDS = 60


class UnreachableError(Exception):
    """A suite cannot be had from here; nothing is known about the registry."""


class ChangedError(Exception):
    """What came is not what is pinned."""


def get(suite: Suite, into: Path, given: Path | None = None) -> Path:
    """Lay a suite's files, as pinned, into an empty directory; give the directory in it in which the suite is run.

    `given` is a checkout or an unpacked source distribution to take them from.

    Raises:
        UnreachableError: neither the index nor the repository answers, or `given` lacks a file.
        ChangedError: a file has another hash.
    """
    if suite.archive:
        return _unpacked(suite.archive, into, given)
    for file in suite.files:
        content = _read(given / file.path) if given else _download(file)
        _check(file.path, content, file.sha256)
        place = into / "files" / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return into / "files"


def _unpacked(archive: Archive, into: Path, given: Path | None) -> Path:
    if given and given.is_dir():
        # Somebody's own checkout may be of any version: whoever names it wants that one.
        return Path(shutil.copytree(given, into / "given", symlinks=True))
    content = _read(given) if given else _from_index(archive, into)
    _check(archive.name, content, archive.sha256)
    (into / archive.name).write_bytes(content)
    try:
        with tarfile.open(into / archive.name) as opened:
            opened.extractall(into, filter="data")
    except tarfile.TarError as error:
        raise ChangedError(f"{archive.name} cannot be unpacked: {error}") from None
    return into / archive.name.removesuffix(".tar.gz")


def _from_index(archive: Archive, into: Path) -> bytes:
    index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or PYPI_SIMPLE_ENDPOINT
    try:
        with PyPISimple(index) as client:
            page = client.get_project_page(archive.project, timeout=SECONDS)
            found = next((each for each in page.packages if each.filename == archive.name), None)
            if found is None:
                raise UnreachableError(f"the index has no {archive.name}")
            client.download_package(found, into / archive.name, verify=False, timeout=SECONDS)
    except (RequestException, NoSuchProjectError) as error:
        raise UnreachableError(f"the index does not give {archive.name}: {_short(error)}") from None
    return (into / archive.name).read_bytes()


def _download(file: File) -> bytes:
    try:
        answer = httpx.get(file.url, timeout=SECONDS, follow_redirects=True)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise UnreachableError(f"{file.url} cannot be had: {_short(error)}") from None
    return answer.content


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreachableError(f"{path}: {error.strerror}") from None


def _check(name: str, content: bytes, sha256: str) -> None:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ChangedError(f"{name} is not the file that is pinned: its SHA-256 is another")


def _short(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
