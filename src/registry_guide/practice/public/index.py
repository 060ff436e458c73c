"""A stand-in for PyPI: the packages that a world declares, and the files of a wheelhouse."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version
from starlette.responses import Response

from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.public import distribution
from registry_guide.practice.public import pages as publicpages
from registry_guide.practice.public.conditional import conditional, preferred, redirect
from registry_guide.practice.public.distribution import FILES_HOST, Distribution
from registry_guide.practice.public.pages import INDEX_HOST
from registry_guide.practice.world.world import PublicPackage

if TYPE_CHECKING:
    import webob

__all__ = ["ABSENT", "FILES_HOST", "INDEX_HOST", "PUBLISHED", "PublicIndex"]

PUBLISHED = "pypi"
"""The directory in a practice registry's state whose files the stand-in serves from the moment they are there."""

ABSENT = ".absent"
"""An empty file NAME.absent in that directory: the stand-in has no package of that name, whatever else says so."""

# PyPI's answers may be read by any page (`warehouse/utils/cors.py`).
_FOR_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since",
    "Access-Control-Allow-Methods": "GET",
    "Access-Control-Max-Age": "86400",
    "Access-Control-Expose-Headers": "X-PyPI-Last-Serial",
}
# Seconds for which an answer may be kept: a page, a JSON, a file.
_PAGE, _JSON, _FILE = 600, 900, 365_000_000
_METADATA = ".metadata"


class PublicIndex:
    """The stand-in's files, by package and by file name.

    What a world declares goes before a file of the same name in the wheelhouse. Both are listed once, at the start;
    what lies in `later` is looked up anew for each request and goes before both, so that a file can be published while
    the stand-in answers.
    """

    def __init__(self, wheelhouse: Path | None, packages: Iterable[PublicPackage], later: Path | None = None) -> None:
        listed = distribution.listed(wheelhouse) if wheelhouse is not None else []
        self._files = _by_name([*listed, *map(distribution.made, packages)])
        self._later = later

    def _now(self) -> dict[str, Distribution]:
        if self._later is None or not self._later.is_dir():
            return self._files
        gone = {canonicalize_name(path.name.removesuffix(ABSENT)) for path in self._later.glob(f"*{ABSENT}")}
        files = self._files | _by_name(distribution.listed(self._later))
        return {name: each for name, each in files.items() if each.package not in gone}

    def _projects(self) -> dict[str, list[Distribution]]:
        projects: dict[str, list[Distribution]] = {}
        for each in self._now().values():
            projects.setdefault(each.package, []).append(each)
        return projects

    def _of(self, name: str) -> list[Distribution]:
        wanted = canonicalize_name(name)
        return [each for each in self._now().values() if each.package == wanted]

    async def index(self, exchange: Exchange) -> Response:
        """Answer `/simple/`: every package."""
        if (moved := _slash(exchange)) is not None:
            return moved
        projects = self._projects()
        exchange.why = f"the stand-in for PyPI has {len(projects)} packages"
        total = sum(map(len, projects.values()))
        kind = _kind(exchange)
        if kind == publicpages.JSON:
            return _simple(exchange, publicpages.written(publicpages.index(projects)), kind, total)
        return _simple(exchange, publicpages.index_html(projects), kind, total)

    async def page(self, exchange: Exchange) -> Response:
        """Answer `/simple/NAME/`, by a redirect if the name is not normalised."""
        if (moved := _slash(exchange)) is not None:
            return moved
        name = exchange.text("name")
        files, wanted = self._of(name), canonicalize_name(name)
        if not files:
            raise _missing(f"the stand-in for PyPI has no package {name}")
        if name != wanted:
            return _moved(exchange, f"/simple/{wanted}/", "the name is not normalised")
        exchange.why = f"the stand-in for PyPI has {len(files)} files of {name}"
        kind = _kind(exchange)
        if kind == publicpages.JSON:
            return _simple(exchange, publicpages.written(publicpages.detail(name, files)), kind, len(files))
        return _simple(exchange, publicpages.detail_html(name, files), kind, len(files))

    async def project(self, exchange: Exchange) -> Response:
        """Answer `/pypi/NAME/json`: PyPI's own JSON of the latest release."""
        files, moved = self._known(exchange, "json")
        return moved or self._release(exchange, files, publicpages.latest(files), every=True)

    async def release(self, exchange: Exchange) -> Response:
        """Answer `/pypi/NAME/VERSION/json`: PyPI's own JSON of one release, spelled in any way."""
        asked = exchange.text("version")
        files, moved = self._known(exchange, f"{quote(asked)}/json")
        try:
            version = Version(asked)
        except InvalidVersion:
            version = None
        if version is None or version not in {each.version for each in files}:
            raise _no_json(f"the stand-in for PyPI has no {files[0].package} {asked}")
        return moved or self._release(exchange, files, version, every=False)

    def _known(self, exchange: Exchange, rest: str) -> tuple[list[Distribution], Response | None]:
        """Give a package's files, and the way to its normalised name if it was asked for by another."""
        name = exchange.text("name")
        files, wanted = self._of(name), canonicalize_name(name)
        if not files:
            raise _no_json(f"the stand-in for PyPI has no package {name}")
        if name == wanted:
            return files, None
        return files, _moved(exchange, f"/pypi/{wanted}/{rest}", "the name is not normalised")

    def _release(self, exchange: Exchange, files: list[Distribution], version: Version, *, every: bool) -> Response:
        name = files[0].package
        exchange.why = f"the stand-in for PyPI has {name} {version}"
        text = publicpages.written(publicpages.release(name, files, version, every=every))
        return conditional(exchange.request, _whole(text, "application/json", _JSON, len(files)))

    async def file(self, exchange: Exchange) -> Response:
        """Answer `/packages/…/FILE`, and `FILE.metadata` for what a wheel says of itself."""
        name = exchange.text("file")
        place = "/".join(exchange.text(part) for part in ("one", "two", "rest"))
        each = self._now().get(name.removesuffix(_METADATA))
        if each is None or each.place != place:
            raise _missing(f"the stand-in for PyPI has no file {name} there")
        if name.endswith(_METADATA) and not each.metadata_sha256:
            raise _missing(f"the stand-in for PyPI has no metadata of {each.file_name} on its own")
        exchange.why = f"a file of {each.package} on the stand-in for PyPI"
        import webob

        about = name.endswith(_METADATA)
        response = webob.Response(each.text if about else each.read(), content_type="application/octet-stream")
        response.accept_ranges = "bytes"
        response.last_modified = each.uploaded
        response.headers["Cache-Control"] = f"max-age={_FILE}, immutable, public"
        return conditional(exchange.request, response, None if about else each.md5)


