"""The answers that are no package: GitLab's statuses, bodies and headers, with the reason that GitLab keeps back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

REALM = 'Basic realm="GitLab Packages Registry"'


@dataclass(slots=True)
class RefusalError(Exception):
    """An answer that ends a request; `why` goes to the request log, never to the client.

    A `bare` one comes from before GitLab's API, without the headers of its answers.
    """

    status: int
    body: str
    why: str
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    bare: bool = False

    def __str__(self) -> str:
        return f"{self.status}: {self.why}"


def _json(body: Mapping[str, object]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def message(status: int, text: str, why: str, headers: Mapping[str, str] | None = None) -> RefusalError:
    """Refuse with `{"message": text}` (Grape's `render_api_error!`)."""
    return RefusalError(status, _json({"message": text}), why, headers=headers or {})


def message_of(status: int, problems: Mapping[str, object], why: str) -> RefusalError:
    """Refuse with the problems of each field (Grape's `render_validation_error!`)."""
    return RefusalError(status, _json({"message": problems}), why)


def error(status: int, text: str, why: str) -> RefusalError:
    """Refuse with `{"error": text}` (Grape's own errors)."""
    return RefusalError(status, _json({"error": text}), why)


def unauthorized(why: str) -> RefusalError:
    """401 with the realm that makes clients ask for a password."""
    return message(401, "401 Unauthorized", why, {"WWW-Authenticate": REALM})


def invalid_token(description: str, why: str) -> RefusalError:
    """401 for a token that was found and is void (rack-oauth2's Bearer challenge)."""
    challenge = f'Bearer realm="Protected by OAuth 2.0", error="invalid_token", error_description="{description}"'
    body = _json({"error": "invalid_token", "error_description": description})
    return RefusalError(401, body, why, headers={"WWW-Authenticate": challenge})


def insufficient_scope(why: str) -> RefusalError:
    """403 for a token whose scopes do not reach. It names both scopes for an upload too, for which `api` alone does."""
    body = {
        "error": "insufficient_scope",
        "error_description": "The request requires higher privileges than provided by the access token.",
        "scope": "api read_api",
    }
    return RefusalError(403, _json(body), why)


def insufficient_granular_scope(permission: str, place: str, why: str) -> RefusalError:
    """403 for a fine-grained token without a permission at a place, both by GitLab's names.

    Without a place the call is about none, without a permission about what fine-grained tokens do not do.
    """
    where = f' for "{place}"' if place else ""
    said = f"Access denied: Your Personal Access Token lacks the required permissions: [{permission}]{where}."
    if not permission:
        said = "Unable to determine boundary and permissions for authorization"
    return RefusalError(403, _json({"error": "insufficient_granular_scope", "error_description": said}), why)


def forbidden(why: str, detail: str = "") -> RefusalError:
    """403, with GitLab's dash and detail if there is one."""
    return message(403, f"403 Forbidden{' - ' if detail else ''}{detail}", why)


def not_found(why: str, what: str = "") -> RefusalError:
    """404 for a project, group or package (`what` is `Package` for the last)."""
    return message(404, f"404 {what + ' ' if what else ''}Not Found", why)


def record_not_found(why: str) -> RefusalError:
    """404 for a file or row, with the small f of GitLab's RecordNotFound handler."""
    return message(404, "404 Not found", why)


def malformed(why: str) -> RefusalError:
    """400 for text that is none (`lib/gitlab/middleware/handle_malformed_strings.rb`), from before the API."""
    return RefusalError(400, "Bad Request", why, "text/plain", bare=True)


def broken(why: str) -> RefusalError:
    """500 where GitLab itself breaks: `why` says on what."""
    return message(500, "500 Internal Server Error", why)


def no_route(why: str) -> RefusalError:
    """404 of the catch-all route."""
    return error(404, "404 Not Found", why)


def bad_request(detail: str, why: str) -> RefusalError:
    """400 of a service, with the small r of GitLab's `bad_request!`."""
    return message(400, f"400 Bad request - {detail}", why)


def too_large(limit: int) -> RefusalError:
    """413 of Workhorse, which reads the upload before GitLab does."""
    why = f"the file is larger than the {limit} bytes that the instance allows"
    return from_workhorse(413, "entity is too large", why)


def from_workhorse(status: int, text: str, why: str) -> RefusalError:
    """Refuse as Workhorse does, which stands before GitLab and reads uploads: with a line of text."""
    return RefusalError(status, f"{text}\n", why, "text/plain; charset=utf-8", bare=True)


def from_nginx(status: int, text: str, why: str) -> RefusalError:
    """Refuse as NGINX does, which stands before a GitLab and reads the head of each request: with a page."""
    title = f"{status} {text}"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return RefusalError(status, page, why, "text/html", bare=True)
