"""Every format that Sphinx makes of the pages, without a warning."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.build import ROOT, command

BUILDERS = {
    "dirhtml": "index.html",
    "singlehtml": "index.html",
    "epub": "*.epub",
    "text": "index.txt",
    "gettext": "*.pot",
    "latex": "*.tex",
}


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_builder_has_nothing_to_complain_of(tmp_path: Path, builder: str) -> None:
    # Not the doctrees of another builder: sphinx-tabs reads a page differently for each.
    build = command(builder, tmp_path / "out", tmp_path / "doctrees", "-q")
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "out").glob(BUILDERS[builder]))
