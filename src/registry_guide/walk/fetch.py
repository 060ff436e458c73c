"""The walk's own requests to the registry, through the same proxy as the clients."""

import hashlib
import json
import ssl
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.requests import AGENT

_PATIENCE = 10.0


class _Stay(HTTPRedirectHandler):
    """A package that GitLab does not have is forwarded to the public index; that is no answer of the registry's."""

    def redirect_request(self, *_: Any) -> None:
        return None


def fetch(url: str, environment: Mapping[str, str], token: str) -> str | None:
    """Give the body of a page, or nothing where there is none or where it is another host's.

    Args:
        url: its address.
        environment: the variables that lead to the registry (HTTPS_PROXY, SSL_CERT_FILE).
        token: a personal access token.
    """
    request = Request(url, headers={"User-Agent": AGENT, "Authorization": _basic(token)})
    try:
        with _opener(environment).open(request, timeout=_PATIENCE) as answer:
            return str(answer.read().decode())
    except HTTPError:
        return None


def status(method: str, url: str, environment: Mapping[str, str], token: str) -> int:
    """Give the status with which GitLab answers an empty request that carries a token; redirects are not followed."""
    credentials = b64encode(f"{AGENT}:{token}".encode()).decode()
    headers = {"User-Agent": AGENT, "Authorization": f"Basic {credentials}"}
    body = None
    if method == "POST":
        # A form without a field: what is asked of the form comes last.
        headers["Content-Type"], body = "multipart/form-data; boundary=end", b"--end--\r\n"
    request = Request(url, data=body, headers=headers, method=method)
    try:
        with _opener(environment).open(request, timeout=_PATIENCE) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def post(url: str, body: Mapping[str, Any], environment: Mapping[str, str], token: str) -> dict[str, Any]:
    """Send JSON to the REST API, and give the JSON of the answer.

    Args:
        url: the address.
        body: what is sent.
        environment: the variables that lead to the registry.
        token: a personal access token with the scope api.

    Raises:
        StepFaultError: the answer is a refusal.
    """
    made: dict[str, Any] = json.loads(rest("POST", url, environment, token, body))
    return made


def rest(
    method: str, url: str, environment: Mapping[str, str], token: str, body: Mapping[str, Any] | None = None
) -> bytes:
    """Ask the REST API, with JSON if there is a body, and give the answer's body.

    Raises:
        StepFaultError: the answer is a refusal.
    """
    headers = {"Private-Token": token, **({} if body is None else {"Content-Type": "application/json"})}
    return _sent(method, url, environment, headers, None if body is None else json.dumps(body).encode())


def upload(
    url: str, fields: Mapping[str, str], file: str, content: bytes, environment: Mapping[str, str], token: str
) -> None:
    """Publish a file, as a client does.

    Raises:
        StepFaultError: the answer is a refusal.
    """
    boundary = hashlib.sha256(content).hexdigest()
    parts = [
        *((f'name="{name}"', value.encode()) for name, value in fields.items()),
        (f'name="content"; filename="{file}"', content),
    ]
    body = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + value + b"\r\n"
        for head, value in parts
    )
    headers = {
        "Authorization": _basic(token),
        "Content-Type": f"multipart/form-data; boundary={boundary}",
    }
    _sent("POST", url, environment, headers, body + f"--{boundary}--\r\n".encode())


def _sent(
    method: str, url: str, environment: Mapping[str, str], headers: Mapping[str, str], body: bytes | None
) -> bytes:
    request = Request(url, data=body, headers={"User-Agent": AGENT, **headers}, method=method)
    try:
        with _opener(environment).open(request, timeout=_PATIENCE) as answer:
            said: bytes = answer.read()
    except HTTPError as error:
        raise StepFaultError(f"{method} {url} was answered {error.code}", real=error.read().decode()) from None
    return said


def _basic(token: str) -> str:
    return "Basic " + b64encode(f"{AGENT}:{token}".encode()).decode()


def _opener(environment: Mapping[str, str]) -> OpenerDirector:
    return build_opener(
        ProxyHandler({"https": environment["HTTPS_PROXY"], "http": environment["HTTPS_PROXY"]}),
        HTTPSHandler(context=ssl.create_default_context(cafile=environment["SSL_CERT_FILE"])),
        _Stay,
    )
