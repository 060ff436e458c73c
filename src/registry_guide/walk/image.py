"""What stands for the image that a job of a pipeline names: which clients it finds, and a Python of its own."""

import os
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from registry_guide.blocks.errors import unknown
from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.sandbox import SYSTEM

# What each image holds beside Python and pip: https://hub.docker.com/_/python,
# https://docs.astral.sh/uv/guides/integration/docker/#available-images
_CLIENTS: Mapping[str, tuple[str, ...]] = {"python": (), "ghcr.io/astral-sh/uv": ("uv", "uvx")}
# Keys at the top of a pipeline that name no job: https://docs.gitlab.com/ci/yaml/#global-keywords
_GLOBAL = ("default", "include", "stages", "variables", "workflow", "image", "services", "cache", "spec")


@dataclass(frozen=True)
class Image:
    """What one job runs in: the job's name, the directory that is its image, and the clients that are there."""

    job: str
    place: Path
    clients: tuple[str, ...]

    def commands(self, pinned: Path) -> str:
        """Give the shell commands that make it anew; `pinned` is the directory of the clients."""
        place = shlex.quote(str(self.place))
        links = [f"ln -s {shlex.quote(str(pinned / name))} {place}/bin/{name}" for name in self.clients]
        make = [f"uv venv --quiet --clear {place}", f"uv pip install --quiet --python {place} pip"]
        return "".join(f"{line}\n" for line in (*make, *links))


def images(pipeline: str, folder: Path) -> list[Image]:
    """Give the image of each job, each a directory of its own in `folder`, as each job has a container of its own.

    Raises:
        StepFaultError: the text is no pipeline, a job names no image, or one that nothing here stands for.
    """
    found = []
    for number, (job, name) in enumerate(_named(pipeline)):
        repository = name.rpartition(":")[0] or name
        if repository not in _CLIENTS:
            raise StepFaultError(f"the job {job!r}: {unknown('image', repository, _CLIENTS)}")
        found.append(Image(job, folder / str(number), _CLIENTS[repository]))
    return found


def entrance(images: list[Image]) -> str:
    """Give what bash reads (as BASH_ENV) when a job begins, so that PATH is that of its image."""
    cases = (
        f"{shlex.quote(each.job)}) PATH={shlex.quote(os.pathsep.join([f'{each.place}/bin', *SYSTEM]))} ;;\n"
        for each in images
    )
    return f'case "${{CI_JOB_NAME-}}" in\n{"".join(cases)}esac\n'


def _named(pipeline: str) -> Iterator[tuple[str, str]]:
    try:
        table: Any = yaml.safe_load(pipeline)
    except yaml.YAMLError as error:
        raise StepFaultError(f"the pipeline is not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(table, dict):
        raise StepFaultError("the pipeline is no table of jobs")
    default = table.get("default") or {}
    common = default.get("image", table.get("image"))
    for job, row in table.items():
        if job in _GLOBAL or str(job).startswith(".") or not isinstance(row, dict):
            continue
        image = row.get("image", common)
        name = image.get("name") if isinstance(image, dict) else image
        if not isinstance(name, str):
            raise StepFaultError(f"the job {job!r} names no image, so GitLab takes one without Python")
        yield str(job), name
