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


def apt(*packages: str) -> None:
    """Install Debian packages, where this is Debian and we are root; else do nothing."""
    if not packages or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print(f"setup: fetching {', '.join(packages)}", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        command = ["apt-get", *arguments]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=APT_SECONDS, check=False
        )
        if done.returncode:
            print(done.stderr.strip(), file=sys.stderr)


def commands() -> list[str]:
    """Give rsync, with which pipelines are run, the shells of the guide's blocks, and one that a page warns of."""
    rows = tomllib.loads((ROOT / "facts/languages.toml").read_text("utf-8"))["language"].values()
    return sorted({row["program"] for row in rows if "program" in row} | {"mksh", "rsync"})


def lacking() -> list[str]:
    """Give those that are not here."""
    return [name for name in commands() if not shutil.which(name)]


def fetch() -> None:
    """Fetch what is not here, as far as this machine lets us; buildah too, without which images are only emulated."""
    browserless = not os.environ.get("CHROMIUM") and not browser.is_here()
    images = [] if shutil.which("buildah") else ["buildah"]
    # Together, as each call reads the archive's lists anew.
    apt(*lacking(), *images, *(["chromium-headless-shell"] if browserless else []))
    # An archive that lacks one of them, such as an older one, gives none of them.
    apt(*lacking())
    if browserless and not browser.is_here():
        apt("chromium")
        if not browser.is_here():
            print("setup: fetching a Chromium for the browser tests", file=sys.stderr)
            browser.download()


def main() -> int:
    """Return 0 if everything is here, else say in a sentence each what to install and return 1."""
    fetch()
    missing = []
    if not browser.is_here():
        named = os.environ.get("CHROMIUM")
        missing.append(
            f"$CHROMIUM names {named}, which does not start: name a Chromium that does, or none."
            if named
            else "no Chromium starts here and none could be fetched: "
            "install Chromium, Chrome or Edge, or name yours with CHROMIUM=/path."
        )
    missing += [
        f"there is no {name} here and it could not be fetched: install {name}, with which blocks are run."
        for name in lacking()
    ]
    for sentence in missing:
        print(f"setup: {sentence}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
