"""The guide itself: every path of every page of the built site holds."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from registry_guide.blocks.manifest import load


@pytest.mark.timeout(900)
def test_every_path_of_the_built_site_holds(root: Path, site: Path) -> None:
    walked = subprocess.run(
        [sys.executable, "-m", "registry_guide.cli", "walk", "--site", str(site)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert walked.returncode == 0, f"{walked.stdout}\n{walked.stderr}"
    manifest = load(site / "manifest.json")
    ledger = json.loads((root / "_build/walk/ledger.json").read_text("utf-8"))
    # As many paths as the tabs imply, page by page.
    implied = {
        name: math.prod(len(labels) for labels in page.choices.values())
        for name, page in manifest.pages.items()
        if page.steps
    }
    found = {name: sum(path["page"] == name for path in ledger["paths"]) for name in implied}
    assert found == implied
    assert ledger["totals"]["paths"]["failed"] == 0
    # Each block has a level, and it is that of the text on the page.
    blocks = {block.id: block for page in manifest.pages.values() for block in page.blocks}
    assert set(ledger["blocks"]) == set(blocks)
    for name, row in ledger["blocks"].items():
        wanted = {"run": "ran", "validate": "validated", "unchecked": "unchecked"}[blocks[name].proof]
        assert (name, row["level"], row["sha256"]) == (name, wanted, blocks[name].sha256)
    assert ledger["totals"]["blocks"]["ran"] > 50
    assert ledger["totals"]["claims"] > 20
