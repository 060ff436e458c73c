"""The ledger: what was walked, when, with which versions, what was not run and why.

Its fields stand here alone: reading, writing and ``walk/ledger.schema.json`` come from them.
"""

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

FORMAT: Final = 2


class Level(StrEnum):
    """How far a block is proven."""

    RAN = "ran"
    FAILED = "failed"
    NOT_REACHED = "not reached"
    VALIDATED = "validated"
    UNCHECKED = "unchecked"


class Claimed(StrEnum):
    """What came of a claim, on all paths that hold it."""

    HELD = "held"
    FAILED = "failed"
    NOT_REACHED = "not reached"
    NOT_PROVEN = "not proven here"


class Result(StrEnum):
    """What came of a path."""

    PASSED = "passed"
    FAILED = "failed"
    NOTHING = "nothing to run"
    SKIPPED = "not walked here"


def _says(words: str, **rules: Any) -> Meta:
    return Meta(description=words, **rules)


def _if(key: str, values: Sequence[str], *needed: str, somewhere: bool = False) -> Mapping[str, Any]:
    """Give the rule of a schema that a row with one of these values says more; `somewhere`: where, not nowhere."""
    then = {"required": list(needed), **({"properties": {"where": {"minItems": 1}}} if somewhere else {})}
    return {"if": {"properties": {key: {"enum": list(values)}}}, "then": then}


def _also(*rules: Mapping[str, Any]) -> Meta:
    return Meta(extra_json_schema={"allOf": list(rules)})


Seconds = Annotated[float, Meta(ge=0)]
Count = Annotated[int, Meta(ge=0)]
Said = Annotated[str, Meta(min_length=1)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Versions = Mapping[str, Annotated[str, Meta(pattern="^[0-9]")]]


class BlockRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of a block, on all paths that hold it."""

    level: Level
    by: Annotated[Said, _says("What proves the block, or why nothing does.")]
    sha256: Annotated[Sha256, _says("Of the block's text, in UTF-8.")]
    where: Annotated[tuple[str, ...], _says("The paths on which it was walked.")] | UnsetType = UNSET
    versions: (
        Annotated[
            Versions,
            _says(
                "The clients that commands ran, that used a file, or that printed output, or what validated it. "
                "Empty if none did."
            ),
        ]
        | UnsetType
    ) = UNSET
    seconds: Annotated[Seconds, _says("The longest that it took.")] | UnsetType = UNSET
    published: (
        Annotated[
            tuple[Said, ...],
            _says("Of a block that publishes: where it was run, and GitLab held exactly what was published."),
            Meta(min_length=3),
        ]
        | UnsetType
    ) = UNSET
    shell: Annotated[Said, _says("What ran commands, in the shell's own words.")] | UnsetType = UNSET


class ClaimRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of a claim, on all paths that hold it."""

    claim: Annotated[str, _says("In the words of the page's author.")]
    result: Claimed
    where: Annotated[tuple[str, ...], _says("The paths on which it was tried.")]
    says: Annotated[Said, _says("What a reader is told.")] | UnsetType = UNSET
    how: Annotated[Said, _says("What it was held against.")] | UnsetType = UNSET


class PathRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of a path."""

    name: str
    page: str
    labels: Mapping[str, str]
    start: str
    result: Result
    seconds: Seconds
    steps: Count
    reached: Count
    claims: Annotated[Count, _says("How many claims were proven.")]
    requests: Annotated[Count, _says("How many requests the clients made.")]
    log: Annotated[str, _says("Beside the ledger.")]
    fingerprint: Annotated[
        Sha256, _says("Of all that the result comes from: steps, start, clients, walk and practice registry.")
    ]
    fault: str | UnsetType = UNSET
    why: Annotated[Said, _says("Why a path was not walked.")] | UnsetType = UNSET


class Totals(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much there is of each."""

    pages: Count
    paths: Mapping[Result, Count]
    blocks: Mapping[Level, Count]
    claims: Count


class GitLab(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A GitLab that was walked against."""

    host: str
    version: str


class Shard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The part of a walk that a ledger is of, where the paths were dealt out to several machines."""

    number: Annotated[int, Meta(ge=1)]
    of: Annotated[int, Meta(ge=1), _says("How many shards there are.")]
    walk: Annotated[str, _says("In what the walk differs from that of the marks, such as least; empty if in nothing.")]
    site: Annotated[Sha256, _says("Of the names and fingerprints of all paths of the walk.")]
    paths: Annotated[tuple[str, ...], _says("All paths of the walk, in the order of the site.")]


class Ledger(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was walked, when, with which versions of the clients, and what was not run and why."""

    format: Literal[2]
    when: Annotated[datetime, Meta(tz=True), _says("When the last walk ended, in UTC.")]
    seconds: Annotated[Seconds, _says("How long the last walk took.")]
    system: str
    python: str
    gitlab: Annotated[GitLab | None, _says("The GitLab that was walked against; null for practice registries.")]
    clients: Annotated[Versions, _says("The pinned clients.")]
    blocks: Annotated[
        Mapping[
            str,
            Annotated[
                BlockRow,
                _also(_if("level", (Level.RAN, Level.VALIDATED), "where", "versions", "seconds", somewhere=True)),
            ],
        ],
        _says("Each block by its id in the manifest."),
    ]
    claims: Annotated[
        Mapping[str, Annotated[ClaimRow, _also(_if("result", (Claimed.HELD,), "says", "how", somewhere=True))]],
        _says("Each claim by its id in the manifest."),
    ]
    paths: tuple[
        Annotated[PathRow, _also(_if("result", (Result.FAILED,), "fault"), _if("result", (Result.SKIPPED,), "why"))],
        ...,
    ]
    totals: Totals
    shard: (
        Annotated[Shard, _says("Of what part of a walk the ledger is; it is not there if it is of a whole one.")]
        | UnsetType
    ) = UNSET


def log_name(path: str) -> str:
    """Give the name of a path's log, beside the ledger."""
    return "logs/" + path.replace("/", "-") + ".log"


def totals(blocks: Mapping[str, BlockRow], paths: Sequence[PathRow]) -> Totals:
    """Count what came of blocks and paths."""
    levels = Counter(block.level for block in blocks.values())
    results = Counter(path.result for path in paths)
    return Totals(
        pages=len({path.page for path in paths}),
        paths={result: results[result] for result in Result},
        blocks={level: levels[level] for level in Level},
        claims=sum(path.claims for path in paths),
    )


def read(path: Path) -> Ledger | None:
    """Read a ledger; nothing if it is missing, broken or of another format."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Ledger)
    except (OSError, ValueError):
        return None


def dump(ledger: Ledger) -> str:
    """Give a ledger as JSON."""
    return json.dumps(msgspec.to_builtins(ledger), ensure_ascii=False, indent=1) + "\n"


def write(path: Path, ledger: Ledger) -> None:
    """Write a ledger at once, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(dump(ledger), "utf-8")
    aside.replace(path)


def schema() -> str:
    """Give the JSON schema of a ledger, as ``walk/ledger.schema.json`` holds it."""
    table = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ledger of a walk",
        **msgspec.json.schema(Ledger),
    }
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"
