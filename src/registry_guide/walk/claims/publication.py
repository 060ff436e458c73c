"""What a path publishes: after each block that uploads, GitLab holds exactly that, whatever PyPI has of that name."""

import gzip
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import unescape
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

from registry_guide.practice.public.index import ABSENT
from registry_guide.practice.request_log import Entry
from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.shell.outcome import Outcome

EVERYTHING = ("dist/*",)
"""What a block publishes if its template does not say otherwise."""


class Scene(StrEnum):
    """What there is before a block publishes. The value completes "where …"."""

    NOTHING = "PyPI has no such name"
    EQUAL = "PyPI has an equal file"
    OTHER = "PyPI has another file of that name"
    HALF = "one of the files is in GitLab already"


@dataclass(frozen=True)
class Release:
    """A version of a package, by the normalised name."""

    name: str
    version: Version


Files = Mapping[str, bytes]
"""The files of a release, by name."""


class Place(Protocol):
    """A project's registry, as its owner sees it."""

    def page(self, name: str) -> str | None:
        """Give the page of a package in the project's own index; nothing if GitLab has no such package."""

    def remove(self, release: Release) -> None:
        """Delete a release with all its files."""

    def add(self, release: Release, file: str, content: bytes) -> None:
        """Publish a file."""


def uploads(requests: Iterable[Entry]) -> list[str]:
    """Give the paths of the registries to which clients sent files, whatever GitLab answered."""
    paths = (each.path.rstrip("/") for each in requests if each.method == "POST")
    return list(dict.fromkeys(path for path in paths if path.endswith("/packages/pypi")))


def strayed(requests: Iterable[Entry]) -> str:
    """Say what leads whoever publishes astray should GitLab refuse; nothing if nothing does."""
    if any(each.path.startswith("/_/oidc/") for each in requests):
        return (
            "uv asked for trusted publishing, which GitLab does not have: that is its first error if a token is refused"
        )
    return ""


def release(file: str) -> Release | None:
    """Give the release that a file belongs to by its name; nothing if it is no wheel or sdist."""
    try:
        if file.endswith(".whl"):
            name, version, *_ = parse_wheel_filename(file)
        else:
            name, version = parse_sdist_filename(file)
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None
    return Release(name, version)


def held(page: str, version: Version) -> Counter[tuple[str, str]]:
    """Give name and SHA-256 of each file of a version that a page of an index lists, as often as it lists it."""
    found: Counter[tuple[str, str]] = Counter()
    for href in re.findall(r'<a [^>]*href="([^"]*)"', page):
        address = urlsplit(unescape(href))
        file = unquote(address.path.rpartition("/")[2])
        known = release(file)
        if known is None or known.version == version:
            found[file, address.fragment.removeprefix("sha256=")] += 1
    return found


def difference(wanted: Files, found: Counter[tuple[str, str]]) -> str:
    """Say in what a registry differs from what was published; nothing if it holds exactly that."""
    right = Counter({(name, hashlib.sha256(content).hexdigest()): 1 for name, content in wanted.items()})
    missing, more = right - found, found - right
    names = {name for name, _ in missing} & {name for name, _ in more}
    said = [f"GitLab has another {name}" for name in sorted(names)]
    said += [f"GitLab has no {name}" for name, _ in sorted(missing) if name not in names]
    said += [f"GitLab has {name} as well" for name, _ in sorted(more) if name not in names]
    return ", ".join(said)


def other(name: str, content: bytes) -> bytes:
    """Give a file that opens as this one does, and is another."""
    if name.endswith(".whl"):
        archive = io.BytesIO(content)
        with zipfile.ZipFile(archive, "a") as wheel:
            wheel.writestr("stranger.txt", "published by a stranger\n")
        return archive.getvalue()
    # A gzip file may have several members; this one is empty.
    return content + gzip.compress(b"", mtime=0)


