"""A whole walk on a GitLab that is slow, busy or down: its results, and what it says."""

import os
import signal
from typing import Any

import pytest

from registry_guide.records.kinds import Kind
from tests.processes import commands
from tests.waiting import until
from tests.walk.made import block, check, manifest, page
from tests.walk.project import Project
from tests.walk.test_gitlab import as_url
from tests.walk.trouble import Company, company

__all__ = ["company"]

# They wait most of the time: one worker has all of them, and the others the machine.
pytestmark = pytest.mark.xdist_group("waiting")
GOOD = page(block("true\n"))
# The walk's own reading of the index is what proves it.
READS = page(check("published my-package 0.1.0"), start="published")
INDEX, HTML = ".*/packages/pypi/simple", {"content-type": "text/html"}
NETRC = block(
    "machine gitlab.example.com login x password glpat-EXAMPLE-not-a-token\n",
    Kind.FILE,
    file="netrc",
    holes={"gitlab.example.com": "host", "glpat-EXAMPLE-not-a-token": "personal_token"},
)
BUSY = {"status": 429, "body": "Retry later\n", "headers": {"content-type": "text/plain", "retry-after": "1"}}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"status": 502, "body": "<p>", "headers": HTML}, "was answered 502 with an HTML page, 5 times in"),
        ({"status": 403, "body": '{"message":"403 Forbidden"}'}, "was answered 403 Forbidden"),
    ],
)
def test_an_error_of_the_walks_own_reading_is_one_paths_and_is_said(
    answer: dict[str, Any], sentence: str, company: Company, project: Project
) -> None:
    company.does({"on": f"GET {INDEX}", "does": "answer", **answer})
    status, said = project.walk(manifest(good=GOOD, reads=READS), "--gitlab", "--jobs", "1", **company.variables())
    assert status == 1
    results = {row["page"]: row["result"] for row in project.read("gitlab/ledger.json")["paths"]}
    assert results == {"good": "passed", "reads": "failed"}
    report = " ".join(said.split())
    assert "fault GET https://git.company.example/api/v4/projects/my-group%2Fregistry-guide-check-" in report
    assert f"/simple/my-package/ {sentence}" in report
    assert "the registry has no" not in report


def test_a_busy_gitlab_is_waited_for_by_the_walk_and_by_its_guard(company: Company, project: Project) -> None:
    company.does(
        {"on": f"GET {INDEX}", "agent": "registry-guide-walk", "times": 1, "does": "answer", **BUSY},
        {"on": f"GET {INDEX}", "agent": "curl", "times": 1, "does": "answer", **BUSY},
    )
    url = "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi/simple/my-package/"
    text = f"curl --silent --show-error --fail --output /dev/null --netrc-file netrc {url}\n"
    curl = as_url(block(text, holes={"gitlab.example.com": "host", "my-group%2Fmy-project": "project"}))
    site = manifest(reads=page(check("personal_token installs from the project"), NETRC, curl, start="published"))
    status, said = project.walk(site, "--gitlab", **company.variables())
    assert status == 0, said
    assert "was answered 429 Retry later; again in 2 s" in " ".join(said.split())
    assert "was answered 429; the guard asks again in 2 s" in " ".join(said.split())


def test_results_stand_before_anything_is_removed(company: Company, project: Project) -> None:
    company.does(
        {"on": "DELETE /api/v4/groups", "does": "answer", "status": 403, "body": '{"message":"403 Forbidden"}'}
    )
    before = len(company.requests())
    status, said = project.walk(manifest(good=GOOD), "--gitlab", **company.variables())
    assert status == 1
    assert "could not be removed" in said
    assert [row["result"] for row in project.read("gitlab/ledger.json")["paths"]] == ["passed"]
    assert said.index("Paths of 1 pages: 1 passed") < said.index("removing my-group/registry-guide-check-")
    company.does()
    status, said = project.walk(manifest(good=GOOD), "--gitlab", **company.variables())
    assert status == 0, said
    assert [group for group in company.made(before) if company.remains(group)] == []


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_keeps_what_was_walked(times: int, company: Company, project: Project) -> None:
    company.does()
    before = len(company.requests())
    mark = f"sleep 90.{times}{os.getpid()}"
    slow = page(block(f"echo going; {mark}\n"))
    with project.start(manifest(good=GOOD, slow=slow), "--gitlab", "--jobs", "1", **company.variables()) as process:
        until(lambda: commands(mark), by=process)
        for _ in range(times):
            os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Error: interrupted; what was walked by then is in _build/walk/gitlab" in said
    assert "Traceback" not in said
    assert [row["page"] for row in project.read("gitlab/ledger.json")["paths"]] == ["good"]
    assert [group for group in company.made(before) if company.remains(group)] == []


def test_a_report_says_that_gitlab_is_in_trouble(company: Company, project: Project) -> None:
    company.does({"on": f"GET {INDEX}", "agent": "curl", "does": "answer", "status": 502, "body": "<p>"})
    url = "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi/simple/my-package/"
    text = f"curl --silent --show-error --fail --output /dev/null {url}\n"
    curl = as_url(block(text, holes={"gitlab.example.com": "host", "my-group%2Fmy-project": "project"}))
    status, said = project.walk(manifest(p=page(curl, start="published")), "--gitlab", **company.variables())
    assert status == 1
    assert "/simple/my-package/ was answered 502: that is GitLab's trouble" in said


def test_ctrl_c_while_the_group_is_removed_names_it(company: Company, project: Project) -> None:
    company.does({"on": "DELETE /api/v4/groups", "times": 1, "does": "slow", "seconds": 8})
    before = len(company.requests())
    with project.start(manifest(good=GOOD), "--gitlab", **company.variables()) as process:
        until(company.table.with_name("held").exists, by=process)
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "may still be on git.company.example; the next walk removes it." in " ".join(said.split())
    assert [row["result"] for row in project.read("gitlab/ledger.json")["paths"]] == ["passed"]
    company.does()
    status, said = project.walk(manifest(good=GOOD), "--gitlab", **company.variables())
    assert status == 0, said
    assert "which an earlier walk left on git.company.example" in " ".join(said.split())
    assert [group for group in company.made(before) if company.remains(group)] == []
