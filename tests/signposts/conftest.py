"""Fixtures for what leads readers to pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blocks.project import Guide
from tests.signposts.guide import made


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Guide:
    """A small guide with sections and a matrix, which a test may change and build."""
    monkeypatch.chdir(tmp_path)
    return made(tmp_path)
