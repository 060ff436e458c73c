"""Build the site as it is published: every warning is an error."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
DOCTREES = ROOT / "_build" / "doctrees"
EXTENSIONS = [ROOT / "src" / "registry_guide" / name for name in ("blocks", "records", "search", "signposts")]
INTERRUPTED = 128 + signal.SIGINT


def command(builder: str, output: Path, doctrees: Path, *options: str) -> list[str]:
    """Return the Sphinx command that builds `docs/` with `builder` into `output`, to be run in the project's root."""
    strict = ["-n", "-W", "--keep-going", "-j", "auto"]
    paths = ["-c", ".", "-d", str(doctrees), "docs", str(output)]
    return [sys.executable, "-m", "sphinx", "-b", builder, *strict, *options, *paths]


def forget_if_stale() -> None:
    """Remove what Sphinx has read if an extension of ours that read it changed since: Sphinx does not look for that."""
    read = DOCTREES / "environment.pickle"
    ours = (path for folder in EXTENSIONS for suffix in ("py", "html") for path in folder.glob(f"**/*.{suffix}"))
    if not read.exists() or any(path.stat().st_mtime > read.stat().st_mtime for path in ours):
        shutil.rmtree(DOCTREES, ignore_errors=True)


def build(*options: str) -> int:
    """Build `_build/html` and return Sphinx's exit code; a failed build leaves nothing that would hide its warnings.

    Sphinx keeps the pages it has read even when a warning failed the build, and says nothing about them the
    next time: so what it read goes, and the next build reads every page again.
    """
    forget_if_stale()
    code = INTERRUPTED
    try:
        code = subprocess.run(command("html", HTML, DOCTREES, *options), cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        code = INTERRUPTED
    finally:
        if code:
            shutil.rmtree(DOCTREES, ignore_errors=True)
    return code


def main() -> int:
    """Build, and say where the page is or what to do; return the exit code."""
    try:
        HTML.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"build: cannot write to {error.filename}: {error.strerror}.", file=sys.stderr)
        return 1
    if not os.access(HTML, os.W_OK):
        print(f"build: cannot write to {HTML}: it belongs to somebody else.", file=sys.stderr)
        return 1
    code = build(*sys.argv[1:])
    if code == INTERRUPTED:
        print("build: interrupted; the next one starts afresh.", file=sys.stderr)
    elif code:
        print("build: the site was not built; the lines above name the files to mend.", file=sys.stderr)
    else:
        print(f"The guide: {(HTML / 'index.html').as_uri()}")
    return code


if __name__ == "__main__":
    sys.exit(main())
