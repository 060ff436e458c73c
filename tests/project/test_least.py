"""A page says from which version on a client does what the page's commands ask of it."""

from __future__ import annotations

import re
from pathlib import Path

from registry_guide.blocks.facts import Facts
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import Manifest
from registry_guide.records.manifest import load as manifest_of
from tools.build import ROOT
from tools.site.pages import SETUPS


def named(site: Path, clients: list[str]) -> dict[str, set[str]]:
    """Give by page the clients that its commands begin with."""
    manifest: Manifest = manifest_of(site / "manifest.json")
    found: dict[str, set[str]] = {}
    for name, page in manifest.pages.items():
        text = "\n".join(block.text for block in page.blocks if block.kind is Kind.COMMANDS)
        words = {client for client in clients if re.search(rf"^(?:.*[|;&] )?{client} ", text, re.MULTILINE)}
        if words:
            found[name] = words
    return found


def test_a_page_says_the_least_version_of_each_client_that_it_runs(site: Path, facts: Facts) -> None:
    clients = [name.removeprefix("least.") for name in facts.values if name.startswith("least.") and "_" not in name]
    assert {"uv", "pip", "twine", "keyring"} <= set(clients)
    pages = named(site, clients)
    assert len(pages) > 10
    unsaid = {
        name: missing
        for name, words in pages.items()
        if (missing := {word for word in words if f"{{fact}}`least.{word}`" not in source(name)})
    }
    assert not unsaid


def source(page: str) -> str:
    text = (ROOT / "docs" / f"{page}.md").read_text("utf-8")
    # Its steps are rows.
    return text + (ROOT / "facts" / "setups.toml").read_text("utf-8") if page in SETUPS else text
