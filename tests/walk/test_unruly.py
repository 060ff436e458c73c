"""A walk on a GitLab that is slow, busy, down or forbids things, and a walk that is killed at each of its requests."""

import json
import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from registry_guide.practice import worldfile
from registry_guide.practice.requestlog import Entry, read_log
from registry_guide.walk.registry import served
from tests.walk.conftest import ROOT
from tests.walk.test_command import project

__all__ = ["project"]

HOST = "git.company.example"
CASES = tomllib.loads((Path(__file__).parent / "misbehaviours.toml").read_text("utf-8"))["case"]


@dataclass(frozen=True)
class Company:
    """A GitLab that misbehaves as it is told."""

    plain: str
    environment: Mapping[str, str]
    token: str
    log: Path
    table: Path

    def does(self, *rows: Mapping[str, Any]) -> None:
        """Replace the table of misbehaviours; counting begins anew."""
        for name in ("held", "late"):
            self.table.with_name(name).unlink(missing_ok=True)
        aside = self.table.with_name("next")
        # Two equal tables one after the other are two.
        aside.write_text(json.dumps([*rows, {"on": f"{time.monotonic_ns()}"}]), "utf-8")
        aside.replace(self.table)

    def variables(self, **other: str) -> dict[str, str]:
        named = {"GITLAB_HOST": HOST, "GITLAB_NAMESPACE": "my-group", "GITLAB_TOKEN": self.token}
        return {**self.environment, **named, **other}

    def errand(self, record: Path, **other: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.walk.errand", str(record)],
            cwd=ROOT,
            env={**os.environ, **self.variables(**other)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def runs(self, record: Path, **other: str) -> tuple[int, str]:
        with self.errand(record, **other) as process:
            said, _ = process.communicate(timeout=120)
        assert "Traceback" not in said, said
        return process.returncode, said

    def requests(self) -> list[Entry]:
        return [entry for entry in read_log(self.log) if entry.host == HOST]

    def made(self, since: int = 0) -> list[str]:
        """Give the walks' own groups that were ever made."""
        found = (re.search(r" made (my-group/registry-guide-check-\w+)$", each.why) for each in self.requests()[since:])
        return [each[1] for each in found if each]

    def there(self, group: str) -> bool:
        """Say whether a group is there, under its own name or that of a deleted one, or what lay in it."""
        headers = {"PRIVATE-TOKEN": self.token}
        address = f"{self.plain}/api/v4/groups/{quote(group, safe='')}"
        answer = httpx.get(address, headers=headers, trust_env=False)
        projects = httpx.get(
            f"{self.plain}/api/v4/projects?per_page=100&search={group}", headers=headers, trust_env=False
        )
        return answer.status_code == 200 or bool(projects.json())


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("unruly")
    world, table = folder / "world.toml", folder / "table.json"
    text = worldfile.default_text().replace('host = "gitlab.example.com"', f'host = "{HOST}"')
    world.write_text(text, "utf-8")
    table.write_text("[]", "utf-8")
    options = ["--state", str(folder / "state"), "--world", str(world), "--table", str(table)]
    with served(["tests.walk.unruly", *options], folder / "state") as there:
        yield Company(there.plain, there.environment, there.tokens["personal_token"], there.log, table)


def plainly(said: str) -> str:
    """Give what was said without what differs from run to run."""
    said = re.sub(r"registry-guide-check-[0-9a-f]{8}", "registry-guide-check-NAME", said)
    said = re.sub(r"\d{4}-\d\d-\d\d", "DATE", said)
    return re.sub(r"(?<=/)\d+(?=[/ ])|(?<=scheduled-)\d+", "NUMBER", said)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_whatever_gitlab_does_is_said_once_and_nothing_is_forgotten(
    case: dict[str, Any], company: Company, tmp_path: Path
) -> None:
    record = tmp_path / "scratch.json"
    company.does(*case["does"])
    before = len(company.requests())
    status, said = company.runs(record)
    told = plainly(said)
    assert status == case["exit"], said
    for sentence in case["says"]:
        assert told.count(sentence) == 1, f"{sentence}\n{told}"
    assert told.count(case.get("twice", "")) == 2 or "twice" not in case, told
    assert not [words for words in case.get("never", ()) if words in told], told
    assert not re.search(r"\b(\d{3}) \1\b|\.\.$|None|  ", told, re.MULTILINE), told
    assert company.token not in said
    # Nothing was made twice, and what is left is on the record.
    assert len(company.made(before)) <= 1
    assert record.exists() == case.get("left", False)
    company.does()
    status, said = company.runs(record)
    assert status == 0, said
    if case.get("left") and company.made(before)[1:]:
        assert "which an earlier walk left on" in said
    assert [group for group in company.made(before) if company.there(group)] == []


def test_the_walks_group_sends_no_mail_from_the_request_that_makes_it(company: Company, tmp_path: Path) -> None:
    company.does()
    sent = company.table.with_name("sent.jsonl")
    sent.unlink(missing_ok=True)
    status, said = company.runs(tmp_path / "scratch.json")
    assert status == 0, said
    first, *others = [json.loads(line) for line in sent.read_text("utf-8").splitlines()]
    assert first[:2] == ["POST", "/api/v4/groups"]
    assert first[2]["emails_enabled"] is False
    # What lies in a group inherits it; nothing is changed later.
    assert {method for method, _, _ in others} == {"POST"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("gitlab", ["did not do it", "has done it"])
def test_a_walk_that_is_killed_at_any_request_leaves_nothing_that_the_next_does_not_remove(
    gitlab: str, company: Company, tmp_path: Path
) -> None:
    record = tmp_path / "scratch.json"
    company.does()
    start = len(company.requests())
    assert company.runs(record)[0] == 0
    count = len(company.requests()) - start
    assert count > 10
    kills = 0
    for at in range(count + 1):
        before = len(company.requests())
        company.does({"agent": "registry-guide-walk", "skip": at, "does": "hold", "done": gitlab == "has done it"})
        with company.errand(record) as process:
            held = company.table.with_name("held")
            while not held.exists() and process.poll() is None:
                time.sleep(0.02)
            kills += held.exists()
            process.kill()
            process.communicate(timeout=30)
        made = company.made(before)
        company.does()
        status, said = company.runs(record)
        assert status == 0, (at, said)
        assert [group for group in made if company.there(group)] == [], (at, said)
        # A group that GitLab never made is looked for once more.
        assert record.exists() <= ("or not yet" in said), (at, said)
    assert kills >= count - 1


def test_a_group_that_gitlab_makes_after_the_walk_was_killed_and_the_next_has_looked(
    company: Company, tmp_path: Path
) -> None:
    record = tmp_path / "scratch.json"
    before = len(company.requests())
    company.does({"on": "POST /api/v4/groups", "times": 1, "does": "hold", "late": 6})
    with company.errand(record) as process:
        while not company.table.with_name("held").exists():
            assert process.poll() is None
            time.sleep(0.02)
        process.kill()
        process.communicate(timeout=30)
    status, said = company.runs(record)
    assert status == 0, said
    assert "has not made my-group/registry-guide-check-" in said
    while not company.table.with_name("late").exists():
        time.sleep(0.1)
    assert len([group for group in company.made(before) if company.there(group)]) == 1
    status, said = company.runs(record)
    assert "which an earlier walk left on git.company.example" in said
    assert [group for group in company.made(before) if company.there(group)] == []
    assert not record.exists()


def test_a_group_on_another_gitlab_is_named_and_not_forgotten(company: Company, tmp_path: Path) -> None:
    company.does()
    record = tmp_path / "scratch.json"
    rows = [{"host": "other.example", "group": "a/registry-guide-check-1", "since": "2026-01-01T00:00:00+00:00"}]
    record.write_text(json.dumps([{**rows[0], "number": 3}]), "utf-8")
    status, said = company.runs(record)
    assert status == 0
    assert "An earlier walk left a/registry-guide-check-1 on other.example; a walk there removes it." in said
    assert json.loads(record.read_text("utf-8"))[0]["host"] == "other.example"


def test_a_number_that_is_another_group_now_is_left_alone(company: Company, tmp_path: Path) -> None:
    company.does()
    record = tmp_path / "scratch.json"
    row = {"host": HOST, "group": "my-group/registry-guide-check-1", "since": "2026-01-01T00:00:00+00:00", "number": 1}
    record.write_text(json.dumps([row]), "utf-8")
    status, said = company.runs(record)
    assert status == 0
    assert "could not be removed: group 1 is my-group now, a name that no walk gave it" in said
    assert company.there("my-group")
    assert record.exists()


def test_two_walks_do_not_take_each_others_groups(company: Company, tmp_path: Path) -> None:
    record = tmp_path / "scratch.json"
    company.does({"on": "POST /api/v4/projects", "times": 1, "does": "slow", "seconds": 6})
    with company.errand(record) as process:
        while not record.exists():
            time.sleep(0.02)
        status, said = company.runs(record)
        first, _ = process.communicate(timeout=60)
    assert status == 1
    assert said.startswith("Error: Another walk against a GitLab runs in this clone.")
    assert "all was made" in first


def test_a_record_that_cannot_be_read_is_kept(company: Company, tmp_path: Path) -> None:
    record = tmp_path / "scratch.json"
    record.write_text('[{"host"', "utf-8")
    status, said = company.runs(record)
    assert status == 1
    assert "scratch.json cannot be read" in said
    assert record.read_text("utf-8") == '[{"host"'


def test_an_authority_that_is_not_trusted(company: Company, tmp_path: Path) -> None:
    company.does()
    others = {name: "" for name, value in company.environment.items() if value == company.environment["SSL_CERT_FILE"]}
    status, said = company.runs(tmp_path / "scratch.json", **others)
    assert status == 1
    assert said.startswith("Error: the certificate of git.company.example is not trusted: ")
    assert said.count("SSL_CERT_FILE") == said.count("REQUESTS_CA_BUNDLE") == 1
