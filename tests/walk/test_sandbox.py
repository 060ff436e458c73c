"""Where the sandboxes of paths are made: in memory if that can be, and where somebody says so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from registry_guide.walk.shell.sandbox import directories, sandbox

MAKES_ONE = "from registry_guide.walk.shell.sandbox import sandbox\nwith sandbox() as place: print(place.root)"


def test_a_place_for_temporary_files_that_somebody_names_is_taken(tmp_path: Path) -> None:
    named = {**os.environ, "TMPDIR": str(tmp_path)}
    made = subprocess.run([sys.executable, "-c", MAKES_ONE], env=named, capture_output=True, text=True, check=True)
    assert Path(made.stdout.strip()).parent == tmp_path.resolve()
    assert list(tmp_path.iterdir()) == []


def test_programs_run_in_a_sandbox_wherever_it_is_and_nothing_of_it_stays() -> None:
    with sandbox() as place:
        assert place.root.parent in {each.resolve() for each in directories()}
        program = place.scratch / "program"
        program.write_text("#!/bin/sh\necho ran\n")
        program.chmod(0o700)
        assert subprocess.run([program], capture_output=True, text=True, check=True).stdout == "ran\n"
    assert not place.root.exists()
