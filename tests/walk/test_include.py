"""What a pipeline includes: the whole of it is what GitLab would merge, or a fault that says why not."""

import subprocess
from pathlib import Path

import pytest
import yaml

from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.pipelines.include import whole

SHARED = """
default: {image: python}
stages: [one, two]
build: {stage: one, script: [x], variables: {A: shared, B: shared}}
"""
ROW = "{project: g/p, ref: v1, file: /all.yml}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A reader's home with a repository of another project, which has a file at a tag."""
    work, bare = tmp_path / "work", tmp_path / ".gitlab-projects/g/p.git"
    work.mkdir()
    (work / "all.yml").write_text(SHARED)
    git = ["git", "-C", str(work), "-c", "user.name=reader", "-c", "user.email=reader@example.com"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "x"], ["tag", "v1"]):
        subprocess.run([*git, *words], check=True)
    subprocess.run(["git", "clone", "--quiet", "--bare", str(work), str(bare)], check=True)
    return tmp_path


def test_a_pipeline_that_includes_nothing_stays_as_it_is(tmp_path: Path) -> None:
    assert whole(SHARED, tmp_path) == SHARED


def test_own_lines_lie_over_those_included_table_by_table(home: Path) -> None:
    own = f"include: [{ROW}]\nstages: [three]\nbuild: {{variables: {{B: own}}}}\nmore: {{script: [y]}}\n"
    assert yaml.safe_load(whole(own, home)) == {
        "default": {"image": "python"},
        "stages": ["three"],
        "build": {"stage": "one", "script": ["x"], "variables": {"A": "shared", "B": "own"}},
        "more": {"script": ["y"]},
    }


def test_one_row_needs_no_list(home: Path) -> None:
    assert yaml.safe_load(whole(f"include: {ROW}\n", home)) == yaml.safe_load(SHARED)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("all.yml", "nothing but a file of a project"),
        ("[{local: all.yml}]", "nothing but a file of a project"),
        ("[{project: g/p, file: all.yml}]", "with its ref"),
        ("[{project: g/other, ref: v1, file: all.yml}]", "g/other has no all.yml at v1: not found or access denied"),
        ("[{project: g/p, ref: v2, file: all.yml}]", "at v2: not found"),
        ("[{project: g/p, ref: v1, file: none.yml}]", "has no none.yml"),
    ],
)
def test_what_cannot_be_included_is_said(home: Path, rows: str, sentence: str) -> None:
    with pytest.raises(StepFaultError, match=sentence):
        whole(f"include: {rows}\n", home)
