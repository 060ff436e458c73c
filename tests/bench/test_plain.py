"""The plain twin that builds are measured beside is the same pages, and Sphinx builds it without a word."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench import plain
from registry_guide.records import manifest as manifests
from tools.build import ROOT


def test_the_plain_twin_has_every_block_and_builds_without_the_guide(site: Path, tmp_path: Path) -> None:
    guide, twin = tmp_path / "guide", tmp_path / "plain"
    guide.mkdir()
    for name in ("docs", "facts"):
        shutil.copytree(ROOT / name, guide / name)
    shutil.copy(ROOT / "conf.py", guide)
    manifest = manifests.load(site / "manifest.json")
    plain.write(guide, manifest, twin)
    for name, page in manifest.pages.items():
        text = (twin / "docs" / f"{name}.md").read_text(encoding="utf-8")
        assert all(block.text in text for block in page.blocks), name
    command = [sys.executable, "-m", "sphinx", "-q", "-j", "auto", "-c", ".", "docs", "html"]
    done = subprocess.run(command, cwd=twin, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if "Unknown" in line], "it knows no directive of the guide"
    assert (twin / "html" / "publish" / "uv.html").exists()
