"""What a job finds of a repository, with real git: what GitLab names is fetched, as many commits as it says."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.pipelines.repository import BRANCH, Repository, depth_of

Run = Callable[..., str]
PIPELINE = "job: {image: python, script: [x]}\n"
WHOLE = 'variables: {GIT_DEPTH: "0"}\n' + PIPELINE


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / ".gitconfig").write_text("[user]\n\tname = reader\n\temail = reader@example.com\n")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}

    def run(text: str, place: Path = tmp_path) -> str:
        done = subprocess.run(
            ["bash", "-e"], input=text, cwd=place, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    return run


@pytest.fixture
def repository(tmp_path: Path, run: Run) -> Repository:
    """A repository of 25 commits whose first has a tag, and whose author has another file."""
    work = tmp_path / "work"
    work.mkdir()
    run("git init --quiet --initial-branch trunk && echo 1 >one && git add . && git commit --quiet -m 1", work)
    run("git tag v0.1.0 && for n in {2..25}; do git commit --quiet --allow-empty -m $n; done", work)
    (work / "two").write_text("2\n")
    made = Repository(work, tmp_path / "origin.git", "git@gitlab.example.com:my-group/my-project.git")
    run(made.founded())
    return made


def _job(run: Run, repository: Repository, ref: str, pipeline: str) -> Path:
    place = repository.work.parent / f"job-{ref}"
    run(repository.pushed(ref) + repository.fetched(ref, place, pipeline))
    return place


def test_a_job_of_a_new_project_finds_twenty_commits_and_no_older_tag(run: Run, repository: Repository) -> None:
    place = _job(run, repository, BRANCH, PIPELINE)
    assert run("git rev-list --count HEAD", place) == "20"
    assert run("git tag", place) == ""
    assert run("git remote get-url origin", place) == repository.remote
    assert run("git branch --show-current", place) == ""
    assert (place / "two").is_file()


def test_with_depth_zero_it_finds_all_commits_and_tags(run: Run, repository: Repository) -> None:
    place = _job(run, repository, BRANCH, WHOLE)
    assert run("git rev-list --count HEAD", place) == "26"
    assert run("git tag", place) == "v0.1.0"


def test_a_job_for_a_tag_finds_that_tag_at_any_depth(run: Run, repository: Repository) -> None:
    _job(run, repository, BRANCH, PIPELINE)
    place = _job(run, repository, "v0.2.0", PIPELINE)
    assert run("git describe --tags", place) == "v0.2.0"
    assert run("git rev-list --count HEAD", place) == "20"


def test_what_a_push_changed_is_what_its_author_added(run: Run, repository: Repository) -> None:
    place = _job(run, repository, BRANCH, PIPELINE)
    before = run("git symbolic-ref refs/remotes/origin/HEAD", place)
    assert run(f"git diff --name-only {before}", place) == "two"
    assert run(f"echo {repository.changes(BRANCH)}") == ""
    assert run(f"echo {repository.changes('v0.2.0')}") == "--no-evaluate-rule-changes"


def test_a_repository_without_a_commit_gets_its_first(tmp_path: Path, run: Run) -> None:
    work = tmp_path / "work"
    work.mkdir()
    run("git init --quiet --initial-branch trunk", work)
    (work / "one").write_text("1\n")
    made = Repository(work, tmp_path / "origin.git", "git@gitlab.example.com:my-group/my-project.git")
    run(made.founded())
    place = _job(run, made, BRANCH, PIPELINE)
    assert run("git rev-list --count HEAD", place) == "1"
    assert run(f"echo {made.changes(BRANCH)}") == "--no-evaluate-rule-changes"


@pytest.mark.parametrize(
    ("pipeline", "depth"),
    [
        (PIPELINE, 20),
        (WHOLE, 0),
        ('variables: {GIT_DEPTH: {value: "5", description: "commits"}}\n' + PIPELINE, 5),
        ('variables: {GIT_DEPTH: "0"}\njob: {image: python, script: [x], variables: {GIT_DEPTH: "0"}}\n', 0),
    ],
)
def test_the_depth_is_that_of_the_pipeline(pipeline: str, depth: int) -> None:
    assert depth_of(pipeline) == depth


@pytest.mark.parametrize(
    ("pipeline", "sentence"),
    [
        ('job: {image: python, script: [x], variables: {GIT_DEPTH: "0"}}\n', "a job says its own GIT_DEPTH"),
        ('variables: {GIT_DEPTH: "all"}\n' + PIPELINE, "GIT_DEPTH is a number"),
    ],
)
def test_a_depth_that_cannot_be_had_is_a_fault(pipeline: str, sentence: str) -> None:
    with pytest.raises(StepFaultError, match=sentence):
        depth_of(pipeline)
