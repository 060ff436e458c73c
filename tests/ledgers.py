"""Ledgers as a walk could have written them, and as it could not."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from registry_guide.records.ledger import FORMAT


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
