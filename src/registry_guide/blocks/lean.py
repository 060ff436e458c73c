"""Scripts and styles in as few letters as they work with."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from sphinx.errors import ExtensionError

_MODULES = Path(__file__).parents[1] / "node" / "node_modules"
#: https://esbuild.github.io: the package of this machine holds the program. None where nothing was fetched.
ESBUILD = next((_MODULES / "@esbuild").glob("*/**/esbuild*"), None)
# What it may write: nothing newer than the scripts themselves, which these browsers know.
_BROWSERS = "chrome111,firefox121,safari16.4"
# Where tools of Node keep what they would make again; it goes with them, when others are fetched.
_KEPT = _MODULES / ".cache" / "registry-guide"


@cache
def lean(text: str, kind: str = "js") -> str:
    """Give a script or a style made small, from an earlier build if that made the same.

    Args:
        text: the script or the style.
        kind: `js` or `css`.

    Raises:
        ExtensionError: the text is neither, or the program is not here.
    """
    if ESBUILD is None:
        raise ExtensionError("what makes scripts small is not here: `tools/setup site` fetches it", modname=__name__)
    told = [f"--loader={kind}", "--minify", "--charset=utf8", "--log-level=warning", f"--target={_BROWSERS}"]
    return kept(told, text, lambda: _small(told, text))


def _small(told: Sequence[str], text: str) -> str:
    # By their bytes: a platform's own encoding could not hold every letter.
    done = subprocess.run([str(ESBUILD), *told], input=text.encode(), capture_output=True, check=False)
    if done.returncode:
        raise ExtensionError(done.stderr.decode(errors="replace"), modname=__name__)
    return done.stdout.decode()


def kept(told: Sequence[str], text: str, make: Callable[[], str]) -> str:
    """Give what is made of a text, from an earlier build if that made the same.

    Args:
        told: what it depends on besides the text.
        text: what it is made of.
        make: makes it.
    """
    path = _KEPT / hashlib.sha256("\0".join([*told, text]).encode()).hexdigest()
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        made = make()
        _keep(path, made.encode())
        return made


def _keep(path: Path, made: bytes) -> None:
    # Several processes may make the same, and a reader must not find half of it.
    half = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(made)
        half.replace(path)
    except OSError:
        # The next build makes it again.
        half.unlink(missing_ok=True)
