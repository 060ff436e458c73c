"""Programs that a test needs and a contributor's machine may lack."""

import os
import shutil

import pytest


def need(program: str, path: str | None = None) -> None:
    """Go on if a program is there, in `path` or where the system looks; skip the test where none is, and fail in CI."""
    if shutil.which(program, path=path) is None:
        if os.environ.get("CI"):
            pytest.fail(f"there is no {program} here: .ci/run and `make test` install it", pytrace=False)
        pytest.skip(f"there is no {program} here")
