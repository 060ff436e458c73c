"""Answers as the framework of PyPI sends them: in the form that a client takes, whole, in part, or as not modified.

PyPI is made with WebOb, which decides all of this for it; so it does here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    import webob

# Loaded with the first request: it takes longer than all else that a start does.


def preferred(accept: str | None, offers: Sequence[str]) -> str:
    """Give the media type that an Accept header likes best (RFC 9110, section 12.5.1); the first if it likes none."""
    from webob.acceptparse import create_accept_header

    liked = create_accept_header(accept).acceptable_offers(offers)
    return liked[0][0] if liked else offers[0]


def conditional(request: Request, response: webob.Response, etag: str | None = None) -> Response:
    """Send what the request's headers ask for of a whole answer: it, a range of it, its headers, or 304.

    Without an `etag`, it is marked with the hash of its body.
    """
    from webob import Request as Asked

    if etag is None:
        response.md5_etag()
    else:
        response.etag = etag
    response.conditional_response = True
    return _sent(request, response, Asked)


def redirect(request: Request, path: str, headers: dict[str, str]) -> Response:
    """Send to another path of the same host for good: 301."""
    from webob import Request as Asked
    from webob.exc import HTTPMovedPermanently

    return _sent(request, HTTPMovedPermanently(location=path, headers=headers), Asked)


def _sent(request: Request, response: webob.Response, asked: type[webob.Request]) -> Response:
    origin = f"https://{request.headers.get('host', '')}"
    read = ("accept", "range")
    headers = {name: value for name, value in request.headers.items() if name.startswith("if-") or name in read}
    final = asked.blank("/", base_url=origin, method=request.method, headers=headers).get_response(response)
    answer = Response(final.body, final.status_int)
    answer.raw_headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in final.headerlist]
    return answer
