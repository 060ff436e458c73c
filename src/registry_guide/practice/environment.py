"""The environment in which clients find the practice registry under GitLab's name."""

import shlex
from collections.abc import Mapping
from pathlib import Path


def environment(proxy: str, ca: Path, *, direct: bool = True) -> dict[str, str]:
    """Give the variables that lead clients through the proxy (a URL) and have them trust the authority.

    With `direct`, they ask this machine itself without the proxy; not if that is where the GitLab is said to be.
    curl reads the proxy in small letters, others in either; each TLS library has a variable of its own.
    """
    return {
        "HTTPS_PROXY": proxy,
        "https_proxy": proxy,
        "HTTP_PROXY": proxy,
        "http_proxy": proxy,
        "NO_PROXY": "127.0.0.1,localhost" if direct else "",
        "no_proxy": "127.0.0.1,localhost" if direct else "",
        "SSL_CERT_FILE": str(ca),
        "REQUESTS_CA_BUNDLE": str(ca),
        "CURL_CA_BUNDLE": str(ca),
        "PIP_CERT": str(ca),
    }


def posix_script(variables: Mapping[str, str]) -> str:
    """Give a file for `.` in sh, bash and zsh."""
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())


def fish_script(variables: Mapping[str, str]) -> str:
    """Give a file for `source` in fish, whose single quotes know backslash and quote only."""
    return "".join(
        "set -gx {} '{}'\n".format(name, value.replace("\\", "\\\\").replace("'", "\\'"))
        for name, value in variables.items()
    )
