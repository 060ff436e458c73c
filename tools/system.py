"""Get what the checks need and the Python index does not bring: a Chromium, rsync and the shells of the guide."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib

from tools import browser
from tools.build import ROOT

APT_SECONDS = 600


def apt(package: str) -> None:
    """Install a Debian package, where this is Debian and we are root; else do nothing."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        command = ["apt-get", *arguments]
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, timeout=APT_SECONDS, check=False)


def has_browser() -> bool:
    """Find or fetch a Chromium; tell whether one starts."""
    if browser.is_here() or os.environ.get("CHROMIUM"):
        return browser.is_here()
    print("setup: fetching a Chromium for the browser tests", file=sys.stderr)
    if browser.download():
        return True
    apt("chromium")
    return browser.is_here()


def has_rsync() -> bool:
    """Find or fetch rsync, with which the pipelines of the guide are run on this machine."""
    if not shutil.which("rsync"):
        print("setup: fetching rsync, with which the pipelines are run", file=sys.stderr)
        apt("rsync")
    return shutil.which("rsync") is not None


def shells() -> list[str]:
    """Give the shells that blocks may be written for, as the facts name them, and one that a page warns of."""
    rows = tomllib.loads((ROOT / "facts/languages.toml").read_text("utf-8"))["language"].values()
    return sorted({row["program"] for row in rows if "program" in row} | {"mksh"})


def lacking_shells() -> list[str]:
    """Find or fetch the shells; give those that are not here."""
    for name in shells():
        if not shutil.which(name):
            print(f"setup: fetching {name}, in which blocks are run", file=sys.stderr)
            apt(name)
    return [name for name in shells() if not shutil.which(name)]


def main() -> int:
    """Return 0 if everything is here, else say in a sentence each what to install and return 1."""
    missing = []
    if not has_browser():
        named = os.environ.get("CHROMIUM")
        missing.append(
            f"$CHROMIUM names {named}, which does not start: name a Chromium that does, or none."
            if named
            else "no Chromium starts here and none could be fetched: "
            "install Chromium, Chrome or Edge, or name yours with CHROMIUM=/path."
        )
    if not has_rsync():
        missing.append("there is no rsync here and it could not be fetched: install rsync.")
    missing += [
        f"there is no {name} here and it could not be fetched: install {name}, in which blocks are run."
        for name in lacking_shells()
    ]
    for sentence in missing:
        print(f"setup: {sentence}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
