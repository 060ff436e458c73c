"""Run lychee, the link checker, over a built site."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.links.report import Report, read

# A page that answers "too many requests" is there.
_ACCEPTED = "200..=299,429"


class CannotCheckError(Exception):
    """The check did not come to an end; ``str()`` says why."""


def inside(site: Path, seconds: float = 120) -> Report:
    """Check the links and anchors within a site, without a network.

    Takes the folder of the built site and the time that the check may take; raises CannotCheckError.
    """
    return _run(site, ["--offline", "--root-dir", str(site.resolve())], site, seconds)


def outside(site: Path, cache: Path, seconds: float = 600) -> Report:
    """Check the links from a site to others; an answer is remembered for a day in the folder ``cache``.

    Takes the time that the whole check may take, in seconds; raises CannotCheckError.
    """
    cache.mkdir(parents=True, exist_ok=True)
    patience = ["--timeout", "20", "--max-retries", "2", "--retry-wait-time", "2", "--host-concurrency", "4"]
    kept = ["--cache", "--max-cache-age", "1d", "--cache-exclude-status", "429..=599"]
    schemes = ["--scheme", "https", "--scheme", "http"]
    return _run(site, [*schemes, "--accept", _ACCEPTED, *patience, *kept], cache, seconds)


def _run(site: Path, options: list[str], folder: Path, seconds: float) -> Report:
    if not any(site.rglob("*.html")):
        raise CannotCheckError(f"there are no pages in {site}; `make html` builds them")
    # Beside this Python first: an environment need not be on the path to be used.
    program = shutil.which("lychee", path=str(Path(sys.executable).parent)) or shutil.which("lychee")
    if program is None:
        raise CannotCheckError("lychee is not installed; `make linkcheck` installs it")
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch, "report.json")
        progress = [] if sys.stderr.isatty() else ["--no-progress"]
        command = [program, "--include-fragments", "--format", "json", "--output", str(output), *progress, *options]
        try:
            done = subprocess.run(
                [*command, f"{site.resolve()}/**/*.html"],
                cwd=folder,
                stdout=None if progress == [] else subprocess.PIPE,
                stderr=None if progress == [] else subprocess.PIPE,
                timeout=seconds,
                text=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise CannotCheckError(f"the links were not checked within {seconds:g} s") from None
        if not output.exists():
            raise CannotCheckError(f"lychee ended with code {done.returncode}: {(done.stderr or '').strip()}")
        return read(output.read_text(encoding="utf-8"))
