"""The environment in which clients find the practice registry under GitLab's name."""

import shlex
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

# The facts of the guide: which variable each client reads is written once, there. A link here brings the file into the
# package, where the guide's own directory is not.
_FACTS = files("registry_guide.practice") / "clients.toml"


@cache
def trusting() -> tuple[str, ...]:
    """Give the variables that name an authority to trust: each is the fact `trust.CLIENT.variable` of one client.

    Where a client reads the variable of another, its fact names that one's fact, in braces.
    """
    rows = tomllib.loads(_FACTS.read_text("utf-8"))["trust"].values()
    names = [row["variable"] for row in rows if isinstance(row, dict)]
    return tuple(name for name in names if not name.startswith("{"))


def environment(proxy: str, ca: Path, *, direct: bool = True) -> dict[str, str]:
    """Give the variables that lead clients through the proxy (a URL) and have them trust the authority.

    With `direct`, they ask this machine itself without the proxy; not if that is where the GitLab is said to be.
    curl reads the proxy in small letters, others in either; each TLS library has a variable of its own: `trusting`.
    """
    return {
        "HTTPS_PROXY": proxy,
        "https_proxy": proxy,
        "HTTP_PROXY": proxy,
        "http_proxy": proxy,
        "NO_PROXY": "127.0.0.1,localhost" if direct else "",
        "no_proxy": "127.0.0.1,localhost" if direct else "",
        **dict.fromkeys(trusting(), str(ca)),
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
