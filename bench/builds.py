"""How long Sphinx takes for a project: from nothing, with nothing changed, with one page changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

SECONDS = 600


class Case(StrEnum):
    """What changed since the build before."""

    COLD = "cold build"
    UNCHANGED = "no-change build"
    EDITED = "one-page edit"


@dataclass(frozen=True)
class Project:
    """A Sphinx project: a folder with conf.py and docs/, and the page that is edited."""

    folder: Path
    page: Path

    @property
    def html(self) -> Path:
        """Where its site is built."""
        return self.folder / "html"

    def measure(self, case: Case) -> float:
        """Build once and return the seconds it took; the build before it must have been cold."""
        doctrees = self.folder / "doctrees"
        if case is Case.COLD:
            for built in (self.html, doctrees):
                shutil.rmtree(built, ignore_errors=True)
        elif case is Case.EDITED:
            with (self.folder / "docs" / self.page).open("a", encoding="utf-8") as page:
                page.write("\nOne more sentence.\n")
        sphinx = [sys.executable, "-m", "sphinx", "-b", "html", "-n", "-q", "-j", "auto"]
        start = time.perf_counter()
        done = subprocess.run(
            [*sphinx, "-c", ".", "-d", str(doctrees), "docs", str(self.html)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        taken = time.perf_counter() - start
        if done.returncode:
            raise RuntimeError(f"{self.folder} does not build: {done.stderr.strip().splitlines()[-1]}")
        return taken
