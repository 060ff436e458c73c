"""What is known of the suites: data, read from suites.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.build import ROOT

SUITES = Path(__file__).with_name("suites.toml")


@dataclass(frozen=True)
class File:
    """A file of a repository at a commit."""

    repository: str
    commit: str
    path: str
    sha256: str

    @property
    def url(self) -> str:
        """Where GitHub serves it."""
        return f"https://raw.githubusercontent.com/{self.repository}/{self.commit}/{self.path}"


@dataclass(frozen=True)
class Archive:
    """A source distribution as uv.lock pins it: the project, the file's name and its SHA-256."""

    project: str
    name: str
    sha256: str


@dataclass(frozen=True)
class Row:
    """Tests, as patterns of pytest's node ids, and what is to be known of them."""

    tests: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Suite:
    """One suite; suites.toml says what each of its keys means."""

    name: str
    archive: Archive | None = None
    files: tuple[File, ...] = ()
    tests: tuple[str, ...] = ()
    fixtures: Mapping[str, Any] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    keeps: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    python: str = "3.11"
    left_out: tuple[Row, ...] = ()
    fails: tuple[Row, ...] = ()


def read(path: Path = SUITES) -> dict[str, Suite]:
    """Give the suites by name."""
    return {name: _suite(name, table) for name, table in tomllib.loads(path.read_text("utf-8"))["suite"].items()}


def filled(value: Any, answers: Mapping[str, str]) -> Any:
    """Give a value of the table with each `{name}` in its texts replaced by what this run has for it."""
    if isinstance(value, str):
        for name, answer in answers.items():
            value = value.replace(f"{{{name}}}", answer)
        return value
    if isinstance(value, Mapping):
        return {key: filled(each, answers) for key, each in value.items()}
    return [filled(each, answers) for each in value]


def _suite(name: str, table: dict[str, Any]) -> Suite:
    def rows(key: str) -> tuple[Row, ...]:
        return tuple(Row(tuple(row["tests"]), row["reason"]) for row in table.pop(key, ()))

    return Suite(
        name=name,
        archive=_archive(table.pop("package")) if "package" in table else None,
        files=tuple(File(**row) for row in table.pop("files", ())),
        left_out=rows("left_out"),
        fails=rows("fails"),
        tests=tuple(table.pop("tests", ())),
        command=tuple(table.pop("command", ())),
        **table,
    )


def _archive(project: str) -> Archive:
    packages = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    locked = next(each["sdist"] for each in packages if each["name"] == project)
    return Archive(project, locked["url"].rpartition("/")[2], locked["hash"].removeprefix("sha256:"))
