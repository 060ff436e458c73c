"""GitLab's answers at addresses that are none of its API: to whoever is not signed in, the way to its sign-in page."""

from starlette.responses import HTMLResponse, Response

from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.policy.caller import Anonymous

# Those with which GitLab lets git read.
_GIT_SCOPES = ("api", "read_repository", "write_repository")
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


async def git(exchange: Exchange) -> Response:
    """Answer git, which wants a repository: to say who is asking (contract 2), or that the project has none."""
    if isinstance(exchange.identify(_GIT_SCOPES), Anonymous):
        why = "git came without a token that GitLab knows, so it is asked who it is, also for what is not there"
        challenge = {"WWW-Authenticate": 'Basic realm="GitLab"'}
        raise refusals.RefusalError(401, "HTTP Basic: Access denied\n", why, "text/plain; charset=utf-8", challenge)
    text = "A repository for this project does not exist yet.\n"
    raise refusals.RefusalError(404, text, "the practice registry has no Git repositories", "text/plain; charset=utf-8")


async def sign_in_page(exchange: Exchange) -> Response:
    """Answer with the page that asks for a username and a password: 200, and HTML, as uv and others find it."""
    exchange.why = "the sign-in page, to which GitLab sends whoever is not signed in"
    return HTMLResponse(_page("Sign in"))


def _page(title: str) -> str:
    head = f"<head><title>{title} · GitLab</title></head>"
    return f"<!DOCTYPE html>\n<html>\n{head}\n<body><h1>{title}</h1></body>\n</html>\n"
