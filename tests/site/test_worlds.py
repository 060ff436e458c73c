"""The worlds that pages show, in a practice registry: what the page says of them comes true."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from registry_guide.blocks.facts import Facts, load
from registry_guide.blocks.fill import fill
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.manifest import Manifest
from registry_guide.practice.running import PracticeFailed, practice
from registry_guide.walk.footing import with_values
from tools.build import ROOT

# To the reader: the package, one that is not there, an upload; and the package to nobody.
ANSWERS = [200, 404, 403, 401]


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


def worlds(manifest: Manifest, values: dict[str, str] | None = None) -> list[str]:
    """Give the worlds that pages show, filled in with a reader's values."""
    blocks = [block for page in manifest.pages.values() for block in page.blocks if block.by == "world"]
    return [fill(block.text, block.holes, values or {}) for block in blocks]


def answers(world: str, facts: Facts, folder: Path) -> list[int]:
    """Return the status codes that answer what ANSWERS lists; none if the package is not in the example's version."""
    file = folder / "world.toml"
    file.write_text(world)
    simple, upload = (facts.example(facts.text(name)) for name in ("project.simple_url", "project.upload_url"))
    name = facts.placeholders["package"].example
    with practice(world=file) as running, httpx.Client(proxy=running.proxy, trust_env=False, verify=False) as client:
        (token,) = running.tokens.values()
        reader = httpx.BasicAuth("reader", token)
        form = {"name": name, "version": "9.9.9"}
        content = {"content": (f"{name.replace('-', '_')}-9.9.9.tar.gz", b"")}
        asked = [
            client.get(f"{simple}/{name}/", auth=reader),
            client.get(f"{simple}/no-such-package/", auth=reader),
            client.post(upload, auth=reader, data=form, files=content),
            client.get(f"{simple}/{name}/"),
        ]
        found = facts.example(facts.text("package.version")) in asked[0].text
    return [answer.status_code for answer in asked] if found else []


@pytest.mark.parametrize("values", READERS, ids=str)
def test_the_reader_of_a_world_installs_and_does_not_publish(
    manifest: Manifest, tmp_path: Path, values: dict[str, str]
) -> None:
    facts = with_values(load(ROOT / "facts", client_versions(ROOT)), values)
    shown = worlds(manifest, values)
    assert shown, "no block is a world"
    for world in shown:
        assert answers(world, facts, tmp_path) == ANSWERS


def test_a_broken_world_does_not_start(manifest: Manifest, tmp_path: Path) -> None:
    world = worlds(manifest)[0].replace("[[token]]", "[[tokens]]")
    (tmp_path / "world.toml").write_text(world)
    try:
        with practice(world=tmp_path / "world.toml"):
            raise AssertionError("it started")
    except PracticeFailed as error:
        assert "tokens" in str(error)