def stage(folder: Path, scene: Scene | None, files: Files) -> None:
    """Make the stand-in for PyPI have of these files what the scene says; without a scene, nothing more than before."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, content in _staged(scene, files).items():
        (folder / name).write_bytes(content)


def _staged(scene: Scene | None, files: Files) -> Files:
    if scene is None:
        return {}
    if scene is Scene.NOTHING:
        return {f"{known.name}{ABSENT}": b"" for file in files if (known := release(file))}
    if scene is Scene.OTHER:
        return {file: other(file, content) for file, content in files.items()}
    return files


@dataclass
class Publication:
    """What one path has published so far, and the proof of it.

    Attributes:
        place: the project's registry.
        public: the directory that the stand-in for PyPI serves.
        scenes: those in which a block that publishes is run again.
    """

    place: Place
    public: Path
    scenes: Sequence[Scene] = tuple(Scene)
    _files: dict[Release, dict[str, bytes]] = field(default_factory=dict)

    def prove(
        self,
        directory: Path,
        patterns: Sequence[str],
        again: Callable[[], Outcome],
        *,
        statuses: Sequence[int] = (0,),
        resumes: bool = False,
        share: Callable[[Sequence[Scene]], Sequence[Scene]] = tuple,
    ) -> tuple[Scene, ...]:
        """Prove that GitLab holds what a block has just published, then run it again in scenes and prove it in each.

        Args:
            directory: where the files lie.
            patterns: which files the block publishes, seen from the directory.
            again: runs the block once more.
            statuses: with one of which the block ends; a block that is to fail publishes nothing.
            resumes: whether the block is also to end well where one of its files is there.
            share: gives those of the scenes in which it is run again here; the other paths do so in the rest.

        Raises:
            StepFaultError: GitLab holds something else, or the block did not end as it should.
        """
        files = _read(directory, patterns)
        before = {known: dict(each) for known, each in self._files.items()}
        if 0 in statuses:
            for file, content in files.items():
                self._files.setdefault(_known(file), {})[file] = content
        touched = {_known(file) for file in files}
        self._compare(touched, "")
        scenes = tuple(share([scene for scene in self.scenes if resumes or scene is not Scene.HALF]))
        for scene in scenes:
            if 0 in statuses:
                self._return(scene, touched, before, files)
            # The worst that PyPI can have for a client that asks whether a file is there.
            stage(self.public, Scene.EQUAL if scene is Scene.HALF else scene, files)
            outcome = again()
            if wrong := outcome.fault(*statuses):
                raise StepFaultError(f"where {scene}: {wrong}", real=outcome.output)
            self._compare(touched, f"where {scene}: ", outcome.output)
        stage(self.public, None, {})
        return scenes

    def _return(self, scene: Scene, touched: set[Release], before: Mapping[Release, Files], files: Files) -> None:
        """Have GitLab hold what it held before the block, and one of its files if the scene is that one is there."""
        self._restore(touched, before)
        if scene is Scene.HALF:
            self._halve(touched, before, files)

    def _restore(self, touched: set[Release], before: Mapping[Release, Files]) -> None:
        for known in touched:
            self.place.remove(known)
            for file, content in before.get(known, {}).items():
                self.place.add(known, file, content)

    def _halve(self, touched: set[Release], before: Mapping[Release, Files], files: Files) -> None:
        """Add one file to what was there before the block; if all of its files were, leave one of them."""
        new = [file for file in files if file not in before.get(_known(file), {})]
        if not new:
            rest = {known: {file: each[file] for file in each.keys() - files.keys()} for known, each in before.items()}
            self._restore(touched, rest)
        first = min(new or files)
        self.place.add(_known(first), first, files[first])

    def _compare(self, touched: set[Release], where: str, said: str = "") -> None:
        for known in sorted(touched, key=str):
            wanted = self._files.get(known, {})
            found = held(self.place.page(known.name) or "", known.version)
            wrong = difference(wanted, found)
            if wrong:
                listed = "\n".join(f"{name} {digest}" for name, digest in sorted(found.elements()))
                raise StepFaultError(f"{where}{wrong}", "\n".join(sorted(wanted)), f"{listed}\n{said}".strip())


def _known(file: str) -> Release:
    known = release(file)
    if known is None:
        raise StepFaultError(f"{file} is published, and is neither a wheel nor an sdist")
    return known


def _read(directory: Path, patterns: Sequence[str]) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for pattern in patterns for path in sorted(directory.glob(pattern))}
    # uv build writes a .gitignore beside what it builds; no client takes it for a distribution.
    files = {name: content for name, content in found.items() if not name.startswith(".")}
    if not files:
        raise StepFaultError(f"the block publishes, and there is nothing in {' '.join(patterns)}")
    return files
