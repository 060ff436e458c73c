"""The wheels behind the stand-in for PyPI are dated as uv.lock says."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry_guide.walk.clients.wheelhouse import uploaded
from tools.build import ROOT


def test_each_wheel_is_dated_as_it_was_uploaded(wheels: Path) -> None:
    times = uploaded(tomllib.loads((ROOT / "uv.lock").read_text("utf-8")))
    found = sorted(wheels.glob("*.whl"))
    assert found
    for wheel in found:
        assert wheel.stat().st_mtime == pytest.approx(times[wheel.name].timestamp(), abs=0.001)


def test_an_index_need_not_tell_when_it_got_a_file() -> None:
    told = {"url": "https://index.example/a-1.0.tar.gz", "upload-time": "2026-01-31T12:00:00.5Z"}
    package = {"name": "a", "sdist": told, "wheels": [{"url": "https://index.example/a-1.0-py3-none-any.whl"}]}
    own = {"name": "own", "source": {"editable": "."}}
    assert uploaded({"package": [package, own]}) == {"a-1.0.tar.gz": datetime(2026, 1, 31, 12, 0, 0, 500000, UTC)}
