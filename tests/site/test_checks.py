"""Each check that needs no client holds for the whole built site."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry_guide.blocks.facts import load
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.table import rows_of
from registry_guide.records.manifest import Manifest
from tools.build import ROOT
from tools.checks.registry import CHECKS, Check


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_it_holds(check: Check, manifest: Manifest, tmp_path: Path) -> None:
    assert not check.look(manifest, load(ROOT / "facts", client_versions(ROOT)), tmp_path)


def test_the_page_on_checks_says_something_of_each() -> None:
    rows = rows_of(load(ROOT / "facts", client_versions(ROOT)), "check")
    assert list(rows) == [check.name for check in CHECKS]
    assert all(row["says"] and row["mend"] for row in rows.values())
