"""Walks paths: each in a sandbox and against a registry of its own, several at a time."""

import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as File

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.head import Kind, Proof
from registry_guide.blocks.manifest import BlockStep, CheckStep
from registry_guide.practice import worldfile
from registry_guide.practice.vocabulary import TokenKind
from registry_guide.practice.world import World
from registry_guide.walk import direct
from registry_guide.walk.clients import Clients
from registry_guide.walk.errors import NotHereError, StepFaultError, WalkError
from registry_guide.walk.fingerprint import fingerprint
from registry_guide.walk.footing import Footing, Ground, practised
from registry_guide.walk.outcome import Outcome
from registry_guide.walk.parallel import in_parallel
from registry_guide.walk.path import Path
from registry_guide.walk.pipeline import Push, Runner
from registry_guide.walk.result import Fault, PathResult, StepResult, redacted
from registry_guide.walk.sandbox import Sandbox, sandbox
from registry_guide.walk.shell import Limits, Shell, Surroundings
from registry_guide.walk.shells import Shells, missing
from registry_guide.walk.stop import Stop
from registry_guide.walk.update import differs
from registry_guide.walk.validate import versions
from registry_guide.walk.walker import Walker


@dataclass(frozen=True)
class Course:
    """What all paths of a walk share.

    `runner` runs pipelines, where a path has one. `kept` is told of each sandbox, which then stays. With `update` a
    path goes on where only output differs. `ground` gives each path what it stands on; a practice registry if nothing.
    """

    facts: Facts
    clients: Clients
    wheelhouse: File
    limits: Limits
    stop: Stop
    runner: Runner | None = None
    kept: Callable[[Path, Sandbox], None] | None = None
    update: bool = False
    ground: Ground | None = None

    def fingerprint(self, path: Path) -> str:
        """Give the fingerprint of a path as this walk sees it."""
        return fingerprint(path, self.facts, {**self.clients.versions, **self.validators})

    @cached_property
    def validators(self) -> dict[str, str]:
        """The programs that read what cannot be run, with their versions."""
        return versions()

    def walk(self, path: Path) -> PathResult:
        """Walk one path.

        Raises:
            WalkError: the sandbox, the registry or the starting point could not be made.
        """
        if not walkable(path):
            return PathResult(path, (), 0.0, fingerprint=self.fingerprint(path))
        if lacking := missing(path, self.facts.languages):
            reason = f"there is no {' and no '.join(lacking)} here"
            return PathResult(path, (), 0.0, fingerprint=self.fingerprint(path), skipped=reason)
        began = time.monotonic()
        ground = self.ground or practised(self.facts, self.wheelhouse, lasting=self.kept is not None)
        with sandbox(keep=self.kept is not None) as place:
            try:
                with ground(path, place) as footing, self._surroundings(path, footing, place) as around:
                    result = self._walk(path, footing, place, around, began)
            except NotHereError as reason:
                return PathResult(path, (), 0.0, fingerprint=self.fingerprint(path), skipped=str(reason))
            except StepFaultError as error:
                trouble = Fault(str(error), error.expected, error.real)
                return PathResult(path, (), time.monotonic() - began, (), trouble, self.fingerprint(path))
            if self.kept:
                self.kept(path, place)
        return result

    @contextmanager
    def _surroundings(self, path: Path, footing: Footing, place: Sandbox) -> Iterator[Surroundings]:
        """Give what a path's shells have around them: a namespace, where a client takes no notice of a proxy."""
        commands, registry = self.clients.commands, footing.registry
        environment = place.environment(commands, registry.environment)
        rows = direct.clients(footing.facts)
        found = [rows[name] for name in direct.named(path, rows)]
        if not found:
            yield Surroundings(environment, commands)
            return
        with direct.namespaces(registry.names, registry.port, place.scratch) as made:
            yield Surroundings(direct.environment(environment, found), commands, made.launch)

    def _walk(self, path: Path, footing: Footing, place: Sandbox, around: Surroundings, began: float) -> PathResult:
        def runner() -> Runner:
            if self.runner is None:
                raise StepFaultError("this walk was set up without a runner for pipelines")
            return self.runner

        protected = False

        def pipeline(project: File, protects: bool) -> Outcome:
            nonlocal protected
            protected = protects
            scratch = File(tempfile.mkdtemp(prefix="pipeline-", dir=place.scratch))
            return runner().pipelines(push(project, footing, protected), scratch, around, self.limits, self.stop)

        def retry(copy: File) -> Outcome:
            return runner().retry(push(copy, footing, protected), around, self.limits, self.stop)

        steps: list[StepResult] = []
        trouble = None
        with ExitStack() as care:

            def guard(shell: Shell) -> Shell:
                return care.enter_context(self.stop.guarded(shell))

            clients = sorted(self.clients.versions)
            shells = Shells(around, place.work, place.scratch, clients, self.facts.languages, guard)
            walker = Walker(place, shells, footing, self.clients, self.limits, pipeline, retry)
            try:
                walker.begin(footing.start)
                for step in path.steps:
                    if self.stop.stopped:
                        break
                    steps.append(walker.take(step))
                    if steps[-1].fault and not (self.update and differs(steps[-1])):
                        break
            except StepFaultError as error:
                trouble = Fault(str(error), error.expected, error.real)
            asked = walker.asked()
        result = PathResult(path, steps, time.monotonic() - began, asked, trouble, self.fingerprint(path))
        return redacted(result, walker.secrets.values())


