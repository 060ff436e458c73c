"""The walk's own look at the registry, through the same proxy as the clients."""

import ssl
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

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
    opener = build_opener(
        ProxyHandler({"https": environment["HTTPS_PROXY"]}),
        HTTPSHandler(context=ssl.create_default_context(cafile=environment["SSL_CERT_FILE"])),
        _Stay,
    )
    credentials = b64encode(f"{AGENT}:{token}".encode()).decode()
    request = Request(url, headers={"User-Agent": AGENT, "Authorization": f"Basic {credentials}"})
    try:
        with opener.open(request, timeout=_PATIENCE) as answer:
            return str(answer.read().decode())
    except HTTPError:
        return None
