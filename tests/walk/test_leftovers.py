"""What a job may not leave behind, with a real runner: a job on a shell executor has the home of whoever owns it."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from registry_guide.records.kinds import Kind
from registry_guide.walk.pipelines import leftovers
from registry_guide.walk.pipelines.runner import Runner
from registry_guide.walk.route import site_routes
from registry_guide.walk.run import WalkContext
from tests.walk.made import block, manifest, page


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('echo "password $CI_JOB_TOKEN" > ~/.netrc', "changed ~/.netrc"),
        ("rm ~/.netrc", "changed ~/.netrc"),
        ('mkdir -p ~/.config/pip && echo "$CI_JOB_TOKEN" > ~/.config/pip/pip.conf', "left its token in .config/pip"),
        ('echo "$CI_JOB_TOKEN" > .netrc-of-a-job', "left its token in "),
        ('echo "$CI_JOB_TOKEN" > .netrc-of-a-job; rm .netrc-of-a-job', ""),
    ],
)
def test_what_a_job_leaves_is_a_fault(context: WalkContext, runner: Runner, line: str, said: str) -> None:
    job = block(
        f"test:\n  image: python:3.13-slim\n  script:\n    - {line!r}\n".replace("\\'", "''"),
        Kind.JOB,
        file=".gitlab-ci.yml",
    )
    (path,) = site_routes(manifest(p=page(job, start="package")))
    result = replace(context, runner=runner).walk(path)
    fault = result.fault.sentence if result.fault else ""
    assert said in fault
    assert bool(said) is bool(fault)


def test_a_home_is_as_it_was(tmp_path: Path) -> None:
    leftovers.begin(tmp_path)
    assert leftovers.wrong(tmp_path, ["secret-of-a-job"]) == ""
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "a").write_text("https://x:secret-of-a-job@host")
    assert leftovers.wrong(tmp_path, ["secret-of-a-job"]) == "a job left its token in project/a"


def test_a_file_is_looked_at_again_only_when_it_changed(tmp_path: Path) -> None:
    leftovers.begin(tmp_path)
    image = tmp_path / "images" / "0"
    image.mkdir(parents=True)
    (image / "pip.conf").write_text("index-url = https://host")
    assert leftovers.wrong(tmp_path, ["secret-of-a-job"]) == ""
    (image / "pip.conf").write_text("index-url = https://x:secret-of-a-job@host")
    # Whatever time a job gives it.
    os.utime(image / "pip.conf", (0, 0))
    assert leftovers.wrong(tmp_path, ["secret-of-a-job"]) == "a job left its token in images/0/pip.conf"
