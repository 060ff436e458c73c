"""Fixtures for what leads readers to pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from tests.blocks.project import Guide
from tests.signposts.guide import made


@pytest.fixture
def guide(tmp_path: Path) -> Iterator[Guide]:
    """A small guide with sections and a matrix, which a test may change and build."""
    with chdir(tmp_path):
        yield made(tmp_path)
