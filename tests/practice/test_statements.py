"""Each row of the page's table of answers is what the practice registry answers, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.checks.answers import ASKED, ROWS, Clients, Registry, Steps, last, sequences, wrong, wrong_rows


def test_every_row_is_asked_for_or_cites_who_says_so() -> None:
    assert len(ROWS) > 20
    cited = {name for name, row in ROWS.items() if row.get("source")}
    assert {*ASKED} == {*ROWS} - cited
    assert not cited & {*ASKED}


@pytest.mark.parametrize(
    ("row", "steps"),
    list(sequences()),
    ids=lambda value: value if isinstance(value, str) else f"{value[-1].operation}-{value[-1].caller}",
)
def test_a_row_of_the_table_is_what_the_registry_answers(
    row: str, steps: Steps, registry: Registry, clients: Clients
) -> None:
    assert not wrong(row, ROWS[row], last(steps, registry, clients))


def test_a_wrong_row_is_found(tmp_path: Path) -> None:
    assert not wrong_rows(ROWS, tmp_path)
    other = {"expired": "403"}
    changed = {name: {**row, "do": "wait", "status": other.get(name, row["status"])} for name, row in ROWS.items()}
    assert [said.partition(":")[0] for said in wrong_rows(changed, tmp_path)] == ["expired"]
