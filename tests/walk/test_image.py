"""What stands for the image of a job."""

from pathlib import Path

import pytest

from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.pipelines.image import entrance, images, last_stage

PIPELINE = """
default: {image: "ghcr.io/astral-sh/uv:0.1-slim"}
stages: [test]
variables: {A: b}
.hidden: {script: [x]}
"its own": {image: {name: "python"}, script: [x]}
"the other's": {script: [x]}
"""


def test_each_job_has_its_own_directory_and_the_clients_of_its_image(tmp_path: Path) -> None:
    found = images(PIPELINE, tmp_path)
    assert [(each.job, each.place, each.clients) for each in found] == [
        ("its own", tmp_path / "0", ()),
        ("the other's", tmp_path / "1", ("uv", "uvx")),
    ]


@pytest.mark.parametrize(
    ("stages", "last"),
    [("", ["publish", "more"]), ("stages: [deploy, test]\n", ["test"]), ("stages: [x]\n", [])],
)
def test_the_last_stage_is_the_last_one_that_has_jobs(stages: str, last: list[str]) -> None:
    jobs = ".h: {stage: .post}\nbuild: {stage: build}\ntest: {}\npublish: {stage: deploy}\nmore: {stage: deploy}\n"
    assert last_stage(stages + jobs) == last


def test_an_image_for_all_jobs_may_stand_at_the_top(tmp_path: Path) -> None:
    (found,) = images("image: python:3.13\njob: {script: [x]}\n", tmp_path)
    assert found.clients == ()


@pytest.mark.parametrize(
    ("pipeline", "sentence"),
    [
        ("a: [", "is not YAML"),
        ("- a\n- b\n", "no table of jobs"),
        ("job: {script: [x]}\n", "names no image"),
        ("job: {image: pyhton:3.13, script: [x]}\n", 'did you mean "python"'),
        ("job: {image: python, script: ['ls ${CI_PROJECT_DIR}']}\n", "CI_PROJECT_DIR is no directory of the job"),
    ],
)
def test_what_cannot_be_run_here_is_a_fault(tmp_path: Path, pipeline: str, sentence: str) -> None:
    with pytest.raises(StepFaultError, match=sentence):
        images(pipeline, tmp_path)


def test_what_a_job_reads_first_names_each_job_once(tmp_path: Path) -> None:
    text = entrance(images(PIPELINE, tmp_path))
    assert text.count("PATH=") == 2
    assert "'its own') PATH=" in text
