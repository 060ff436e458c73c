"""Requests that GitLab turns away before its API sees them: text that is none, and paths that lead elsewhere.

Sources: `lib/gitlab/middleware/handle_malformed_strings.rb`, `lib/gitlab/middleware/path_traversal_check.rb` (which
refuses since 18.2), and Grape's `lib/grape/middleware/formatter.rb` for formats.
"""

import re
from urllib.parse import parse_qsl, unquote_plus, unquote_to_bytes

from starlette.requests import Request

from registry_guide.practice import refusals
from registry_guide.practice.policy import credentials

# Parameters that may hold a path with dots.
_FREE = {"search", "search_title", "search_query", "term", "name", "filter", "filter_projects", "note", "body"}
_FREE |= {"commit_message", "content", "description"}
_HALF_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_TRAVERSAL = re.compile(r"[/\\]\.\.(?:[/\\]|\Z)")


def check(request: Request) -> None:
    """Raise GitLab's 400 for a request that it does not look at."""
    path, query = request.scope["raw_path"].decode("latin-1"), request.scope["query_string"].decode("latin-1")
    pairs = parse_qsl(query, keep_blank_values=True, encoding="latin-1")
    texts = [unquote_to_bytes(path), *(part.encode("latin-1") for pair in pairs for part in pair), _login(request)]
    if _HALF_ESCAPE.search(f"{path}?{query}") or not all(map(is_text, texts)):
        raise refusals.malformed("the address or the credentials are badly escaped, not UTF-8, or have a null byte")
    asked = "&".join(f"{name}={value}" for name, value in pairs if name not in _FREE)
    if _TRAVERSAL.search(f"{unquote_plus(path)}?{asked}" if query else unquote_plus(path)):
        raise refusals.RefusalError(
            400,
            "Potential path traversal attempt detected.",
            "the address has a .. that leads elsewhere",
            "text/plain",
            bare=True,
        )


def _login(request: Request) -> bytes:
    """Give the username and password that were sent; of credentials of another kind the whole field."""
    given = credentials.sent(request.headers, {})
    if given.basic:
        return f"{given.username}:{given.password}".encode("utf-8", "surrogateescape")
    return request.headers.get("authorization", "").encode("latin-1")


def check_format(request: Request) -> None:
    """Raise Grape's 406 for a format that GitLab's API does not speak; unlike `check`, a rate limit comes before it."""
    wanted = request.query_params.get("format", "json")
    if wanted != "json" and not request.scope["path"].endswith(".json"):
        raise refusals.error(406, f"The requested format '{wanted}' is not supported.", "GitLab's API speaks JSON")


def is_text(data: bytes) -> bool:
    """Tell whether bytes are UTF-8 without a null byte."""
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False
