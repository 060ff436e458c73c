"""The practice registry answers as GitLab does: every row of conformance.toml, over HTTP."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from registry_guide.practice.running import Running
from tools.checks.asking import Case, request

TABLE = tomllib.loads(Path(__file__).with_name("conformance.toml").read_text("utf-8"))


def cases() -> Iterator[Case]:
    for table in TABLE["table"]:
        for number, operation in enumerate(table["operations"]):
            for caller, statuses in table["callers"].items():
                for place, expected in zip(table["places"], statuses, strict=True):
                    # A list stands for one status for each operation.
                    status = expected[number] if isinstance(expected, list) else expected
                    more = {"contains": table["contains"]} if "contains" in table else {}
                    if caller in table.get("body", {}):
                        more["body"] = table["body"][caller]
                    yield Case(table["line"], operation, place, status, caller, table.get("variant", ""), more)
    for row in TABLE["case"]:
        yield Case(row["line"], row["operation"], row["place"], row["status"], row["as"], row.get("variant", ""), row)
    for row in TABLE["credentials"]:
        for what, status in row["expected"].items():
            operation, _, visibility = what.partition("-")
            operation = "page" if operation == "read" else operation
            place = f"{visibility or 'private'}/project"
            more = {key: row[key] for key in ("secret", "username", "carrier") if key in row}
            if status >= 400 and "body" in row:
                more["body"] = row["body"]
            yield Case(row["line"], operation, place, status, row.get("as", "anonymous"), more=more)
    for row in TABLE["form"]:
        yield Case(row["line"], "upload", "private/project", row["status"], "developer", row.get("variant", ""), row)
    for row in TABLE["protection"]:
        for caller, status in row["expected"].items():
            more = {"fields": {"name": row["name"]}}
            if status == 403 and not row.get("plain"):
                more["body"] = '{"message":"403 Forbidden - Package protected."}'
            yield Case(row["line"], "upload", "private/protected", status, caller, more=more)


ALL = list(cases())


def test_the_table_has_at_least_three_hundred_rows() -> None:
    assert len(ALL) >= 300
    assert len(set(map(str, ALL))) >= 300


@pytest.mark.parametrize("case", ALL, ids=str)
def test_answer(case: Case, registry: Callable[[str], Running], clients: Callable[[str], httpx.Client]) -> None:
    running = registry(case.variant)
    answer = request(clients(running.plain), running, case)
    assert answer.status_code == case.status, answer.text
    usual = TABLE["answer"].get(str(case.status), {}) if "contains" not in case.more else {}
    headers = usual.get("headers", {}) if "body" not in case.more else {}
    if case.operation.startswith("head"):
        assert answer.content == b""
    elif "body" in case.more or "body" in usual:
        assert answer.text == case.more.get("body", usual.get("body"))
    for name, value in {**headers, **case.more.get("headers", {})}.items():
        assert answer.headers.get(name) == value
    for name in case.more.get("absent", ()):
        assert name not in answer.headers
    assert case.more.get("contains", "") in answer.text
    if "lacks" in case.more:
        assert case.more["lacks"] not in answer.text
    assert answer.headers.get("Location", "").startswith(case.more.get("location", ""))
