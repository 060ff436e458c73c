"""What the pages say of the ledger: in the bar of a block, and where a claim stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.ledger import BlockRow, Claimed, Ledger, Level
from registry_guide.records.manifest import BlockStep, CheckStep

#: Who reads a block that is validated by nothing that has a version of its own.
READERS = {"world": "the practice registry"}


def row_of(ledger: Ledger | None, block: BlockStep) -> BlockRow | None:
    """Give what a ledger says of a block, if it was walked with exactly this text."""
    row = ledger.blocks.get(block.id) if ledger else None
    return row if row and row.sha256 == block.sha256 else None


class Mark(NamedTuple):
    """What became of a block: how far it came, that in a word, and what was seen in full."""

    level: Level
    word: str
    says: str


#: In a word what became of a block that a walk met.
_WORDS = {Kind.COMMANDS: "ran", Kind.JOB: "ran", Kind.FILE: "used", Kind.OUTPUT: "printed"}


def mark(ledger: Ledger | None, block: BlockStep) -> Mark | None:
    """Give what ran a block and when, or why nothing did; none where nothing is known."""
    if block.proof is Proof.UNCHECKED:
        return Mark(Level.UNCHECKED, "not run", f"Not run: {block.by}.")
    row = row_of(ledger, block)
    if ledger is None or row is None:
        return None
    day = f"on {ledger.when.day} {ledger.when:%b %Y}"
    if row.level is Level.VALIDATED:
        return Mark(row.level, "read, not run", f"Not run, but read by {readers(block, row)} {day}.")
    did = _did(block, row) if row.level is Level.RAN else ""
    arrived = f" GitLab then held exactly what was published, also {scenes(row.published)}." if row.published else ""
    return Mark(row.level, _WORDS[block.kind], f"{did} {day}.{arrived}") if did else None


def readers(block: BlockStep, row: BlockRow) -> str:
    """Give what read a block that is validated, as a part of a sentence."""
    return listed(row.versions or {}) or READERS.get(block.by, block.by)


def _did(block: BlockStep, row: BlockRow) -> str:
    """Say what ran, as the beginning of a sentence; empty if nothing says that it did."""
    clients = listed(_named(block, row.versions or {}))
    # bash goes without saying where a client is named, and without its version.
    shell = row.shell or ""
    told = "bash" if shell.startswith("bash ") else shell
    if clients:
        ran = "Ran with" if told in ("", "bash") else f"Ran in {told} with"
        did = {Kind.COMMANDS: ran, Kind.JOB: "Ran with", Kind.FILE: "Used with", Kind.OUTPUT: "Printed by"}[block.kind]
        return f"{did} {clients}"
    return {
        Kind.COMMANDS: f"Ran in {told}" if told else "",
        Kind.JOB: "Ran as a pipeline",
        Kind.FILE: "Saved under this name",
        Kind.OUTPUT: "",
    }[block.kind]


def _named(block: BlockStep, versions: Mapping[str, str]) -> Mapping[str, str]:
    """Leave out clients that no command of the block names: the walk itself uses some, or a client called another."""
    if block.kind not in (Kind.COMMANDS, Kind.JOB):
        return versions
    return {name: version for name, version in versions.items() if re.search(rf"\b{re.escape(name)}", block.text)}


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


def checked(ledger: Ledger | None, check: CheckStep) -> str:
    """Give what was seen in a claim's place; empty unless the walk proved exactly this claim on all its paths."""
    row = ledger.claims.get(check.id) if ledger else None
    if row is None or row.claim != check.claim or row.result is not Claimed.HELD:
        return ""
    return f"Checked: {row.says} ({row.how})."
