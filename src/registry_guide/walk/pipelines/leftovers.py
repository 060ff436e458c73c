"""What a job leaves on the machine that ran it: on a shell executor the next job has the same home directory."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from registry_guide.walk.claims.table import spellings

# What whoever owns the machine keeps there for other jobs.
NETRC = "machine other.example.com login somebody password of-somebody-else\n"
# The runner's own notes of a job, which on GitLab lie elsewhere.
_NOTES = ".gitlab-ci-local"
_BUILDS = "builds"


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
    for path in _files(home):
        if any(form in path.read_bytes() for form in forms):
            return f"a job left its token in {path.relative_to(home)}"
    return ""


def _files(home: Path) -> Iterator[Path]:
    for path in home.rglob("*"):
        parts = path.relative_to(home).parts
        # What lies in the home itself and is not hidden is the walk's own.
        if (_NOTES in parts and _BUILDS not in parts) or (len(parts) == 1 and not parts[0].startswith(".")):
            continue
        if path.is_file() and not path.is_symlink():
            yield path
