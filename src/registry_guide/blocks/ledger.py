"""The ledger as the pages show it: what the walk ran, read from the file that it writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

#: The format of ``walk/ledger.schema.json`` that this module reads; another one counts as no ledger.
FORMAT = 2

#: Who reads a block that is validated by nothing that has a version of its own.
READERS = {"world": "the practice registry"}


@dataclass(frozen=True)
class Row:
    """What the ledger says of one block: its level, the clients' versions, and the hash of the text that was walked.

    `published` says where a block that publishes was run, and GitLab held exactly what was published; `shell` is what
    ran commands.
    """

    level: str
    versions: Mapping[str, str]
    sha256: str
    published: tuple[str, ...] = ()
    shell: str = ""


@dataclass(frozen=True)
class Claim:
    """What the ledger says of one claim: its words, what came of it, what a reader is told, and how it was checked."""

    claim: str
    result: str
    says: str
    how: str


@dataclass(frozen=True)
class Ledger:
    """A walk: when it ended (UTC), the pinned clients, rows for blocks and claims by id, and its figures."""

    when: datetime | None = None
    clients: Mapping[str, str] = field(default_factory=dict)
    system: str = ""
    python: str = ""
    blocks: Mapping[str, Row] = field(default_factory=dict)
    paths: Mapping[str, int] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    proven: int = 0

    def row(self, block: str, sha256: str) -> Row | None:
        """Give the row of a block if it was walked with exactly this text."""
        row = self.blocks.get(block)
        return row if row and row.sha256 == sha256 else None


def read(path: Path) -> Ledger:
    """Read a ledger; one that is missing, of another format or broken is an empty one, which marks nothing."""
    try:
        table: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if table["format"] != FORMAT:
            return Ledger()
        return Ledger(
            when=datetime.fromisoformat(table["when"]),
            clients=table["clients"],
            system=table["system"],
            python=table["python"],
            blocks={
                name: Row(
                    row["level"],
                    row.get("versions", {}),
                    row["sha256"],
                    tuple(row.get("published", ())),
                    row.get("shell", ""),
                )
                for name, row in table["blocks"].items()
            },
            paths=table["totals"]["paths"],
            claims={
                name: Claim(row["claim"], row["result"], row.get("says", ""), row.get("how", ""))
                for name, row in table["claims"].items()
            },
            proven=table["totals"]["claims"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Ledger()


def mark(ledger: Ledger, block: str, step: Mapping[str, Any]) -> str:
    """Give the words under a block: what ran it, or why nothing did; empty where nothing is known.

    Takes the ledger, the block's id and its step as the frame holds it.
    """
    if step["proof"] == "unchecked":
        return f"Not run: {step['by']}."
    row = ledger.row(block, step["sha256"])
    if row is None or row.level not in ("ran", "validated"):
        return ""
    clients = listed(row.versions)
    if row.level == "validated":
        return f"Not run, but read by {clients or READERS.get(step['by'], step['by'])}."
    arrived = f" GitLab then held exactly what was published, also {scenes(row.published)}." if row.published else ""
    # bash goes without saying where a client is named, and without its version.
    told = "bash" if row.shell.startswith("bash ") else row.shell
    if clients:
        ran = "Ran with" if told in ("", "bash") else f"Ran in {told} with"
        did = {"commands": ran, "job": "Ran with", "file": "Used with", "output": "Printed by"}[step["kind"]]
        return f"{did} {clients}.{arrived}"
    return {
        "commands": f"Ran in {told}.{arrived}" if told else "",
        "job": f"Ran as a pipeline.{arrived}",
        "file": "Saved where the line above it says.",
        "output": "",
    }[step["kind"]]


def scenes(published: Sequence[str]) -> str:
    """Give where a block that publishes was run, as a part of a sentence."""
    shared = "PyPI has "
    public = [each.removeprefix(shared) for each in published if each.startswith(shared)]
    found = [f"where {shared}{', '.join(public[:-1])} or {public[-1]}"] if len(public) > 1 else []
    rest = published if not found else [each for each in published if not each.startswith(shared)]
    return ", and ".join([*found, *(f"where {each}" for each in rest)])


def listed(versions: Mapping[str, str]) -> str:
    """Give programs with their versions as a part of a sentence."""
    *others, last = [f"{name} {version}" for name, version in sorted(versions.items())] or [""]
    return " and ".join([", ".join(others), last] if others else [last])


def checked(ledger: Ledger, check: str, claim: str) -> str:
    """Give the line that stands where a claim does; empty unless the walk proved exactly this claim on all its paths.

    Takes the ledger, the claim's id and its words on the page.
    """
    row = ledger.claims.get(check)
    if row is None or row.claim != claim or row.result != "held":
        return ""
    return f"Checked: {row.says} ({row.how})."
