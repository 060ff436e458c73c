"""The guide's table of kinds of tokens: one is made of each row, and the practice registry answers as the row says."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import tomlkit

from registry_guide.blocks import facts as all_facts
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.table import rows_of
from registry_guide.practice.running import Running, practice
from tools.build import ROOT

FACTS = all_facts.load(ROOT / "facts", client_versions(ROOT))
ROWS = rows_of(FACTS, "token_kind")
PRIVATE, PUBLIC = "my-group/private", "my-group/public"
# How a world's file says of each kind that it has ended.
ENDED: dict[str, dict[str, object]] = {"job": {"finished": True}}
# The permissions of the form, in the words of a world's file.
PERMISSIONS = {"Package: Read": "package:read", "Package: Create": "package:create"}
BELOW = {"Reporter": "Guest", "Developer": "Reporter"}
TASKS = ("read", "write")


def _token(row: dict[str, str], task: str, **more: object) -> dict[str, object]:
    """Give a token with the least that a row says a task needs, as a row of a world's file."""
    kind, role, scope = row["kind"], row.get(f"{task}_role", ""), row.get(f"{task}_scope", "")
    token: dict[str, object] = {"name": f"{row['name']}_{task}", "kind": kind, **more}
    if kind in ("personal", "job"):
        token["user"] = role.lower()
    if kind in ("project", "job", "deploy"):
        token["project"] = PRIVATE
    if kind == "group":
        token["group"] = "my-group"
    if kind in ("project", "group"):
        token["role"] = role.lower()
    if f"{task}_permission" in row:
        token["granular"] = {"projects": [PRIVATE], "permissions": [PERMISSIONS[row[f"{task}_permission"]]]}
    elif scope:
        token["scopes"] = [scope]
    return token


def _world() -> str:
    roles = ("guest", "reporter", "developer")
    tokens = [_token(row, task) for row in ROWS.values() for task in TASKS]
    for row in ROWS.values():
        for task in TASKS if "read_role" in row else ():
            below = {**row, f"{task}_role": BELOW[row[f"{task}_role"]]}
            tokens.append({**_token(below, task), "name": f"{row['name']}_{task}_below"})
        ended = ENDED.get(row["kind"], {"revoked": True})
        tokens.append({**_token(row, "read", **ended), "name": f"{row['name']}_ended"})
    return tomlkit.dumps(
        {
            "instance": {"host": "gitlab.example.com"},
            "user": [{"username": name} for name in roles],
            "group": [{"path": "my-group", "visibility": "public", "members": {name: name for name in roles}}],
            "project": [{"path": PRIVATE, "visibility": "private"}, {"path": PUBLIC, "visibility": "public"}],
            "token": tokens,
        }
    )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    world: Path = tmp_path_factory.mktemp("world") / "world.toml"
    world.write_text(_world(), "utf-8")
    with practice(world=world) as running:
        yield running


def _read(running: Running, token: str, place: str = PRIVATE, username: str = "") -> int:
    auth = (username, running.tokens[token])
    return httpx.get(f"{running.plain}{_path(place)}/simple", auth=auth).status_code


def _publish(running: Running, token: str, username: str) -> int:
    fields = {"name": token, "version": "1.0", "sha256_digest": "3" * 64}
    files = {"content": (f"{token}-1.0.tar.gz", b"x")}
    auth = (username, running.tokens[token])
    return httpx.post(f"{running.plain}{_path(PRIVATE)}", auth=auth, data=fields, files=files).status_code


def _path(place: str) -> str:
    return f"/api/v4/projects/{place.replace('/', '%2F')}/packages/pypi"


@pytest.mark.parametrize("name", ROWS)
def test_a_kind_needs_what_its_row_says_and_ends_as_it_says(running: Running, name: str) -> None:
    row = ROWS[name]
    username = FACTS.example(FACTS.text("token.job.username")) if row["kind"] == "job" else "any"
    assert _read(running, f"{name}_read", username=username) == 200
    assert _publish(running, f"{name}_read", username) == 403
    assert _publish(running, f"{name}_write", username) == 201
    if "read_role" in row:
        assert _read(running, f"{name}_read_below", username=username) == 403
        assert _publish(running, f"{name}_write_below", username) == 403
    assert _read(running, f"{name}_ended", username=username) == int(row["ended"])
    assert _read(running, f"{name}_ended", PUBLIC, username) == int(row["ended_public"])
    # The username counts for a job's token alone.
    assert _read(running, f"{name}_read", username="another") == (401 if row["kind"] == "job" else 200)
