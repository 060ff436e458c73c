"""A project of its own, in which `registry-guide walk` runs as a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema

from registry_guide.records.manifest import Manifest, dump
from tools.build import ROOT

MAIN = [sys.executable, "-m", "registry_guide.cli", "walk"]


class Project:
    """A project with a built site, in a path with spaces; its sandboxes go to a directory of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root / "a project"
        self.sandboxes = root / "tmp"
        for path in (self.root / "_build/html", self.sandboxes):
            path.mkdir(parents=True)
        for name in ("pyproject.toml", "uv.lock", "facts", "_build/clients", "_build/wheelhouse"):
            (self.root / name).symlink_to(ROOT / name)

    def start(self, site: Manifest, *arguments: str, **extra: str) -> subprocess.Popen[str]:
        (self.root / "_build/html/manifest.json").write_text(dump(site))
        return subprocess.Popen(
            [*MAIN, *arguments],
            cwd=self.root,
            env={**os.environ, "TMPDIR": str(self.sandboxes), **extra},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def walk(self, site: Manifest, *arguments: str, **extra: str) -> tuple[int, str]:
        with self.start(site, *arguments, **extra) as process:
            said, _ = process.communicate(timeout=150)
        assert "Traceback" not in said, said
        return process.returncode, said

    @property
    def ledger(self) -> dict[str, Any]:
        return self.read("ledger.json")

    def read(self, name: str) -> dict[str, Any]:
        table: dict[str, Any] = json.loads((self.root / "_build/walk" / name).read_text())
        schema = json.loads((ROOT / "src/registry_guide/walk/ledger.schema.json").read_text())
        jsonschema.Draft202012Validator(schema).validate(table)
        return table

    def log(self, page: str) -> str:
        return (self.root / f"_build/walk/logs/{page}.log").read_text()
