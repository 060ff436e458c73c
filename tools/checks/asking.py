"""Requests to a practice registry, in the words of the table of conformance: who asks what of which place."""

import hashlib
import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import quote

import httpx

from registry_guide.practice.running import Running
from tools.build import ROOT

#: The world that the requests are about, and what is changed in the settings of its GitLab.
WORLD = ROOT / "tests/practice/world.toml"
VARIANTS = {
    "": "",
    "guests_pull": "guests_pull = true",
    "json": 'version = "19.4"\njson_index = true',
    "later": 'version = "19.4"',
    "fips": "fips = true",
    "small": "max_file_size = 10000",
    "direct": "direct_download = true",
    "no_forwarding": "forwarding = false",
    "no_packages": "packages = false",
    "protected_deletion": "protected_deletion = true",
    "limited": "rate_limit = { requests = 5, seconds = 60 }",
}

HOST = {"Host": "gitlab.example.com"}
FRESH = count(1)


@dataclass(frozen=True)
class Case:
    """A request and the status of its answer; `line` says where that stands, `more` what the request has besides."""

    line: str
    operation: str
    place: str
    status: int
    caller: str = "anonymous"
    variant: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.line}: {self.operation} {self.place} as {self.caller}"


def credentials(case: Case, running: Running) -> dict[str, Any]:
    """Give what carries a caller's token, as arguments of `httpx`."""
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
    """Give the form of an upload, as arguments of `httpx`."""
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
    """Send a request and give the answer."""
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
