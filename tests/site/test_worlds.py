"""The worlds that pages show, in a practice registry: what the page says of them comes true."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from registry_guide.blocks.facts import load
from registry_guide.blocks.locked import client_versions
from registry_guide.practice.running import PracticeFailedError, practice
from registry_guide.practice.world.model import TABLES, keys
from registry_guide.records.manifest import Manifest
from registry_guide.walk.fixtures.fixture import with_values
from tools.build import ROOT
from tools.checks.worlds import ANSWERS, answers, worlds

# What a reader may have instead of the examples.
READERS: list[dict[str, str]] = [
    {},
    {"group": "acme/tools/python", "project": "acme/tools/python/weather"},
    {"group": "acme/tools", "project": "other/team/weather"},
    {"group": "42", "project": "4711"},
    {"group": "42", "project": "acme/tools/weather"},
    {"group": "acme/tools", "project": "4711"},
    {"host": "git.acme.example:8443", "project": "Acme/Weather"},
    {"host": "https://apps.example.edu/gitlab/", "group": "1", "project": "1"},
    {"host": "bücher.example:444/x/y"},
    {"host": "http://localhost:3000"},
]


@pytest.mark.parametrize("values", READERS, ids=str)
def test_the_reader_of_a_world_installs_and_does_not_publish(
    manifest: Manifest, tmp_path: Path, values: dict[str, str]
) -> None:
    facts = with_values(load(ROOT / "facts", client_versions(ROOT)), values)
    shown = worlds(manifest, values)
    assert shown, "no block is a world"
    for world in shown:
        assert answers(world, facts, tmp_path) == ANSWERS


def test_each_table_of_a_world_is_on_its_page(site: Path) -> None:
    page = BeautifulSoup((site / "world.html").read_text(encoding="utf-8"), "html.parser")
    shown = [[term.get_text().split()[0] for term in each.select("dt")] for each in page.select("article dl")]
    assert [[key.name for key in keys(each)] for each in TABLES.values()] == shown


def test_a_broken_world_does_not_start(manifest: Manifest, tmp_path: Path) -> None:
    world = worlds(manifest)[0].replace("[[token]]", "[[tokens]]")
    (tmp_path / "world.toml").write_text(world)
    try:
        with practice(world=tmp_path / "world.toml"):
            raise AssertionError("it started")
    except PracticeFailedError as error:
        assert "tokens" in str(error)
