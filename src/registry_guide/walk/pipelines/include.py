"""What a pipeline includes from repositories of other projects, as GitLab merges it.

gitlab-ci-local fetches and merges the files itself; here the whole is needed to know the jobs and their images.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.pipelines.image import table_of

# Where a starting point keeps the repositories that other projects have at GitLab, below the reader's home.
_PLACE = ".gitlab-projects"


def whole(pipeline: str, home: Path) -> str:
    """Give a pipeline with what it includes: first that, then its own lines, table by table.

    Source: https://docs.gitlab.com/ci/yaml/#include.

    Raises:
        StepFaultError: it includes something else than files of a project at a ref, or one that is not there.
    """
    table = table_of(pipeline)
    if "include" not in table:
        return pipeline
    merged: dict[str, Any] = {}
    for text in _included(table.pop("include"), home / _PLACE):
        merged = _over(merged, table_of(text))
    return yaml.safe_dump(_over(merged, table), sort_keys=False)


def git_settings(home: Path, host: str) -> str:
    """Give what leads git from a GitLab's address to the repositories that stand for those of other projects."""
    return f'[url "{(home / _PLACE).as_uri()}/"]\n\tinsteadOf = ssh://git@{host}:22/\n'


def _included(rows: object, place: Path) -> Iterator[str]:
    for row in rows if isinstance(rows, list) else [rows]:
        if not isinstance(row, dict) or set(row) != {"project", "ref", "file"}:
            raise StepFaultError("here a pipeline includes nothing but a file of a project, with its ref")
        project, ref, file = (str(row[key]) for key in ("project", "ref", "file"))
        # Said so, since whoever walks from a hook of git's has another repository in the environment.
        command = ["git", f"--git-dir={place / f'{project}.git'}", "show", f"{ref}:{file.lstrip('/')}"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            # What GitLab says of a project, a ref or a file: https://docs.gitlab.com/ci/yaml/#includeproject
            raise StepFaultError(f"{project} has no {file} at {ref}: not found or access denied", real=done.stderr)
        yield done.stdout


def _over(under: dict[str, Any], upper: dict[str, Any]) -> dict[str, Any]:
    both = {key: _over(under[key], upper[key]) for key in under if _tables(under[key], upper.get(key))}
    return {**under, **upper, **both}


def _tables(*values: object) -> bool:
    return all(isinstance(value, dict) for value in values)
