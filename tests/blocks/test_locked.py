"""The versions of clients come from the lock, whole and once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from registry_guide.blocks.errors import SourceError
from registry_guide.blocks.locked import client_versions

PYPROJECT = '[dependency-groups]\nclient-uv = ["uv"]\ndev = ["ruff"]\n'
LOCK = 'version = 1\n\n[[package]]\nname = "uv"\nversion = "1.2"\n\n[[package]]\nname = "ruff"\nversion = "3"\n'


def project(folder: Path, lock: str) -> Path:
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (folder / "uv.lock").write_text(lock, encoding="utf-8")
    return folder


def test_only_clients_become_facts(tmp_path: Path) -> None:
    assert client_versions(project(tmp_path, LOCK)) == {"client.uv.version": "1.2"}


def test_the_real_lock_is_read_as_a_toml_parser_reads_it(root: Path) -> None:
    packages = tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))["package"]
    versions = client_versions(root)
    assert len(versions) >= 3
    for fact, version in versions.items():
        assert {each["version"] for each in packages if each["name"] == fact.split(".")[1]} == {version}


@pytest.mark.parametrize(
    ("lock", "said"),
    [
        ("version = 1\n", "one version of uv here, not 0"),
        (LOCK + '\n[[package]]\nname = "uv"\nversion = "2"\n', "not 2"),
        ('version = 1\n\n[[package]]\nname = "uv"\nversion = \n', "not TOML"),
    ],
)
def test_a_lock_without_one_version_is_said_so(tmp_path: Path, lock: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as error:
        client_versions(project(tmp_path, lock))
    assert "uv.lock" in str(error.value)
