"""What the walk makes on a GitLab that is slow, busy, down or forbids things, and what a walk leaves that is killed."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import until
from tests.walk.trouble import HOST, Company, company

__all__ = ["company"]

# They wait most of the time: one worker has all of them, and the others the machine.
pytestmark = pytest.mark.xdist_group("waiting")
CASES = tomllib.loads((Path(__file__).parent / "misbehaviours.toml").read_text("utf-8"))["case"]


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
    assert [group for group in company.made(before) if company.remains(group)] == []


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
        kills += company.kills(record)
        made = company.made(before)
        company.does()
        status, said = company.runs(record)
        assert status == 0, (at, said)
        assert [group for group in made if company.remains(group)] == [], (at, said)
        # A group that GitLab never made is looked for once more.
        assert record.exists() <= ("or not yet" in said), (at, said)
    assert kills >= count - 1


def test_a_walk_that_is_killed_while_it_removes_what_another_left(company: Company, tmp_path: Path) -> None:
    record = tmp_path / "scratch.json"
    before = len(company.requests())
    # The first never learns the number of its group; the second dies when the group has another path already.
    for on in ("POST /api/v4/groups", "DELETE /api/v4/groups"):
        company.does({"on": on, "times": 1, "does": "hold", "done": True})
        assert company.kills(record)
    company.does()
    status, said = company.runs(record)
    assert status == 0, said
    assert re.search(r"removing \S+-deletion_scheduled-\d+, which an earlier walk left on", said)
    assert [group for group in company.made(before) if company.remains(group)] == []


def test_a_group_that_gitlab_makes_after_the_walk_was_killed_and_the_next_has_looked(
    company: Company, tmp_path: Path
) -> None:
    record = tmp_path / "scratch.json"
    before = len(company.requests())
    company.does({"on": "POST /api/v4/groups", "times": 1, "does": "hold", "late": True})
    assert company.kills(record)
    status, said = company.runs(record)
    assert status == 0, said
    assert "has not made my-group/registry-guide-check-" in said
    company.table.with_name("go").touch()
    until(company.table.with_name("late").exists)
    assert len([group for group in company.made(before) if company.remains(group)]) == 1
    status, said = company.runs(record)
    assert "which an earlier walk left on git.company.example" in said
    assert [group for group in company.made(before) if company.remains(group)] == []
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
    assert "removing my-group\n" not in said
    assert not any(entry.method == "DELETE" and entry.path == "/api/v4/groups/1" for entry in company.requests())
    assert record.exists()


def test_two_walks_do_not_take_each_others_groups(company: Company, tmp_path: Path) -> None:
    record = tmp_path / "scratch.json"
    company.does({"on": "POST /api/v4/projects", "times": 1, "does": "slow", "seconds": 6})
    with company.errand(record) as errand:
        until(record.exists)
        status, said = company.runs(record)
        _, first = errand.result()
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


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"HTTPS_PROXY": "socks9://127.0.0.1:1"}, "a proxy, is of no use: "),
        ({"SSL_CERT_FILE": "/nowhere.pem"}, "Error: The authorities in /nowhere.pem cannot be read: No such file"),
        ({"SSL_CERT_FILE": "/etc/hostname"}, "Error: The authorities in /etc/hostname cannot be read: it holds no"),
    ],
)
def test_what_the_environment_says_wrongly(
    variables: dict[str, str], sentence: str, company: Company, tmp_path: Path
) -> None:
    company.does()
    proxies = {name.lower(): value for name, value in variables.items() if name.endswith("PROXY")}
    status, said = company.runs(tmp_path / "scratch.json", **variables, **proxies)
    assert status == 1
    assert sentence in said
    assert not (tmp_path / "scratch.json").exists()
