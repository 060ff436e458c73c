"""What a job leaves on the machine that ran it: on a shell executor the next job has the same home directory."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from registry_guide.walk.claims.table import spellings

# What whoever owns the machine keeps there for other jobs.
NETRC = "machine other.example.com login somebody password of-somebody-else\n"
# The runner's own notes of a job, which on GitLab lie elsewhere.
_NOTES = ".gitlab-ci-local"
_BUILDS = "builds"
# Its time is that of the last look.
_LOOKED = "looked"


def begin(home: Path) -> None:
    """Put a file into a home that no job may touch."""
    (home / ".netrc").write_text(NETRC, "utf-8")


def wrong(home: Path, secrets: Iterable[str]) -> str:
    """Say what jobs changed in a home, or which token they left there; empty if neither."""
    try:
        held = (home / ".netrc").read_text("utf-8")
    except OSError:
        held = ""
    if held != NETRC:
        return "a job changed ~/.netrc, which on a shell executor belongs to somebody else"
    forms = [form for secret in secrets for form in spellings(secret.encode())]
    for path in _changed(home):
        content = path.read_bytes()
        if any(form in content for form in forms):
            return f"a job left its token in {path.relative_to(home)}"
    return ""


def _changed(home: Path) -> Iterator[Path]:
    """Give the files that are others than at the look before, by the file system's own clock."""
    looked = home / _LOOKED
    before = looked.stat().st_mtime_ns if looked.exists() else 0
    looked.touch()
    for path in _left(home):
        about = path.lstat()
        if stat.S_ISREG(about.st_mode) and about.st_ctime_ns >= before:
            yield path


def _left(home: Path) -> Iterator[Path]:
    """Give the files that a job can have left: not the walk's own, nor the runner's."""
    for folder, _, files in os.walk(home):
        place = Path(folder)
        parts = place.relative_to(home).parts
        if _NOTES in parts and _BUILDS not in parts:
            continue
        # What lies in the home itself and is not hidden is the walk's own.
        yield from (place / name for name in files if parts or name.startswith("."))
