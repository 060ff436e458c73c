"""A stand-in for PyPI: the files of a wheelhouse, and the packages that a world declares."""

import hashlib
import re
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from email.parser import HeaderParser
from functools import cached_property, lru_cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from starlette.responses import FileResponse, Response

from registry_guide.practice import answers
from registry_guide.practice.exchange import Exchange
from registry_guide.practice.packages import normalised
from registry_guide.practice.wheel import wheel, wheel_name
from registry_guide.practice.world import PublicPackage

INDEX_HOST = "pypi.org"
FILES_HOST = "files.pythonhosted.org"

PUBLISHED = "pypi"
"""The directory in a practice registry's state whose files the stand-in serves from the moment they are there."""

ABSENT = ".absent"
"""An empty file NAME.absent in that directory: the stand-in has no package of that name, whatever else says so."""


@dataclass(frozen=True)
class Distribution:
    """A file that the stand-in serves: in a wheelhouse (`path`) or in memory (`content`)."""

    package: str
    file_name: str
    path: Path | None = None
    content: bytes = b""

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hexadecimal digits."""
        if self.path is None:
            return hashlib.sha256(self.content).hexdigest()
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @cached_property
    def requires_python(self) -> str:
        """The `Requires-Python` of a wheel or sdist in the wheelhouse; empty if it has none."""
        text = _metadata(self.path) if self.path is not None else ""
        return str(HeaderParser().parsestr(text).get("Requires-Python", ""))


def _metadata(path: Path) -> str:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name)]
            return archive.read(names[0]).decode("utf-8", "replace") if names else ""
    if path.name.endswith(".tar.gz"):
        with tarfile.open(path) as archive:
            for member in archive:
                if re.fullmatch(r"[^/]+/PKG-INFO", member.name) and (file := archive.extractfile(member)):
                    return file.read().decode("utf-8", "replace")
    return ""


def _package_of(file_name: str) -> str | None:
    try:
        if file_name.endswith(".whl"):
            return parse_wheel_filename(file_name)[0]
        return parse_sdist_filename(file_name)[0]
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


@lru_cache
def _made(package: PublicPackage) -> Distribution:
    return Distribution(
        normalised(package.name),
        wheel_name(package.name, package.version),
        content=wheel(
            package.name, package.version, origin="pypi.org, published by a stranger", requires=package.requires
        ),
    )


def _listed(folder: Path) -> list[Distribution]:
    named = [(_package_of(path.name), path) for path in sorted(folder.iterdir())]
    return [Distribution(package, path.name, path) for package, path in named if package is not None]


class PublicIndex:
    """The stand-in's files, by package and by file name.

    The wheelhouse is listed once, at the start; what lies in `later` is looked up anew for each request, so that a
    file can be published while the stand-in answers.
    """

    def __init__(self, wheelhouse: Path | None, packages: Iterable[PublicPackage], later: Path | None = None) -> None:
        found = [_made(package) for package in packages]
        if wheelhouse is not None:
            found += _listed(wheelhouse)
        self._later = later
        self._packages: dict[str, list[Distribution]] = {}
        for distribution in found:
            self._packages.setdefault(distribution.package, []).append(distribution)
        self._files = {distribution.file_name: distribution for distribution in found}

    def _since(self) -> list[Distribution]:
        return _listed(self._later) if self._later is not None and self._later.is_dir() else []

    def _of(self, package: str) -> list[Distribution]:
        if self._later is not None and (self._later / f"{package}{ABSENT}").exists():
            return []
        since = [each for each in self._since() if each.package == package]
        names = {each.file_name for each in since}
        return [*(each for each in self._packages.get(package, ()) if each.file_name not in names), *since]

    async def index(self, exchange: Exchange) -> Response:
        """Answer `/simple/`: every package."""
        names = self._packages.keys() | {each.package for each in self._since()}
        exchange.why = f"the public index holds {len(names)} packages"
        links = "".join(f'<a href="/simple/{name}/">{name}</a><br>\n' for name in sorted(names))
        return _html("Simple index", links)

    async def page(self, exchange: Exchange) -> Response:
        """Answer `/simple/NAME/`, by a redirect if the name is not normalised (as pypi.org does)."""
        name = exchange.text("name")
        if name != normalised(name):
            exchange.why = "the name is not normalised"
            return Response(status_code=301, headers={"Location": f"/simple/{quote(normalised(name))}/"})
        distributions = self._of(name)
        if not distributions:
            raise answers.Refusal(404, "404 Not Found", f"the public index has no {name}", "text/plain; charset=utf-8")
        exchange.why = f"the public index has {len(distributions)} files of {name}"
        return _html(f"Links for {name}", "".join(_link(distribution) for distribution in distributions))

    async def file(self, exchange: Exchange) -> Response:
        """Answer `/packages/SHA256/FILE`."""
        name = exchange.text("file")
        since = {each.file_name: each for each in self._since()}
        distribution = since.get(name) or self._files.get(name)
        if distribution is None:
            raise answers.Refusal(404, "404 Not Found", f"the public index has no {name}", "text/plain; charset=utf-8")
        exchange.why = f"a file of {distribution.package} on the public index"
        if distribution.path is None:
            return Response(distribution.content, media_type="application/octet-stream")
        return FileResponse(distribution.path, media_type="application/octet-stream")


def _link(distribution: Distribution) -> str:
    address = (
        f"https://{FILES_HOST}/packages/{distribution.sha256}/{quote(distribution.file_name)}"
        f"#sha256={distribution.sha256}"
    )
    requires = distribution.requires_python
    attribute = f' data-requires-python="{escape(requires)}"' if requires else ""
    return f'<a href="{escape(address)}"{attribute}>{escape(distribution.file_name)}</a><br>\n'


def _html(title: str, links: str) -> Response:
    title = escape(title)
    return Response(
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta name="pypi:repository-version" content="1.0">'
        f"<title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n{links}</body>\n</html>\n",
        media_type="text/html; charset=utf-8",
    )
