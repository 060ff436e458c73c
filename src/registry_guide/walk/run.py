"""Walks paths: each in a sandbox and against a registry of its own, several at a time."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path as File

from packaging.utils import canonicalize_name

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.head import Proof
from registry_guide.blocks.manifest import BlockStep, CheckStep
from registry_guide.practice.worldfile import default_text
from registry_guide.walk.clients import Clients
from registry_guide.walk.errors import StepFaultError, WalkError
from registry_guide.walk.path import Path
from registry_guide.walk.registry import Registry, practice
from registry_guide.walk.result import Fault, PathResult, StepResult
from registry_guide.walk.sandbox import Sandbox, sandbox
from registry_guide.walk.shell import Limits, Shell
from registry_guide.walk.start import Start, starting_point, world_text
from registry_guide.walk.walker import Walker


class Stop:
    """Ends all paths that run: no further step begins, and the shells are killed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shells: set[Shell] = set()
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether the walk is to end."""
        return self._stopped

    def watch(self, shell: Shell) -> None:
        """Take a shell into care; it is killed at once if the walk is to end already."""
        with self._lock:
            self._shells.add(shell)
            if self._stopped:
                shell.kill()

    def release(self, shell: Shell) -> None:
        """Let go of a shell that is about to close."""
        with self._lock:
            self._shells.discard(shell)

    def stop(self) -> None:
        """End the walk."""
        with self._lock:
            self._stopped = True
            for shell in self._shells:
                shell.kill()


@dataclass(frozen=True)
class Course:
    """What all paths of a walk share. `kept` is told of each sandbox that is to stay, if sandboxes are to stay."""

    facts: Facts
    clients: Clients
    wheelhouse: File
    limits: Limits
    stop: Stop
    kept: Callable[[Path, Sandbox], None] | None = None

    def package_url(self, name: str) -> str:
        """Give the address of a package's page in the index of the example project."""
        return f"{self.facts.example(self.facts.text('project.simple_url'))}/{canonicalize_name(name)}/"

    def walk(self, path: Path) -> PathResult:
        """Walk one path.

        Raises:
            WalkError: the sandbox, the registry or the starting point could not be made.
        """
        if not walkable(path):
            return PathResult(path, (), 0.0)
        began = time.monotonic()
        start = starting_point(self.facts, path.start)
        with sandbox(keep=self.kept is not None) as place:
            world = place.scratch / "world.toml"
            world.write_text(world_text(default_text(), start.world), "utf-8")
            with practice(place.scratch / "registry", world, self.wheelhouse) as registry:
                result = self._walk(path, start, place, registry, began)
            if self.kept:
                self.kept(path, place)
        return result

    def _walk(self, path: Path, start: Start, place: Sandbox, registry: Registry, began: float) -> PathResult:
        environment = place.environment(self.clients.commands, registry.environment)
        steps: list[StepResult] = []
        trouble = None
        with Shell(place.work, environment, place.scratch, sorted(self.clients.versions)) as shell:
            self.stop.watch(shell)
            walker = Walker(place, shell, registry, self.clients, self.package_url, self.limits)
            try:
                walker.begin(start)
                for step in path.steps:
                    if self.stop.stopped:
                        break
                    steps.append(walker.take(step))
                    if steps[-1].fault:
                        break
            except StepFaultError as error:
                trouble = Fault(str(error), error.expected, error.real)
            finally:
                self.stop.release(shell)
            asked = walker.asked()
        return PathResult(path, steps, time.monotonic() - began, asked, trouble)


def walkable(path: Path) -> bool:
    """Say whether a path holds anything to run or to prove."""
    return any(
        isinstance(step, CheckStep) or (isinstance(step, BlockStep) and step.proof is Proof.RUN) for step in path.steps
    )


def walk_all(course: Course, paths: Sequence[Path], jobs: int) -> Iterator[PathResult]:
    """Walk paths, `jobs` at a time; give each result as it comes.

    Whoever stops listening, by Ctrl-C or otherwise, ends the paths that run and waits until they have cleaned up.

    Raises:
        WalkError: a path could not be walked at all.
    """
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        running: set[Future[PathResult]] = {pool.submit(course.walk, path) for path in paths}
        try:
            while running:
                # A wait without end could not be interrupted on every system.
                done, running = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()
            if running:
                course.stop.stop()


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
