"""Files that a page tells the reader to save."""

from pathlib import Path

import pytest

from registry_guide.records.kinds import Write
from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.files.saving import destination, write


def test_captions_mean_the_home_or_where_the_reader_stands(tmp_path: Path) -> None:
    here = tmp_path / "work"
    assert destination("~/.pypirc", tmp_path, here) == tmp_path / ".pypirc"
    assert destination("src/a.py", tmp_path, here) == here / "src/a.py"


@pytest.mark.parametrize("name", ["/etc/pip.conf", "../../a", "~/../a"])
def test_nothing_is_written_outside_the_home(tmp_path: Path, name: str) -> None:
    with pytest.raises(StepFaultError, match="outside"):
        destination(name, tmp_path / "home", tmp_path / "home/work")


@pytest.mark.parametrize("name", [r"%APPDATA%\pip\pip.ini", r"a\b", "C:/pip.ini", "$HOME/pip.conf"])
def test_nothing_is_written_under_a_name_that_is_no_path_here(tmp_path: Path, name: str) -> None:
    with pytest.raises(StepFaultError, match=r"a path of Windows|another path in each shell"):
        destination(name, tmp_path, tmp_path)


def test_create_replaces_and_makes_folders(tmp_path: Path) -> None:
    path = tmp_path / ".github/workflows/a.yml"
    write(path, "a: 1\n", Write.CREATE)
    write(path, "b: é\n", Write.CREATE)
    assert path.read_text("utf-8") == "b: é\n"


@pytest.mark.parametrize("held", ["[project]\n", "[project]", "[project]\n\n\n"])
def test_append_leaves_one_empty_line(tmp_path: Path, held: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(held)
    write(path, "[tool.uv]\n", Write.APPEND)
    assert path.read_text() == "[project]\n\n[tool.uv]\n"


def test_append_to_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch()
    write(path, "x\n", Write.APPEND)
    assert path.read_text() == "x\n"


@pytest.mark.parametrize("how", [Write.APPEND, Write.MERGE])
def test_nothing_is_added_to_a_file_that_is_not_there(tmp_path: Path, how: Write) -> None:
    with pytest.raises(StepFaultError, match=r"a\.toml does not exist"):
        write(tmp_path / "a.toml", "x = 1\n", how)


def test_merge_joins_the_tables_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.uv.sources]\na = { path = "é" }\n\n[b]\n', "utf-8")
    write(path, '[tool.uv.sources]\nc = { index = "x" }\n', Write.MERGE)
    joined = '[tool.uv.sources]\na = { path = "é" }\nc = { index = "x" }\n\n[b]\n'
    assert path.read_text("utf-8") == joined


def test_a_file_that_nothing_can_be_merged_into_is_said_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("[a\n")
    with pytest.raises(StepFaultError, match=r"merged into a\.toml: the file is not TOML") as fault:
        write(path, "[b]\n", Write.MERGE)
    assert (fault.value.real, path.read_text()) == ("[a\n", "[a\n")
