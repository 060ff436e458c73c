"""Nothing that is a fact is typed a second time: not into a page, not into a template, not into another fact."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from registry_guide.blocks.locked import client_versions
from tools.build import ROOT

PAGES = sorted((ROOT / "docs").rglob("*.md"))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
FACTS = sorted((ROOT / "facts").glob("*.toml"))
# How the registry's addresses look, whatever the host.
ADDRESS = re.compile(r"/api/v4\b|packages/pypi\b")
# What a client reads and nobody says by chance: the names of variables.
NAME = re.compile(r"[A-Z]+_[A-Z_]+")
# Where no role can stand: what search engines show of a page, and examples that are run as Python.
WITHOUT_ROLES = re.compile(r"\A---\n.*?^---\n|^```\{doctest\}.*?^```$", re.DOTALL | re.MULTILINE)
# The practice registry answers to the example's host, whatever host the reader has.
OWN_HOST = ROOT / "docs" / "practice.md"


def values(table: object) -> Iterator[str]:
    """Yield every string of a facts file, raw."""
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict):
        for value in table.values():
            yield from values(value)
    elif isinstance(table, list):
        for value in table:
            yield from values(value)


@cache
def all_values() -> tuple[str, ...]:
    return tuple(value for path in FACTS for value in values(tomllib.loads(path.read_text(encoding="utf-8"))))


@cache
def versions() -> re.Pattern[str]:
    locked = client_versions(ROOT).values()
    assert locked
    return re.compile("|".join(rf"(?<![\d.]){re.escape(each)}(?![\d.])" for each in locked))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def typed(path: Path, words: re.Pattern[str]) -> list[str]:
    """Return where the words stand in a file, by line."""
    text = path.read_text(encoding="utf-8")
    text = WITHOUT_ROLES.sub(lambda part: "\n" * part[0].count("\n"), text)
    return [f"{relative(path)}:{at}: {line}" for at, line in enumerate(text.splitlines(), 1) if words.search(line)]


@pytest.mark.parametrize("path", PAGES + TEMPLATES, ids=relative)
def test_no_address_of_a_registry_is_typed(path: Path) -> None:
    assert not typed(path, ADDRESS)


@pytest.mark.parametrize("path", PAGES + TEMPLATES, ids=relative)
def test_no_example_value_is_typed_that_a_reader_would_replace(path: Path) -> None:
    placeholders = tomllib.loads((ROOT / "facts" / "placeholders.toml").read_text(encoding="utf-8"))["placeholder"]
    hosts = re.compile("|".join(re.escape(placeholders[name]["example"]) for name in ("host", "deploy_username")))
    assert path == OWN_HOST or not typed(path, hosts)


@pytest.mark.parametrize("path", PAGES + TEMPLATES, ids=relative)
def test_no_version_of_a_client_is_typed(path: Path) -> None:
    assert not typed(path, versions())


@pytest.mark.parametrize("path", PAGES + TEMPLATES, ids=relative)
def test_the_version_of_gitlab_that_was_seen_is_not_typed(path: Path) -> None:
    seen = tomllib.loads((ROOT / "facts" / "gitlab.toml").read_text(encoding="utf-8"))["gitlab"]["seen"]
    assert not typed(path, re.compile(rf"(?<![\d.]){re.escape(seen)}(?![\d.])"))


@pytest.mark.parametrize("path", PAGES + TEMPLATES, ids=relative)
def test_no_name_that_is_a_fact_is_typed(path: Path) -> None:
    names = [value for value in all_values() if NAME.fullmatch(value)]
    assert names
    assert not typed(path, re.compile("|".join(rf"(?<![\w/]){re.escape(name)}(?![\w])" for name in names)))


def test_no_name_is_two_facts() -> None:
    counts = Counter(value for value in all_values() if NAME.fullmatch(value))
    assert not {name: count for name, count in counts.items() if count > 1}
