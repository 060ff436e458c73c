"""Each row of the page's table of answers is what the practice registry answers, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from registry_guide.blocks.facts import load
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.table import rows_of
from registry_guide.practice.running import Running
from tests.practice.test_conformance import Case, request
from tools.build import ROOT

ROWS = rows_of(load(ROOT / "facts", client_versions(ROOT)), "answer")


def case(operation: str, place: str, caller: str = "anonymous", variant: str = "", **more: Any) -> Case:
    return Case("statement", operation, place, 0, caller, variant, more)


TWICE = case("upload", "private/project", "developer", fields={"name": "twice"}, file_name="twice-1.0.tar.gz")
LETTERS = {"fields": {"name": "letters"}, "file_name": "größe-1.0.tar.gz"}
# For each row of the table what somebody of its `when` asks; each part of a `when` has a request. Of several requests
# in brackets of their own, the answer to the last one counts.
ASKED: dict[str, list[Case | list[Case]]] = {
    "page": [case("page", "public/project"), case("index", "private/project", "reporter")],
    "stored": [case("upload", "private/project", "developer")],
    "forwarded": [case("page", "private/project", "reporter", name="no-such-package")],
    "elsewhere": [case("file", "private/project", "reporter", "direct")],
    "taken": [[TWICE, TWICE]],
    "large": [case("upload", "private/project", "developer", "small", size=10000)],
    "invalid": [
        case("upload", "private/project", "developer", fields={"version": "1.0-final-really"}),
        case("upload", "private/project", "developer", fields={"name": "two words"}),
    ],
    "incomplete": [case("upload", "private/project", "developer", without=["version"])],
    "nobody": [
        case("page", "private/project"),
        case("page", "private/project", secret="gldt-mistyped"),
        case("page", "private/project", "job", username="__token__"),
        case("upload", "public/project"),
    ],
    "expired": [case("page", "public/project", "expired")],
    "revoked": [case("page", "public/project", "revoked")],
    "scope": [case("upload", "private/project", "read_api"), case("page", "public/project", "read_repository")],
    "granular": [
        case("page", "private/project", "granular_create"),
        case("upload", "private/project", "granular_read"),
    ],
    "protected": [
        case("upload", "private/protected", "developer", fields={"name": "for-maintainers-only"}),
        case("upload", "private/protected", "group_deploy_write", fields={"name": "for-maintainers-only"}),
    ],
    "not_let": [case("page", "private/nothing", "job")],
    "blocked": [case("page", "public/project", "blocked")],
    "role": [
        case("upload", "public/project", "reporter"),
        case("page", "private/project", "guest"),
        case("upload", "private/project", "deploy_read"),
        case("group-page", "private", "project_token"),
        case("page", "private/off", "maintainer"),
    ],
    "no_place": [
        case("page", "no/such"),
        case("page", "private/project", "outsider"),
        case("page", "private/project", "deploy_none"),
        case("page", "private/other", "job"),
    ],
    "no_address": [case("group-upload", "private", "owner"), case("post-index", "private/project", "developer")],
    "no_package": [case("page", "private/project", "reporter", "no_forwarding", name="no-such-package")],
    "no_file": [case("file", "private/project", "reporter", file="gone-1.0.tar.gz")],
    "body": [case("upload", "private/project", "developer", "small", size=20000)],
    "often": [[case("index", "public/project", variant="limited")] * 7],
    "broken": [
        [
            case("upload", "private/project", "developer", **LETTERS),
            case("page", "private/project", "developer", name="letters"),
        ]
    ],
}


# Until the practice registry answers these as GitLab 18.9 does.
WAITING = {"no_file", "large", "broken", "body"}


def test_every_row_is_asked_for_or_cites_who_says_so() -> None:
    assert len(ROWS) > 20
    cited = {name for name, row in ROWS.items() if row.get("source")}
    assert {*ASKED} == {*ROWS} - cited
    assert not cited & {*ASKED}


@pytest.mark.parametrize(
    ("row", "steps"),
    [
        (row, each if isinstance(each, list) else [each])
        for row, all_ in ASKED.items()
        if row not in WAITING
        for each in all_
    ],
    ids=lambda value: value if isinstance(value, str) else value[-1].operation + "-" + value[-1].caller,
)
def test_a_row_of_the_table_is_what_the_registry_answers(
    row: str, steps: list[Case], registry: Callable[[str], Running], clients: Callable[[str], httpx.Client]
) -> None:
    running = registry(steps[-1].variant)
    for step in steps:
        answer = request(clients(running.plain), running, step)
    assert (str(answer.status_code), ROWS[row]["says"]) == (ROWS[row]["status"], ROWS[row]["says"]), answer.text
    assert ROWS[row]["says"] in answer.text
    # Where two rows have the same words, the one says in which key of the answer they stand.
    for key in ("message", "error"):
        if f"in `{key}`" in ROWS[row]["when"]:
            assert set(answer.json()) == {key}
