"""A ledger's fields stand once: what is written, what is read and the schema that others rely on are the same."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from registry_guide.records.ledger import FORMAT, Ledger, dump, read, schema, write
from tests.ledgers import changed

SCHEMA = json.loads(files("registry_guide.walk").joinpath("ledger.schema.json").read_text("utf-8"))
PLACES = ["p[client=uv]"]
WHOLE: dict[str, Any] = {
    "format": FORMAT,
    "when": "2026-01-02T03:04:05Z",
    "seconds": 1.5,
    "system": "Linux x86_64",
    "python": "3.99.0",
    "gitlab": {"host": "gitlab.example.com", "version": "18.9.0"},
    "clients": {"uv": "9.8.7"},
    "blocks": {
        "p#1": {
            "level": "ran",
            "by": "walk",
            "sha256": "0" * 64,
            "where": PLACES,
            "versions": {},
            "seconds": 0.0,
            "published": ["a", "b", "c"],
            "shell": "bash 5.2",
        },
        "p#2": {"level": "unchecked", "by": "needs an engine", "sha256": "1" * 64},
    },
    "claims": {
        "p!1": {"claim": "no file x", "result": "held", "where": PLACES, "says": "there is no x", "how": "by looking"},
        "p!2": {"claim": "no file y", "result": "not reached", "where": []},
    },
    "paths": [
        {
            "name": "p[client=uv]",
            "page": "p",
            "labels": {"client": "uv"},
            "start": "empty",
            "result": "failed",
            "seconds": 1.0,
            "steps": 4,
            "reached": 2,
            "claims": 1,
            "requests": 0,
            "log": "logs/p[client=uv].log",
            "fingerprint": "2" * 64,
            "fault": "it ended with exit status 2",
        }
    ],
    "totals": {"pages": 1, "paths": {"failed": 1}, "blocks": {"ran": 1, "unchecked": 1}, "claims": 1},
}


def reads(table: object, folder: Path) -> Ledger | None:
    (folder / "ledger.json").write_text(json.dumps(table), "utf-8")
    return read(folder / "ledger.json")


def test_the_schema_in_the_source_tree_is_the_models() -> None:
    """`python -m registry_guide.records > src/registry_guide/walk/ledger.schema.json` writes it."""
    assert json.loads(schema()) == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_what_is_read_is_written_again_as_it_was(tmp_path: Path) -> None:
    jsonschema.validate(WHOLE, SCHEMA)
    ledger = reads(WHOLE, tmp_path)
    assert ledger is not None
    assert json.loads(dump(ledger)) == WHOLE
    write(tmp_path / "new/ledger.json", ledger)
    assert read(tmp_path / "new/ledger.json") == ledger
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["ledger.json"]


@pytest.mark.parametrize(
    "table",
    [
        changed(WHOLE, 1, "format"),
        changed(WHOLE, None, "format"),
        changed(WHOLE, None, "gitlab"),
        changed(WHOLE, "yesterday", "when"),
        changed(WHOLE, "2026-01-02T03:04:05", "when"),
        changed(WHOLE, -1, "seconds"),
        changed(WHOLE, "latest", "clients", "uv"),
        changed(WHOLE, "walked", "blocks", "p#1", "level"),
        changed(WHOLE, "", "blocks", "p#1", "by"),
        changed(WHOLE, "0", "blocks", "p#1", "sha256"),
        changed(WHOLE, ["a", "b"], "blocks", "p#1", "published"),
        changed(WHOLE, "", "blocks", "p#1", "shell"),
        changed(WHOLE, "maybe", "claims", "p!1", "result"),
        changed(WHOLE, None, "paths", 0, "log"),
        changed(WHOLE, "more", "paths", 0, "more"),
        changed(WHOLE, {"lost": 1}, "totals", "paths"),
    ],
)
def test_what_the_schema_refuses_is_no_ledger(table: dict[str, Any], tmp_path: Path) -> None:
    # A time without a zone is of the format "date-time" for no reader of RFC 3339; the validator has to be told.
    checker = jsonschema.FormatChecker()
    checker.checks("date-time")(lambda when: not isinstance(when, str) or when.endswith("Z"))
    checked = jsonschema.Draft202012Validator(SCHEMA, format_checker=checker)
    assert reads(table, tmp_path) is None
    # Which words count as a key of the figures is said by none of the schema's own means.
    assert not checked.is_valid(table) or "lost" in table["totals"]["paths"]


@pytest.mark.parametrize(
    ("place", "missing"),
    [
        (("blocks", "p#1"), "where"),
        (("blocks", "p#1"), "versions"),
        (("blocks", "p#1"), "seconds"),
        (("claims", "p!1"), "says"),
        (("claims", "p!1"), "how"),
        (("paths", 0), "fault"),
    ],
)
def test_a_row_with_a_result_says_what_it_is_based_on(place: tuple[str | int, ...], missing: str) -> None:
    checked = jsonschema.Draft202012Validator(SCHEMA)
    assert not checked.is_valid(changed(WHOLE, None, *place, missing))
    assert checked.is_valid(WHOLE)
