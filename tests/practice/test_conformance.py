"""The practice registry answers as GitLab does: every row of conformance.toml, over HTTP."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from registry_guide.practice.running import Running

TABLE = tomllib.loads(Path(__file__).with_name("conformance.toml").read_text("utf-8"))
HOST = {"Host": "gitlab.example.com"}
FRESH = count(1)


@dataclass(frozen=True)
class Case:
    line: str
    operation: str
    place: str
    status: int
    caller: str = "anonymous"
    variant: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.line}: {self.operation} {self.place} as {self.caller}"


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


def credentials(case: Case, running: Running) -> dict[str, Any]:
    secret = case.more.get("secret") or running.tokens.get(case.caller, "")
    if not secret:
        return {}
    default = "gitlab-ci-token" if case.caller.startswith("job") else "any-name"
    match case.more.get("carrier", "basic"):
        case "basic":
            return {"auth": (case.more.get("username", default), secret)}
        case "raw-basic":
            return {"headers": {"Authorization": f"Basic {secret}"}}
        case "bearer":
            return {"headers": {"Authorization": f"Bearer {secret}"}}
        case "private-query":
            return {"params": {"private_token": secret}}
        case "job-query":
            return {"params": {"job_token": secret}}
        case header:
            return {"headers": {header: secret}}


def a_file(client: httpx.Client, running: Running, case: Case) -> tuple[str, str]:
    """Find a real file of the place with an administrator's eyes: its digest and name."""
    project = case.more.get("of") or (case.place if "/" in case.place else f"{case.place}/project")
    page = client.get(
        f"/api/v4/projects/{quote(project, safe='')}/packages/pypi/simple/my-package/",
        auth=("", running.tokens["admin"]),
        headers=HOST,
    )
    found = re.search(r"/files/([0-9a-f]{64})/([^#\"]+)#", page.text)
    sha256, name = (str(found[1]), str(found[2])) if found else ("0" * 64, "none-1.0.whl")
    return str(case.more.get("sha256", sha256)), str(case.more.get("file", name))


def form(case: Case) -> dict[str, Any]:
    number = next(FRESH)
    content = b"x" * case.more.get("size", 10) if "size" in case.more else f"content {number}".encode()
    fields = {
        "name": f"fresh-{number}",
        "version": "1.0",
        "requires_python": ">=3.9",
        "sha256_digest": hashlib.sha256(content).hexdigest(),
        **case.more.get("fields", {}),
    }
    without = case.more.get("without", ())
    fields = {name: value for name, value in fields.items() if name not in without or name == "content"}
    file_name = case.more.get("file_name", f"fresh_{number}-1.0-py3-none-any.whl")
    files: dict[str, tuple[str | None, bytes]] = {"content": (file_name, content)}
    if "content" in without:
        files = {name: (None, value.encode()) for name, value in fields.items()} or {"x": (None, b"")}
        return {"files": files}
    return {"files": files, "data": fields}


def request(client: httpx.Client, running: Running, case: Case) -> httpx.Response:
    place, name = quote(case.place, safe=""), case.more.get("name", "my-package")
    project, group = f"/api/v4/projects/{place}/packages/pypi", f"/api/v4/groups/{place}/-/packages/pypi"
    sent = credentials(case, running)
    sent["headers"] = {**HOST, **sent.get("headers", {})}
    if "accept" in case.more:
        sent["headers"]["Accept"] = case.more["accept"]
    operation = case.operation
    if operation in ("file", "group-file", "head-file", "delete-file"):
        sha256, file = a_file(client, running, case)
        base = group if operation == "group-file" else project
        method = {"head-file": "HEAD", "delete-file": "DELETE"}.get(operation, "GET")
        return client.request(method, f"{base}/files/{sha256}/{file}", **sent)
    method, address, extra = {
        "index": ("GET", f"{project}/simple", {}),
        "index-slash": ("GET", f"{project}/simple/", {}),
        "head-index": ("HEAD", f"{project}/simple", {}),
        "page": ("GET", f"{project}/simple/{name}", {}),
        "page-slash": ("GET", f"{project}/simple/{name}/", {}),
        "head-page": ("HEAD", f"{project}/simple/{name}/", {}),
        "group-index": ("GET", f"{group}/simple", {}),
        "group-page": ("GET", f"{group}/simple/{name}", {}),
        "upload": ("POST", project, form(case)),
        "upload-slash": ("POST", f"{project}/", form(case)),
        "upload-nothing": ("POST", project, {"files": {"x": (None, b"")}}),
        "authorize": ("POST", f"{project}/authorize", {}),
        "forward": ("GET", f"{project}/forward/{name}/simple", {}),
        "group-upload": ("POST", "/api/v4/groups/private/-/packages/pypi", form(case)),
        "put-page": ("PUT", f"{project}/simple/{name}", {}),
        "post-index": ("POST", f"{project}/simple", form(case)),
        "patch-project": ("PATCH", project, {}),
        "unknown": ("GET", f"{project}/complicated", {}),
    }[operation]
    return client.request(method, address, **sent, **extra)


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
