"""GitLab's answers at addresses that are none of its API: to whoever is not signed in, the way to its sign-in page."""

from starlette.responses import HTMLResponse, Response

from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange

_READING = ("GET", "HEAD")


async def no_route(exchange: Exchange) -> Response:
    """Answer for an address that GitLab does not have, or lets nobody see who is not signed in."""
    path, method = exchange.request.scope["path"], exchange.request.method
    if path == "/api/v3" or path.startswith("/api/v3/"):
        text = "API V3 is no longer supported. Use API V4 instead."
        raise refusals.error(410, text, "GitLab has had no API v3 since 2018")
    if path == "/api/v4" or path.startswith(("/api/v4/", "/api/graphql")):
        raise refusals.no_route(f"GitLab has no address {method} {path}")
    if method not in _READING:
        exchange.why = f"{path} is an address of GitLab's pages, which take forms from its own pages only"
        return HTMLResponse(_page("The change you requested was rejected (422)"), 422)
    exchange.why = f"{path} is none of the API's addresses: whoever is not signed in is sent to the sign-in page"
    location = f"{exchange.base}/users/sign_in"
    body = f'<html><body>You are being <a href="{location}">redirected</a>.</body></html>'
    return HTMLResponse(body, 302, {"Location": location, "Cache-Control": "no-cache"})


async def sign_in_page(exchange: Exchange) -> Response:
    """Answer with the page that asks for a username and a password: 200, and HTML, as uv and others find it."""
    exchange.why = "the sign-in page, to which GitLab sends whoever is not signed in"
    return HTMLResponse(_page("Sign in"))


def _page(title: str) -> str:
    head = f"<head><title>{title} · GitLab</title></head>"
    return f"<!DOCTYPE html>\n<html>\n{head}\n<body><h1>{title}</h1></body>\n</html>\n"