def push(project: File, footing: Footing, protected: bool = False) -> Push:
    """Give a directory as its author pushes it, with what GitLab predefines for the pipelines of its repository.

    That is the starting point's repository, as a rule the example project; `protected` says whether it protects its
    tags. Raises StepFaultError if the registry's
    world has no such project, or no job token for it.
    """
    path = footing.start.repository or footing.facts.placeholders["project"].example
    world = worldfile.read(footing.world) if footing.world else World()
    here = world.project(path)
    of_it = [token for token in world.tokens if here is not None and token.project == here.path]
    jobs = [token.name for token in of_it if token.kind is TokenKind.JOB]
    if here is None or not jobs:
        raise StepFaultError(f"the registry's world has no project {path} with a job token")
    return Push(
        project,
        remote=f"git@{footing.fact('instance.hostname')}:{here.path}.git",
        tag=f"v{footing.fact('package.version')}",
        protected=protected,
        variables={
            "CI_JOB_TOKEN": footing.registry.tokens[jobs[0]],
            "CI_API_V4_URL": footing.fact("project.upload_url").partition("/projects/")[0],
            "CI_PROJECT_ID": str(here.id),
        },
    )


def needs_runner(paths: Sequence[Path]) -> bool:
    """Say whether a pipeline stands on one of the paths and is to be run."""
    blocks = (step for path in paths for step in path.steps if isinstance(step, BlockStep))
    return any(block.kind is Kind.JOB and block.proof is Proof.RUN for block in blocks)


def walkable(path: Path) -> bool:
    """Say whether a path holds anything to run, to validate or to prove."""
    return any(
        isinstance(step, CheckStep) or (isinstance(step, BlockStep) and step.proof is not Proof.UNCHECKED)
        for step in path.steps
    )


def walk_all(course: Course, paths: Sequence[Path], jobs: int) -> Generator[PathResult, None, None]:
    """Walk paths, `jobs` at a time; give each result as it comes.

    Whoever stops listening, by Ctrl-C or otherwise, ends the paths that run and waits until they have cleaned up.

    Raises:
        WalkError: a path could not be walked at all.
    """
    yield from in_parallel(course.walk, paths, jobs, course.stop)


def ordered(results: Sequence[PathResult], paths: Sequence[Path]) -> list[PathResult]:
    """Give results in the order of the site.

    Raises:
        WalkError: a path has no result.
    """
    by_name = {result.path.name: result for result in results}
    missing = [path.name for path in paths if path.name not in by_name]
    if missing:
        raise WalkError(f"The walk did not come to {missing[0]}.")
    return [by_name[path.name] for path in paths]
