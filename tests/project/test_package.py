"""The package as it is published: what it needs is in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.build import ROOT


@pytest.mark.slow
def test_the_practice_registry_starts_from_the_package_alone(tmp_path: Path) -> None:
    build = [str(ROOT / ".tools/bin/uv"), "build", "--wheel", "--quiet", "--out-dir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, timeout=100)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "package")
    command = [sys.executable, "-m", "registry_guide.cli", "practice", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "package")}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        said = json.loads(process.stdout.readline())
        process.terminate()
        assert process.wait(20) == 0
    assert "SSL_CERT_FILE" in said["environment"]
