"""Copy what `docker build` sends to the engine: `python context.py PROJECT CONTEXT`, by Docker's own rules."""

import shutil
import sys
from pathlib import Path

from docker.utils.build import exclude_paths


def main(project: Path, context: Path) -> None:
    """Copy the files of a project that its .dockerignore lets through."""
    ignore = project / ".dockerignore"
    lines = [line.strip() for line in ignore.read_text("utf-8").splitlines()] if ignore.exists() else []
    patterns = [line for line in lines if line and not line.startswith("#")]
    for name in sorted(exclude_paths(str(project), patterns)):
        source, target = project / name, context / name
        # The engine gets these two for itself, whatever is shut out; COPY does not take them from there.
        if name in ("Dockerfile", ".dockerignore") or not source.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
