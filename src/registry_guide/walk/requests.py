"""The practice registry's request log, as evidence."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

# How the walk's own requests call themselves; they are no evidence of what a client did.
AGENT = "registry-guide-walk"


@dataclass(frozen=True)
class Request:
    """One request, or one refused CONNECT: what was asked of whom, the answer, who was taken for whom and why."""

    host: str
    method: str
    path: str
    status: int
    who: str
    why: str
    agent: str

    def names(self, package: str) -> bool:
        """Say whether the path asks for this package, in any spelling of its name."""
        return any(normalised(part) == normalised(package) for part in self.path.split("/"))

    def __str__(self) -> str:
        """Give the request as a line of a log."""
        return f"{self.status} {self.method} {self.host}{self.path} ({self.who or 'anonymous'}) {self.why}".rstrip()


def normalised(name: str) -> str:
    """Give the normalised form of a package name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read(log: Path, start: int = 0) -> list[Request]:
    """Read the requests after the first `start` lines of a log, without the walk's own."""
    if not log.exists():
        return []
    rows = [json.loads(line) for line in log.read_text("utf-8").splitlines()[start:] if line.endswith("}")]
    requests = [
        Request(
            host=row.get("host") or "",
            method=row.get("method") or "",
            path=row.get("path") or "",
            status=int(row.get("status") or 0),
            who=row.get("who") or "",
            why=row.get("why") or "",
            agent=row.get("agent") or "",
        )
        for row in rows
    ]
    return [request for request in requests if not request.agent.startswith(AGENT)]


def length(log: Path) -> int:
    """Count the lines of a log."""
    return len(log.read_text("utf-8").splitlines()) if log.exists() else 0
