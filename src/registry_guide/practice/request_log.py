"""The request log: each request, how it was answered, and why."""

import json
import os
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

KEPT = 500
"""So many of the newest entries are kept in memory for the page that shows them; the file has all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. `who` names the caller, `why` the reason of the answer; secrets stand in neither."""

    time: str
    host: str
    method: str
    path: str
    status: int
    who: str
    why: str
    agent: str


# What GitLab's tokens begin with; an administrator's own prefix may stand before it.
_TOKEN = re.compile(r"(?i)(gl(?:pat|dt|cbt|oas|rt|rtr|soat|ft|imt|agent|ptt|ffct|wt|cat|pst)(?:-|%2d))[\w.%-]{6,}")


def without_tokens(text: str) -> str:
    """Give a text with an ellipsis for what follows the beginning of a token of GitLab's."""
    return _TOKEN.sub(r"\1…", text)


class RequestLog:
    """Entries in a file of JSON lines, the newest in memory too."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Readable by its owner alone: it tells who asked for what.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._file = os.fdopen(descriptor, "a", encoding="utf-8", buffering=1)
        self._newest: deque[Entry] = deque(maxlen=KEPT)
        self._listeners: list[Callable[[Entry], None]] = []

    def listen(self, listener: Callable[[Entry], None]) -> None:
        """Have each new entry told to a function."""
        self._listeners.append(listener)

    def add(self, *, host: str, method: str, path: str, status: int, who: str, why: str, agent: str = "") -> None:
        """Log a request that was just answered."""
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        entry = Entry(
            time=time,
            host=_printable(host)[:255],
            method=_printable(method)[:32],
            path=_printable(path)[:2048],
            status=status,
            who=_printable(who)[:1024],
            why=_printable(why)[:2048],
            agent=_printable(agent)[:255],
        )
        self._newest.append(entry)
        self._file.write(json.dumps(asdict(entry), ensure_ascii=True) + "\n")
        for listener in self._listeners:
            listener(entry)

    def newest(self) -> list[Entry]:
        """Give the entries in memory, newest first."""
        return list(reversed(self._newest))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _printable(text: str) -> str:
    """Give text that any terminal and page can show: a question mark stands for what is no printable character."""
    text = without_tokens(text.encode("utf-8", "replace").decode("utf-8"))
    return "".join(char if char.isprintable() else "?" for char in text)


def read_log(path: Path) -> Iterable[Entry]:
    """Read a log file's entries, oldest first; an unfinished last line is left out."""
    for line in path.read_text("utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            yield Entry(**json.loads(line))
