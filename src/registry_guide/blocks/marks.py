"""What the pages say of the ledger: the words below a block, and where a claim stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.ledger import BlockRow, Claimed, Ledger, Level
from registry_guide.records.manifest import BlockStep, CheckStep

#: Who reads a block that is validated by nothing that has a version of its own.
READERS = {"world": "the practice registry"}


def row_of(ledger: Ledger | None, block: BlockStep) -> BlockRow | None:
    """Give what a ledger says of a block, if it was walked with exactly this text."""
    row = ledger.blocks.get(block.id) if ledger else None
    return row if row and row.sha256 == block.sha256 else None


def mark(ledger: Ledger | None, block: BlockStep) -> str:
    """Give the words under a block: what ran it, or why nothing did; empty where nothing is known."""
    if block.proof is Proof.UNCHECKED:
        return f"Not run: {block.by}."
    row = row_of(ledger, block)
    if row is None or row.level not in (Level.RAN, Level.VALIDATED):
        return ""
    clients = listed(row.versions or {})
    if row.level is Level.VALIDATED:
        return f"Not run, but read by {clients or READERS.get(block.by, block.by)}."
    arrived = f" GitLab then held exactly what was published, also {scenes(row.published)}." if row.published else ""
    # bash goes without saying where a client is named, and without its version.
    shell = row.shell or ""
    told = "bash" if shell.startswith("bash ") else shell
    if clients:
        ran = "Ran with" if told in ("", "bash") else f"Ran in {told} with"
        did = {Kind.COMMANDS: ran, Kind.JOB: "Ran with", Kind.FILE: "Used with", Kind.OUTPUT: "Printed by"}[block.kind]
        return f"{did} {clients}.{arrived}"
    return {
        Kind.COMMANDS: f"Ran in {told}.{arrived}" if told else "",
        Kind.JOB: f"Ran as a pipeline.{arrived}",
        Kind.FILE: "Saved where the line above it says.",
        Kind.OUTPUT: "",
    }[block.kind]


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
    """Give the line in a claim's place; empty unless the walk proved exactly this claim on all its paths."""
    row = ledger.claims.get(check.id) if ledger else None
    if row is None or row.claim != check.claim or row.result is not Claimed.HELD:
        return ""
    return f"Checked: {row.says} ({row.how})."
