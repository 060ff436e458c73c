"""What the link checker found, and what that means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

# How lychee begins the text of a link to which nothing answered, as opposed to one that was answered badly.
_UNANSWERED = ("Network error", "Timeout", "Connection")
_REPEATED = "(cached)"


class Verdict(IntEnum):
    """What a check came to, and the exit code that says so."""

    FINE = 0
    DEAD = 1
    UNCHECKED = 2
    OFFLINE = 3


@dataclass(frozen=True)
class Fault:
    """A link that did not answer as it should: the file it stands in, its line there, its URL and the reason."""

    file: str
    line: int
    url: str
    reason: str
    answered: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.url}: {self.reason}"


@dataclass(frozen=True)
class Report:
    """How many links were good, and which addresses were at fault, each once."""

    good: int
    faults: tuple[Fault, ...]

    @property
    def asked(self) -> int:
        """How many were asked in all."""
        return self.good + len(self.faults)

    @property
    def verdict(self) -> Verdict:
        """OFFLINE if there were links to ask and nothing at all answered; DEAD if some link did not."""
        if not self.faults:
            return Verdict.FINE
        if not self.good and not any(fault.answered for fault in self.faults):
            return Verdict.OFFLINE
        return Verdict.DEAD


def read(text: str) -> Report:
    """Read lychee's JSON report (`--format json`); raise ValueError if it is none."""
    table = json.loads(text)
    try:
        maps = (table["error_map"], table["timeout_map"])
        faults = [_fault(file, link) for found in maps for file, links in found.items() for link in links]
        # An address that stands on many pages is asked once; the other pages get "cached", which gives no reason.
        first = sorted(faults, key=lambda fault: fault.reason.endswith(_REPEATED))
        distinct = {fault.url: fault for fault in reversed(first)}
        return Report(table["successful"], tuple(distinct.values()))
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a report of lychee: {error}") from error


def _fault(file: str, link: dict[str, Any]) -> Fault:
    status = link["status"]
    answered = "code" in status or not status["text"].startswith(_UNANSWERED)
    return Fault(file, link.get("span", {}).get("line", 1), link["url"], status["text"], answered)
