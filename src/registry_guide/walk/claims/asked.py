"""Claims about what clients asked, held against the request log."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import unquote

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from registry_guide.practice.request_log import Entry
from registry_guide.walk.claims.claim import Evidence
from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.requests.log import line, names

Words = Mapping[str, str]
# How the request log names a caller who sent no secret, or none that GitLab knows.
_NOBODY = ("", "anonymous")


def _asks(evidence: Evidence, words: Words) -> list[str]:
    return [
        line(request)
        for request in evidence.requests
        if request.host.partition(":")[0] == words["HOST"] and ("NAME" not in words or names(request, words["NAME"]))
    ]


def asked(evidence: Evidence, words: Words) -> None:
    """Prove that a host was asked [for a package]."""
    if not _asks(evidence, words):
        raise StepFaultError(f"nobody asked {words['HOST']}", real=_log(evidence))


def never_asked(evidence: Evidence, words: Words) -> None:
    """Prove that a host was not asked [for a package]."""
    # Without any request the claim would hold of a page that does nothing.
    if not evidence.requests:
        raise StepFaultError("no client has asked anybody for anything yet, so this says nothing")
    asks = _asks(evidence, words)
    if asks:
        raise StepFaultError(f"{words['HOST']} was asked", real="\n".join(asks))


def answered(evidence: Evidence, words: Words) -> None:
    """Prove that a request to some address was answered so."""
    wanted = words["STATUS"], words["METHOD"]
    for request in evidence.requests:
        if (str(request.status), request.method) == wanted and words["PART"] in request.host + request.path:
            return
    raise StepFaultError(f"no {words['METHOD']} was answered {words['STATUS']}", words["PART"], _log(evidence))


def fetched(evidence: Evidence, words: Words) -> None:
    """Prove from which host alone the file of a package came."""
    hosts = {
        _host(request)
        for request in evidence.requests
        if request.method == "GET" and request.status == HTTPStatus.OK and _file_of(request) == _normal(words["NAME"])
    }
    if hosts != {words["HOST"]}:
        raise StepFaultError(
            f"the file of {words['NAME']} did not come from there", words["HOST"], ", ".join(sorted(hosts))
        )


def fetched_once(evidence: Evidence, words: Words) -> None:
    """Prove that the file of a package was downloaded a single time, whoever asked for it later."""
    downloads = [
        line(request)
        for request in evidence.requests
        if request.method == "GET" and request.status == HTTPStatus.OK and _file_of(request) == _normal(words["NAME"])
    ]
    if len(downloads) != 1:
        raise StepFaultError(f"{words['NAME']} was downloaded {len(downloads)} times", real="\n".join(downloads))


def _file_of(request: Entry) -> str:
    """Give the normalised name of the package whose file a request asks for; empty if it asks for something else."""
    file = unquote(request.path.rpartition("/")[2])
    try:
        return parse_wheel_filename(file)[0] if file.endswith(".whl") else parse_sdist_filename(file)[0]
    except (InvalidWheelFilename, InvalidSdistFilename):
        return ""


def _host(request: Entry) -> str:
    return request.host.partition(":")[0]


def _normal(name: str) -> str:
    return canonicalize_name(name)


def _first(evidence: Evidence, words: Words) -> Entry:
    """Give the first request of a client for a package's page at GitLab."""
    for request in evidence.requests:
        if _host(request) == evidence.host and names(request, words["NAME"]):
            return request
    raise StepFaultError(f"nobody asked {evidence.host} for {words['NAME']}", real=_log(evidence))


def first_with_a_token(evidence: Evidence, words: Words) -> None:
    """Prove that a client sent a token when it first asked GitLab for a package."""
    if (first := _first(evidence, words)).who in _NOBODY:
        raise StepFaultError("the first request came without a token", real=line(first))


def first_without_a_token(evidence: Evidence, words: Words) -> None:
    """Prove that a client sent no token when it first asked GitLab for a package."""
    if (first := _first(evidence, words)).who not in _NOBODY:
        raise StepFaultError("the first request came with a token", real=line(first))


def _log(evidence: Evidence) -> str:
    return "\n".join(map(line, evidence.requests))
