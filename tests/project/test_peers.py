"""Other projects' tests against the practice registry: what is pinned, what is judged, and a run from end to end."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools.build import ROOT
from tools.peers import __main__ as command
from tools.peers import run, source, suite, verdict
from tools.peers.suite import Archive, File, Row, Suite

pytestmark = pytest.mark.slow
DEAD = "http://127.0.0.1:9"
# Fetches a suite's file from its repository, then another suite's archive from the index; says why neither came.
FETCHES = """\
import os
from pathlib import Path
from tools.peers.source import UnreachableError, get
from tools.peers.suite import Archive, File, Suite
for wanted in (
    Suite("s", files=(File("o/r", "0" * 40, "test.py", "0" * 64),)),
    Suite("s", archive=Archive("twine", "twine-0.tar.gz", "0" * 64)),
):
    try:
        get(wanted, Path(os.environ["INTO"]))
    except UnreachableError as error:
        print(error)
"""


def report(**outcomes: str) -> str:
    """Give the lines of a run of these tests, all of which the patterns of the suite fit."""
    rows: list[dict[str, Any]] = [{"kind": "fits", "tests": ["t.py::*known*", "t.py::out"]}]
    rows += [{"kind": "setup", "test": f"t.py::{name}", "outcome": "passed", "text": ""} for name in outcomes]
    rows += [
        {"kind": "call", "test": f"t.py::{name}", "outcome": outcome, "text": "E   assert 404 == 200\n"}
        for name, outcome in outcomes.items()
    ]
    return "\n".join(map(json.dumps, rows))


JUDGED = Suite("s", left_out=(Row(("t.py::out",), "out"),), fails=(Row(("t.py::*known*",), "known"),))
FAULTS: dict[str, tuple[str, int, list[str]]] = {
    "as it should be": (report(a="passed", known="failed", s="skipped"), 1, []),
    "a failure that nobody knows": (report(a="passed", b="failed"), 1, ["t.py::b fails: assert 404 == 200"]),
    "a known failure that passes": (report(known="passed"), 0, ["t.py::known passes; suites.toml says that it fails"]),
    "nothing but skipped": (report(s="skipped"), 0, ["no test passed, so this says nothing"]),
    "pytest did not come to the tests": (report(), 4, ["pytest ended with 4 and ran no test"]),
    "a row without a test": (
        report(a="passed").replace("t.py::out", "t.py::old"),
        0,
        ["suites.toml has t.py::out, and there is no such test"],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_run_is_judged(case: str) -> None:
    text, code, faults = FAULTS[case]
    assert list(verdict.of_tests(JUDGED, text, code).faults) == faults


def test_a_test_that_fails_while_it_clears_up_fails() -> None:
    row = {"kind": "teardown", "test": "t.py::a", "outcome": "failed", "text": "E   gone"}
    assert verdict.of_tests(JUDGED, f"{report(a='passed')}\n{json.dumps(row)}", 1).failed == 1


def test_every_suite_is_pinned_and_gives_a_reason_for_each_exception() -> None:
    suites = suite.read()
    table = tomllib.loads(suite.SUITES.read_text())["suite"]
    assert suites
    for name, each in suites.items():
        assert bool(each.archive) != bool(each.files), name
        assert bool(each.tests) != bool(each.command), name
        pins = [each.archive.sha256] if each.archive else [file.sha256 for file in each.files]
        assert all(re.fullmatch(r"[0-9a-f]{64}", pin) for pin in pins), name
        assert all(re.fullmatch(r"[0-9a-f]{40}", file.commit) for file in each.files), name
        assert all(row["reason"] for row in [*table[name].get("left_out", []), *table[name].get("fails", [])])


def test_a_file_that_is_not_the_pinned_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given/test.py").write_text("changed")
    pinned = Suite("s", files=(File("o/r", "0" * 40, "test.py", "0" * 64),), command=("test.py",))
    with pytest.raises(source.ChangedError, match="SHA-256"):
        source.get(pinned, tmp_path / "work", tmp_path / "given")


def test_what_cannot_be_had_is_told_from_what_is_wrong(tmp_path: Path) -> None:
    without = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY"), DEAD)
    done = subprocess.run(
        [sys.executable, "-c", FETCHES],
        cwd=ROOT,
        env={**os.environ, **without, "INTO": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert re.fullmatch(r"\S+ cannot be had: .+\nthe index does not give twine-0.tar.gz: .+\n", done.stdout)


def test_a_suite_finds_the_practice_registry_in_the_place_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given/test_it.py").write_text(
        "import httpx, pytest\n"
        "@pytest.fixture\n"
        "def server(docker_services): raise AssertionError('starts a GitLab of its own')\n"
        "def test_it(server):\n"
        "    answer = httpx.get(server.url + '/api/v4/user', headers={'PRIVATE-TOKEN': server.token})\n"
        "    assert answer.json()['username'] == 'root'\n"
        "def test_known(): assert False\n"
        "def test_out(): assert False\n"
        "@pytest.mark.xfail\n"
        "def test_of_gitlab_it_is_not_so(): pass\n"
    )
    own = Suite(
        "own",
        archive=Archive("own", "own-1.tar.gz", ""),
        tests=("test_it.py",),
        fixtures={"server": {"url": "{plain}", "token": "{token}"}},
        left_out=(Row(("*::test_out",), "out"),),
        fails=(Row(("*::test_known",), "known"),),
    )
    work = tmp_path / "work"
    work.mkdir()
    came = run.run(own, source.get(own, work, tmp_path / "given"), run.Bench(Path(sys.executable)))
    assert (came.passed, came.known, came.failed) == (1, 1, 1)
    assert [fault for fault in came.faults if "XPASS" in fault] == list(came.faults)


def test_an_archive_writes_nothing_outside_of_its_directory(tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text("")
    with tarfile.open(tmp_path / "s-1.tar.gz", "w:gz") as made:
        made.add(tmp_path / "evil.py", "../../evil.py")
    digest = hashlib.sha256((tmp_path / "s-1.tar.gz").read_bytes()).hexdigest()
    pinned = Suite("s", archive=Archive("s", "s-1.tar.gz", digest))
    (tmp_path / "a/b").mkdir(parents=True)
    with pytest.raises(source.ChangedError):
        source.get(pinned, tmp_path / "a/b", tmp_path / "s-1.tar.gz")


def test_a_suite_that_is_misspelt_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["pyhton-gitlab"])
    assert "say one of python-gitlab" in capsys.readouterr().err
