"""Rules over the files of the project themselves."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from tests.conftest import LONGEST
from tools.build import ROOT

TOKEN = re.compile(r"\b(?:glpat|gldt|glcbt|glrt|glptt|glft)-[\w-]{8,}")
PUBLIC = {"pypi.org", "files.pythonhosted.org"}
MOST_LINES = 300


def tracked() -> list[Path]:
    """Return the text files of the project, those that are not added yet among them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def test_the_lock_installs_from_the_public_index_alone() -> None:
    hosts = {urlsplit(url).hostname for url in re.findall(r'"(https?://[^"]+)"', (ROOT / "uv.lock").read_text())}
    assert hosts == PUBLIC


@pytest.mark.parametrize("folder", ["tools/node", "tools/lighthouse"])
def test_the_lock_of_the_node_packages_names_no_registry(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    del packages[""]
    assert packages
    assert all("integrity" in package and "resolved" not in package for package in packages.values())


def test_every_example_token_is_known_to_the_secret_scanners() -> None:
    allowed = tomllib.loads((ROOT / ".gitleaks.toml").read_text())["allowlists"][0]["regexes"]
    known = re.compile("|".join(allowed))
    shown = [
        (path.relative_to(ROOT).as_posix(), token)
        for path in tracked()
        for token in TOKEN.findall(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert shown, "no example token was found, so nothing was compared"
    assert not [each for each in shown if not known.fullmatch(each[1])]


@pytest.mark.parametrize("folder", ["src", "tools", "bench"])
def test_modules_are_small(folder: str) -> None:
    lines = {path: len(path.read_text().splitlines()) for path in (ROOT / folder).rglob("*.py")}
    assert lines
    assert not {str(path): count for path, count in lines.items() if count > MOST_LINES}


def test_the_owners_are_roles_and_what_they_own_is_there() -> None:
    lines = (ROOT / ".gitlab/CODEOWNERS").read_text().splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    assert rows[0][0] == "*", "nothing is without an owner"
    assert {owner for row in rows for owner in row[1:]} == {"@@developer", "@@maintainer", "@@owner"}
    assert [row[0] for row in rows if not any(ROOT.glob(row[0].lstrip("/")))] == []


def test_the_readme_lists_every_target_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)) - {"help"}
    assert targets
    assert targets == set(re.findall(r"^\| `make ([a-z]+)`", (ROOT / "README.md").read_text(), re.MULTILINE))


def test_what_a_target_is_told_reaches_no_other_target() -> None:
    rules = re.findall(r"^([a-z]+):([a-z ]*)##.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    told = {name for name, _before, lines in rules if "$(ARGS)" in lines}
    assert {"html", "lighthouse"} <= told
    assert not [name for name, before, _lines in rules if name in told and told & set(before.split())]


def test_a_job_that_is_excused_by_an_exit_code_does_not_hide_it_behind_make() -> None:
    jobs = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text())
    excused = [job for job in jobs.values() if isinstance(job, dict) and isinstance(job.get("allow_failure"), dict)]
    assert excused
    assert not [job["script"][-1] for job in excused if job["script"][-1].startswith("make")]


def test_the_jobs_that_walk_a_shard_walk_all_of_them_and_their_ledgers_are_merged() -> None:
    jobs = {name: job for name, job in yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text()).items() if "script" in job}
    sharded = {name: job for name, job in jobs.items() if "--shard" in str(job["script"])}
    assert sharded
    for name, job in sharded.items():
        number, of = re.findall(r"--shard (\S+)/([^\s\"]+)", job["script"])[0]
        if of.isdecimal():
            (row,) = job["parallel"]["matrix"]
            assert row[number.removeprefix("$")] == [str(each + 1) for each in range(int(of))], name
        else:
            assert (number, of) == ("$CI_NODE_INDEX", "$CI_NODE_TOTAL"), name
            assert isinstance(job["parallel"], int), name
    (merges,) = [job for job in jobs.values() if "merge --into" in str(job["script"])]
    assert set(merges["needs"]) == set(sharded)


def test_own_scripts_stay_small_and_within_the_rules() -> None:
    scripts = list((ROOT / "src").rglob("static/*.js"))
    assert scripts
    for path in scripts:
        text = path.read_text()
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), (
            path
        )


def test_what_takes_longest_is_there_to_begin_first() -> None:
    assert [start for start in LONGEST if not list(ROOT.glob(f"{start}*"))] == []
