"""Fixtures for the extension."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blocks.project import Guide


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Guide:
    """A small guide that a test may change and build."""
    monkeypatch.chdir(tmp_path)
    return Guide(tmp_path)
