"""What PyPI says of packages: its pages of the simple API, in HTML and JSON, and its own JSON.

Sources: the simple repository API of the Python Packaging User Guide (PEPs 503, 592, 658, 691, 700, 714, 792); PyPI's
own documentation of its index and JSON APIs (https://docs.pypi.org/api/), and its code, `warehouse/packaging/utils.py`
and `warehouse/legacy/api/json.py`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from html import escape
from typing import Any

from packaging.version import Version

from registry_guide.practice.public.distribution import Distribution

INDEX_HOST = "pypi.org"

HTML = "text/html"
JSON = "application/vnd.pypi.simple.v1+json"
OFFERS = (HTML, "application/vnd.pypi.simple.v1+html", JSON)
"""The forms of a page, first the one for who says nothing or likes none of them: PyPI answers nobody with 406."""

_API = "1.4"
# What PyPI says where nothing is known, and of what it does not count any more.
_NO_DOWNLOADS = {"last_day": -1, "last_month": -1, "last_week": -1}
_OF_METADATA = {
    "author": "author",
    "author_email": "author_email",
    "classifiers": "classifiers",
    "description": "description",
    "description_content_type": "description_content_type",
    "download_url": "download_url",
    "dynamic": "dynamic",
    "home_page": "home_page",
    "license": "license",
    "license_expression": "license_expression",
    "license_files": "license_files",
    "maintainer": "maintainer",
    "maintainer_email": "maintainer_email",
    "project_urls": "project_urls",
    "provides_extra": "provides_extra",
    "requires_dist": "requires_dist",
    "requires_python": "requires_python",
    "summary": "summary",
}


def written(data: Mapping[str, Any]) -> str:
    """Give JSON as PyPI writes it, its keys in order."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"))


def index(projects: Mapping[str, Sequence[Distribution]]) -> dict[str, Any]:
    """Give the list of all packages; a serial is the number of files."""
    total = sum(map(len, projects.values()))
    named = [{"name": files[0].name, "_last-serial": len(files)} for _, files in sorted(projects.items())]
    return {"meta": {"api-version": _API, "_last-serial": total}, "projects": named}


def index_html(projects: Mapping[str, Sequence[Distribution]]) -> str:
    """Give the list of all packages as a page."""
    links = (f'<a href="/simple/{name}/">{escape(files[0].name)}</a>' for name, files in sorted(projects.items()))
    return _html("Simple index", "", links)


def detail(name: str, files: Sequence[Distribution]) -> dict[str, Any]:
    """Give what the simple API says of a package's files, oldest version first."""
    ordered = sorted(files, key=_by_version)
    return {
        "meta": {"api-version": _API, "_last-serial": len(files)},
        "name": name,
        "project-status": {"status": "active"},
        "alternate-locations": [],
        "versions": list(dict.fromkeys(str(each.version) for each in ordered)),
        "files": [
            {
                "filename": each.file_name,
                "url": each.address,
                "hashes": {"sha256": each.sha256},
                "requires-python": each.requires_python or None,
                "size": each.size,
                "upload-time": _time(each),
                "yanked": each.yanked,
                "data-dist-info-metadata": _metadata(each),
                "core-metadata": _metadata(each),
                "provenance": None,
            }
            for each in ordered
        ],
    }


def detail_html(name: str, files: Sequence[Distribution]) -> str:
    """Give a package's files as a page."""
    ordered = sorted(files, key=_by_version)
    page = _html(f"Links for {name}", f"<h1>Links for {escape(name)}</h1>\n", map(_link, ordered))
    return f"{page}<!--SERIAL {len(files)}-->\n"


def _link(each: Distribution) -> str:
    attributes = {
        "href": f"{each.address}#sha256={each.sha256}",
        "data-requires-python": each.requires_python or None,
        "data-yanked": (each.yanked if isinstance(each.yanked, str) else "") if each.yanked else None,
        "data-dist-info-metadata": f"sha256={each.metadata_sha256}" if each.metadata_sha256 else None,
        "data-core-metadata": f"sha256={each.metadata_sha256}" if each.metadata_sha256 else None,
    }
    given = " ".join(f'{key}="{escape(value)}"' for key, value in attributes.items() if value is not None)
    return f"<a {given}>{escape(each.file_name)}</a><br />"


def _html(title: str, heading: str, links: Iterable[str]) -> str:
    listed = "".join(f"{link}\n" for link in links)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta name="pypi:repository-version" content="{_API}">\n'
        f"<title>{escape(title)}</title>\n</head>\n<body>\n{heading}{listed}</body>\n</html>\n"
    )


def latest(files: Sequence[Distribution]) -> Version:
    """Give the version that PyPI shows first: the highest that is neither yanked nor a pre-release, if there is one."""
    return max(files, key=lambda each: (not each.yanked, not each.version.is_prerelease, each.version)).version


def release(name: str, files: Sequence[Distribution], version: Version, *, every: bool) -> dict[str, Any]:
    """Give PyPI's own JSON of a release; with `every`, also the files of all the others."""
    shown = [each for each in sorted(files, key=_by_version) if every or each.version == version]
    releases: dict[str, list[dict[str, Any]]] = {}
    for each in shown:
        releases.setdefault(str(each.version), []).append(_file(each))
    described = next(each for each in shown if each.version == version)
    data = {
        "info": _info(name, described),
        "last_serial": len(files),
        "ownership": {"organization": None, "roles": []},
        "urls": releases[str(described.version)],
        "vulnerabilities": [],
    }
    return data | ({"releases": releases} if every else {})


def _info(name: str, of: Distribution) -> dict[str, Any]:
    here = f"https://{INDEX_HOST}/project/{name}/"
    said: Mapping[str, Any] = of.metadata
    return {
        **{key: said.get(field) or None for key, field in _OF_METADATA.items()},
        "bugtrack_url": None,
        "classifiers": said.get("classifiers", []),
        "description": said.get("description", ""),
        "docs_url": None,
        "downloads": _NO_DOWNLOADS,
        "keywords": ",".join(said.get("keywords", ())) or None,
        "name": of.name,
        "package_url": here,
        "platform": ",".join(said.get("platforms", ())) or None,
        "project_url": here,
        "release_url": f"{here}{of.version}/",
        "version": str(of.version),
        **_yanked(of),
    }


def _file(each: Distribution) -> dict[str, Any]:
    return {
        "comment_text": None,
        "core-metadata": _metadata(each),
        "digests": {"blake2b_256": each.blake2b, "md5": each.md5, "sha256": each.sha256},
        "downloads": -1,
        "filename": each.file_name,
        "has_sig": False,
        "md5_digest": each.md5,
        "packagetype": "bdist_wheel" if each.is_wheel else "sdist",
        "python_version": each.tag,
        "requires_python": each.requires_python or None,
        "size": each.size,
        "upload_time": each.uploaded.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        "upload_time_iso_8601": _time(each),
        "url": each.address,
        **_yanked(each),
    }


def _yanked(each: Distribution) -> dict[str, Any]:
    reason = each.yanked if isinstance(each.yanked, str) else None
    return {"yanked": bool(each.yanked), "yanked_reason": reason}


def _metadata(each: Distribution) -> dict[str, str] | bool:
    return {"sha256": each.metadata_sha256} if each.metadata_sha256 else False


def _time(each: Distribution) -> str:
    return each.uploaded.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _by_version(each: Distribution) -> tuple[Version, str]:
    return each.version, each.file_name
