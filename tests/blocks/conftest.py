"""Fixtures for the extension."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from tests.blocks.project import Guide


@pytest.fixture
def guide(tmp_path: Path) -> Iterator[Guide]:
    """A small guide that a test may change and build."""
    with chdir(tmp_path):
        yield Guide(tmp_path)