async def elsewhere(exchange: Exchange) -> Response:
    """Answer for an address that PyPI has and its stand-in has not, or that neither has."""
    request = exchange.request
    path = request.scope["path"]
    why = f"the stand-in for PyPI has no address {request.method} {path}"
    if request.method not in ("GET", "HEAD"):
        kind = "text/plain; charset=utf-8"
        raise refusals.RefusalError(405, "405 Method Not Allowed", why, kind, {"Allow": "GET, HEAD, OPTIONS"})
    raise _no_json(why) if path.startswith("/pypi/") and path.endswith("/json") else _missing(why)


def _by_name(files: Iterable[Distribution]) -> dict[str, Distribution]:
    return {each.file_name: each for each in files}


def _missing(why: str) -> refusals.RefusalError:
    return refusals.RefusalError(404, "404 Not Found", why, "text/plain; charset=utf-8")


def _no_json(why: str) -> refusals.RefusalError:
    return refusals.RefusalError(404, '{"message": "Not Found"}', why, headers=_FOR_ALL)


def _kind(exchange: Exchange) -> str:
    return preferred(exchange.request.headers.get("accept"), publicpages.OFFERS)


def _slash(exchange: Exchange) -> Response | None:
    """Give the way to the same address with a slash at its end, if it has none."""
    raw = exchange.request.scope["raw_path"]
    if raw.endswith(b"/"):
        return None
    return _moved(exchange, f"{exchange.request.scope['path']}/", "the address has no slash at its end")


def _moved(exchange: Exchange, path: str, why: str) -> Response:
    exchange.why = why
    return redirect(exchange.request, path, _FOR_ALL)


def _simple(exchange: Exchange, text: str, kind: str, serial: int) -> Response:
    response = _whole(text, kind, _PAGE, serial)
    response.vary = ("Accept",)
    return conditional(exchange.request, response)


def _whole(text: str, kind: str, seconds: int, serial: int) -> "webob.Response":
    import webob

    response = webob.Response(text)
    response.content_type = kind
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    response.headers.update({**_FOR_ALL, "X-PyPI-Last-Serial": str(serial)}.items())
    return response
