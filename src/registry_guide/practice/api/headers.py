"""The headers that every answer of GitLab's API has, and what it answers to a request for headers alone."""

import hashlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from registry_guide.practice.api.pieces import Pieces

_FRESH = "max-age=0, private, must-revalidate"
_MARKED = (200, 201)


def finished(request: Request, response: Response, more: Mapping[str, str]) -> Response:
    """Give an answer of the API as it leaves GitLab, after Rack's ETag, ConditionalGet and Head, with `more`."""
    headers = response.headers
    vary = headers.get("vary")
    headers["Vary"] = f"{vary}, Origin" if vary else "Origin"
    headers["X-Frame-Options"] = "SAMEORIGIN"
    headers["X-Content-Type-Options"] = "nosniff"
    headers.update(more)
    if request.method == "HEAD":
        return _head(response)
    if response.status_code in _MARKED:
        return _marked(request, response)
    headers["Cache-Control"] = "no-cache"
    return response


def _marked(request: Request, response: Response) -> Response:
    """Give an answer with its ETag, or that it is not modified for whoever sends the same one."""
    headers = response.headers
    if not isinstance(response, FileResponse):
        whole = response.digest if isinstance(response, Pieces) else hashlib.sha256(response.body).hexdigest()
        headers["ETag"] = entity_tag(whole)
    headers["Cache-Control"] = _FRESH
    if request.method == "GET" and request.headers.get("if-none-match") == headers["etag"]:
        kept = {name: value for name, value in headers.items() if name not in ("content-type", "content-length")}
        return Response(status_code=304, headers=kept)
    return response


def entity_tag(digest: str) -> str:
    """Give the weak ETag of a body with a SHA-256."""
    return f'W/"{digest[:32]}"'


def _head(response: Response) -> Response:
    """Answer HEAD: Grape sends another status for a redirect, and pages say nothing of their length."""
    headers = response.headers
    headers["Cache-Control"] = "no-cache"
    if "etag" in headers:
        del headers["etag"]
    if response.status_code == 302:
        response.status_code = 303
    if isinstance(response, Pieces):
        response.drop()
    if not isinstance(response, FileResponse):
        response.body = b""
        headers["Content-Length"] = "0"
    return response
