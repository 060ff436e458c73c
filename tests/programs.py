"""Programs that a test needs and a contributor's machine may lack."""

import shutil

import pytest


def need(program: str, path: str | None = None) -> None:
    """Go on if a program is there, in `path` or where the system looks; else say how it comes here."""
    if shutil.which(program, path=path) is None:
        pytest.fail(f"there is no {program} here: `make test` installs it or says that you must", pytrace=False)
