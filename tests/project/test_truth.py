"""Facts that only sentences show agree with the practice registry, which follows GitLab's code."""

from __future__ import annotations

from pathlib import Path

from registry_guide.blocks.facts import load
from registry_guide.blocks.locked import client_versions
from tools.build import ROOT
from tools.checks.words import wrong_words


def test_a_wrong_word_is_found(tmp_path: Path) -> None:
    for path in (ROOT / "facts").glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text().replace('"read_packages"', '"read_package"'))
    assert wrong_words(load(tmp_path, client_versions(ROOT))) == [
        "job_permission.read is 'read_package', not 'read_packages'"
    ]
