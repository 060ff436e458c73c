"""Ledgers as a walk could have written them, and as it could not."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.ledger import FORMAT
from registry_guide.records.manifest import BlockStep, CheckStep, Manifest

CIRCUMSTANCES = (
    "PyPI has no such name",
    "PyPI has an equal file",
    "PyPI has another file of that name",
    "one of the files is in GitLab already",
)


def of_one_block(block: str, sha256: str, claims: Mapping[str, object] | None = None, **row: Any) -> dict[str, Any]:
    """Give the ledger of a walk that ran one block with this text; `row` is what else it says of the block."""
    return {
        "format": FORMAT,
        "when": "2026-01-02T03:04:05+00:00",
        "seconds": 1.0,
        "system": "Linux",
        "python": "3.99.0",
        "gitlab": None,
        "clients": {"uv": "9.8.7"},
        "blocks": {block: {"level": "ran", "by": "walk", "sha256": sha256, "versions": {"uv": "9.8.7"}} | row},
        "claims": dict(claims or {}),
        "paths": [],
        "totals": {"pages": 1, "paths": {"passed": 3, "failed": 0}, "blocks": {"ran": 1}, "claims": 4},
    }


def of_a_site(manifest: Manifest) -> dict[str, Any]:
    """Give the ledger of a walk in which all of a site held, and in which each mark has as much to say as it may."""
    blocks = [block for page in manifest.pages.values() for block in page.blocks]
    claims = [step for page in manifest.pages.values() for step in page.steps if isinstance(step, CheckStep)]
    where = [next(iter(manifest.pages))]
    ledger = of_one_block("none", "0" * 64)
    ledger["blocks"] = {block.id: _row(block, where) for block in blocks}
    ledger["claims"] = {
        step.id: {
            "claim": step.claim,
            "result": "held",
            "where": where,
            "says": f"it holds that {step.claim}",
            "how": "by a look",
        }
        for step in claims
    }
    return ledger


def _row(block: BlockStep, where: list[str]) -> dict[str, Any]:
    level = {Proof.RUN: "ran", Proof.VALIDATE: "validated", Proof.UNCHECKED: "unchecked"}[block.proof]
    row: dict[str, Any] = {"level": level, "by": block.by, "sha256": block.sha256}
    if block.proof is Proof.UNCHECKED:
        return row
    row |= {"where": where, "versions": {"pip": "26.3.1", "twine": "7.0.10"}, "seconds": 1.0}
    if block.kind is Kind.COMMANDS and block.proof is Proof.RUN:
        row["shell"] = f"{block.language} 5.2.15(1)-release"
    if block.proof is Proof.RUN and "publish" in block.template:
        row["published"] = list(CIRCUMSTANCES)
    return row


def changed(ledger: Mapping[str, Any], value: object, *where: str | int) -> dict[str, Any]:
    """Give a ledger with another value in one place; without the place, if the value is None."""
    table = deepcopy(dict(ledger))
    *above, last = where
    holder: Any = table
    for key in above:
        holder = holder[key]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return table
