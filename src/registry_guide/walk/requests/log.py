"""The practice registry's request log, as evidence."""

from pathlib import Path

from packaging.utils import canonicalize_name

from registry_guide.practice.request_log import Entry, read_log

# How the walk's own requests call themselves; they are no evidence of what a client did.
AGENT = "registry-guide-walk"


def read(log: Path, start: int = 0) -> list[Entry]:
    """Read the requests after the first `start` entries of a log, without the walk's own."""
    entries = list(read_log(log))[start:] if log.exists() else []
    return [entry for entry in entries if not entry.agent.startswith(AGENT)]


def length(log: Path) -> int:
    """Count the entries of a log."""
    return len(list(read_log(log))) if log.exists() else 0


def names(entry: Entry, package: str) -> bool:
    """Say whether a request's path asks for this package, in any spelling of its name."""
    return any(canonicalize_name(part) == canonicalize_name(package) for part in entry.path.split("/"))


def line(entry: Entry) -> str:
    """Give a request as a line of a report."""
    return f"{entry.status} {entry.method} {entry.host}{entry.path} ({entry.who or 'anonymous'}) {entry.why}".rstrip()
