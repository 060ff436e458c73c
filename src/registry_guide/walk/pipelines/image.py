"""What stands for the image that a job of a pipeline names: which clients it finds, and a Python of its own."""

import os
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from registry_guide.blocks.errors import unknown
from registry_guide.walk.clients.install import environment_of
from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.shell.sandbox import SYSTEM

# What each image holds beside Python and pip: https://hub.docker.com/_/python,
# https://docs.astral.sh/uv/guides/integration/docker/#available-images
_CLIENTS: Mapping[str, tuple[str, ...]] = {"python": (), "ghcr.io/astral-sh/uv": ("uv", "uvx")}
# What an image with this word in its tag lacks, and the others have: those come from buildpack-deps, which has curl and
# git (https://hub.docker.com/_/python, "slim").
_SLIM, _WITHOUT = "-slim", ("curl", "wget", "git")
# Where GitLab's runner puts the repository. gitlab-ci-local names a directory of the machine, outside of the sandbox.
_ELSEWHERE = re.compile(r"\$\{?(CI_PROJECT_DIR|CI_BUILDS_DIR)\b")
# Keys at the top of a pipeline that name no job: https://docs.gitlab.com/ci/yaml/#global-keywords
_GLOBAL = ("default", "include", "stages", "variables", "workflow", "image", "services", "cache", "spec")
#: The stages of a pipeline that lists none: https://docs.gitlab.com/ci/yaml/#stages
STAGES = (".pre", "build", "test", "deploy", ".post")


@dataclass(frozen=True)
class Image:
    """What one job runs in: the job's name, the directory that is its image, the clients that are there or are not."""

    job: str
    place: Path
    clients: tuple[str, ...]
    lacks: tuple[str, ...] = ()

    def commands(self, pinned: Path) -> str:
        """Give the shell commands that make it anew; `pinned` is the directory of the clients.

        Its pip is a copy of the pinned one: that is compiled, which takes longer than all else that a job does with it.
        """
        place, home = shlex.quote(str(self.place)), shlex.quote(str(environment_of(pinned, "pip")))
        links = [f"ln -s {shlex.quote(str(pinned / name))} {place}/bin/{name}" for name in self.clients]
        pip = f'printf \'#!/bin/sh\\nexec "${{0%%/*}}/python" -m pip "$@"\\n\' > {place}/bin/pip'
        copied = f"{home}/lib/python*/site-packages/pip* {place}/lib/python*/site-packages"
        make = [
            f"uv venv --quiet --clear {place}",
            # Linked, as uv does with its cache, where the two lie on one file system.
            f"cp -Rpl {copied} 2>/dev/null || cp -Rp {copied}",
            f"{pip} && chmod +x {place}/bin/pip && ln -s pip {place}/bin/pip3",
        ]
        # What the system here has all the same is not found, as the shell says it: exit status 127.
        none = [f"printf '#!/bin/sh\\nexit 127\\n' > {place}/bin/{name}" for name in self.lacks]
        none += [f"chmod +x {place}/bin/{name}" for name in self.lacks]
        return "".join(f"{line}\n" for line in (*make, *links, *none))


def images(pipeline: str, folder: Path) -> list[Image]:
    """Give the image of each job, each a directory of its own in `folder`, as each job has a container of its own.

    Raises:
        StepFaultError: the text is no pipeline, a job names no image, or one that nothing here stands for, or it
            names a directory that here is no job's.
    """
    if outside := _ELSEWHERE.search(pipeline):
        raise StepFaultError(f"here {outside[1]} is no directory of the job: a path without it is below its repository")
    found = []
    for number, (job, name) in enumerate(_named(pipeline)):
        repository = name.rpartition(":")[0] or name
        if repository not in _CLIENTS:
            raise StepFaultError(f"the job {job!r}: {unknown('image', repository, _CLIENTS)}")
        lacks = _WITHOUT if name.endswith(_SLIM) else ()
        found.append(Image(job, folder / str(number), _CLIENTS[repository], lacks))
    return found


def entrance(images: list[Image]) -> str:
    """Give what bash reads (as BASH_ENV) when a job begins, so that PATH is that of its image.

    No image has the reader's keyring, which the walk's own variable names.
    """
    cases = (
        f"{shlex.quote(each.job)}) PATH={shlex.quote(os.pathsep.join([f'{each.place}/bin', *SYSTEM]))} ;;\n"
        for each in images
    )
    return f'unset PYTHON_KEYRING_BACKEND\ncase "${{CI_JOB_NAME-}}" in\n{"".join(cases)}esac\n'


def last_stage(pipeline: str) -> list[str]:
    """Give the names of the jobs of a pipeline's last stage; stages without a job do not count."""
    stages = {job: row.get("stage", "test") for job, row in jobs_of(pipeline).items() if not job.startswith(".")}
    order = [stage for stage in table_of(pipeline).get("stages") or STAGES if stage in stages.values()]
    return [job for job, stage in stages.items() if stage in order[-1:]]


def jobs_of(pipeline: str) -> dict[str, dict[str, Any]]:
    """Give the jobs of a pipeline by their names, those that other jobs extend among them."""
    table = table_of(pipeline)
    return {str(job): row for job, row in table.items() if job not in _GLOBAL and isinstance(row, dict)}


def table_of(pipeline: str) -> dict[str, Any]:
    """Give a pipeline as a table.

    Raises:
        StepFaultError: it is none.
    """
    try:
        table: Any = yaml.safe_load(pipeline)
    except yaml.YAMLError as error:
        raise StepFaultError(f"the pipeline is not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(table, dict):
        raise StepFaultError("the pipeline is no table of jobs")
    return table


def _named(pipeline: str) -> Iterator[tuple[str, str]]:
    table = table_of(pipeline)
    default = table.get("default") or {}
    common = default.get("image", table.get("image"))
    for job, row in jobs_of(pipeline).items():
        if job.startswith("."):
            continue
        image = row.get("image", common)
        name = image.get("name") if isinstance(image, dict) else image
        if not isinstance(name, str):
            raise StepFaultError(f"the job {job!r} names no image, so GitLab takes one without Python")
        yield job, name
