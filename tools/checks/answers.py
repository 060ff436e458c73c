"""Each row of the page's table of answers is what the practice registry answers, over HTTP."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from registry_guide.blocks.facts import load
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.table import rows_of
from registry_guide.practice.running import Running, practice
from tools.build import ROOT
from tools.checks.asking import HOST, VARIANTS, WORLD, Case, request

Registry = Callable[[str], Running]
Clients = Callable[[str], httpx.Client]
ROWS = rows_of(load(ROOT / "facts", client_versions(ROOT)), "answer")


@dataclass(frozen=True)
class Plain:
    """A request to an address that is none of the table of conformance's."""

    operation: str
    path: str
    caller: str = "anonymous"
    variant: str = ""


Steps = list[Case | Plain]


def case(operation: str, place: str, caller: str = "anonymous", variant: str = "", **more: Any) -> Case:
    """Make a request in the words of the table of conformance, whose status nobody compares."""
    return Case("statement", operation, place, 0, caller, variant, more)


TWICE = case("upload", "private/project", "developer", fields={"name": "twice"}, file_name="twice-1.0.tar.gz")
LETTERS: dict[str, Any] = {"fields": {"name": "letters"}, "file_name": "größe-1.0.tar.gz"}
# For each row of the table what somebody of its `when` asks; each part of a `when` has a request. Of several requests
# in brackets of their own, the answer to the last one counts.
ASKED: dict[str, list[Case | Plain | Steps]] = {
    "sign_in": [Plain("GET", "/private/project"), Plain("GET", "/private/project/packages/pypi/simple/")],
    "web": [Plain("POST", "/private/project"), Plain("POST", "/private/project/-/packages")],
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
        case("page", "private/project", secret="gldt-EXAMPLE-mistyped"),
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
    "not_let": [
        case("page", "private/nothing", "job"),
        case("upload", "public/other", "job"),
        case("upload", "internal/other", "job"),
    ],
    "blocked": [case("page", "public/project", "blocked")],
    "role": [
        case("upload", "public/project", "reporter"),
        case("page", "private/project", "guest"),
        case("upload", "private/project", "deploy_read"),
        case("group-page", "private", "project_token"),
        case("group-page", "private/sub", "group_deploy_read"),
        case("page", "private/off", "maintainer"),
        case("upload", "public/archived", "maintainer"),
    ],
    "no_place": [
        case("page", "no/such"),
        case("page", "private/project", "outsider"),
        case("page", "private/project", "deploy_none"),
        case("page", "private/other", "job"),
    ],
    "no_address": [
        Plain("GET", "/api/v4/projects/private/project/packages/pypi/simple"),
        case("group-upload", "private", "owner"),
        case("post-index", "private/project", "developer"),
    ],
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


def wrong(row: str, says: Mapping[str, str], answer: httpx.Response) -> str:
    """Say what an answer has otherwise than a row of the table; nothing if it is as the row says."""
    told = f"{row}: {answer.status_code} {answer.text[:200]}"
    if str(answer.status_code) != says["status"] or says["says"] not in answer.text:
        return told
    address = answer.headers.get("Location", "")
    if any(part not in address for part in re.findall("`(.+?)`", says.get("to", ""))) or bool(address) != (
        "to" in says
    ):
        return f"{told} {address}"
    # Where two rows have the same words, the one says in which key of the answer they stand.
    return next(
        (told for key in ("message", "error") if f"in `{key}`" in says["when"] and key not in answer.json()), ""
    )


def last(steps: Steps, registry: Registry, clients: Clients) -> httpx.Response:
    """Send requests one after the other and give the last answer."""
    running = registry(steps[-1].variant)
    return [ask(clients(running.plain), running, step) for step in steps][-1]


def ask(client: httpx.Client, running: Running, step: Case | Plain) -> httpx.Response:
    """Send one request."""
    if isinstance(step, Plain):
        return client.request(step.operation, step.path, headers=HOST)
    return request(client, running, step)


def sequences() -> Iterator[tuple[str, Steps]]:
    """Give each row's name with each sequence of requests that leads to its answer."""
    for row, asked in ASKED.items():
        yield from ((row, each if isinstance(each, list) else [each]) for each in asked)


def wrong_rows(rows: Mapping[str, Mapping[str, str]], directory: Path) -> list[str]:
    """Ask registries of one's own for each row that says something else than the guide's; give what is not so."""
    running: dict[str, Running] = {}
    with ExitStack() as stack:

        def registry(variant: str) -> Running:
            if variant not in running:
                state = directory / (variant or "plain")
                state.mkdir(parents=True)
                text = WORLD.read_text("utf-8").replace("[instance]\n", f"[instance]\n{VARIANTS[variant]}\n", 1)
                (state / "world.toml").write_text(text, "utf-8")
                running[variant] = stack.enter_context(practice(world=state / "world.toml"))
            return running[variant]

        client = stack.enter_context(httpx.Client(trust_env=False, timeout=20))

        def at(address: str) -> httpx.Client:
            client.base_url = httpx.URL(address)
            return client

        changed = [(row, steps) for row, steps in sequences() if rows[row] != ROWS[row]]
        return [said for row, steps in changed if (said := wrong(row, rows[row], last(steps, registry, at)))]
