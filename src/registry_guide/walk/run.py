"""Walks paths: each in a sandbox and against a registry of its own, several at a time."""

import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from registry_guide.blocks.facts import Facts
from registry_guide.practice.world import file as worldfile
from registry_guide.practice.world.vocabulary import TokenKind
from registry_guide.practice.world.world import Project, World
from registry_guide.records.manifest import BlockStep
from registry_guide.walk.claims.publication import Scene
from registry_guide.walk.clients.install import Clients
from registry_guide.walk.clients.validate import versions
from registry_guide.walk.errors import NotHereError, StepFaultError, WalkError
from registry_guide.walk.fingerprint import fingerprint
from registry_guide.walk.fixtures import namespace
from registry_guide.walk.fixtures.fixture import Fixture, MakeFixture, practice_fixtures
from registry_guide.walk.parallel import in_parallel
from registry_guide.walk.pipelines.repository import BRANCH
from registry_guide.walk.pipelines.runner import Pipeline, Push, Runner
from registry_guide.walk.result import Fault, RouteResult, StepResult, redacted
from registry_guide.walk.route import Route
from registry_guide.walk.shell.sandbox import Sandbox, sandbox
from registry_guide.walk.shell.session import Limits, Shell, Surroundings
from registry_guide.walk.shell.shells import Shells, missing
from registry_guide.walk.shell.stop import Stop
from registry_guide.walk.update import differs
from registry_guide.walk.walker import Walker


@dataclass(frozen=True)
class WalkContext:
    """What all routes of a walk share.

    `runner` runs pipelines, where a path has one. `kept` is told of each sandbox, which then stays. With `update` a
    path goes on where only output differs. `fixtures` makes what a route is walked on, a practice registry if nothing.
    """

    facts: Facts
    clients: Clients
    wheelhouse: Path
    limits: Limits
    stop: Stop
    runner: Runner | None = None
    kept: Callable[[Route, Sandbox], None] | None = None
    update: bool = False
    fixtures: MakeFixture | None = None

    def fingerprint(self, route: Route) -> str:
        """Give the fingerprint of a path as this walk sees it."""
        return fingerprint(route, self.facts, {**self.clients.versions, **self.validators})

    @cached_property
    def validators(self) -> dict[str, str]:
        """The programs that read what cannot be run, with their versions."""
        return versions()

    def walk(self, route: Route) -> RouteResult:
        """Walk one path.

        Raises:
            WalkError: the sandbox, the registry or the starting point could not be made.
        """
        if not route.walkable:
            return RouteResult(route, (), 0.0, fingerprint=self.fingerprint(route))
        if lacking := missing(route, self.facts.languages):
            reason = f"there is no {' and no '.join(lacking)} here"
            return RouteResult(route, (), 0.0, fingerprint=self.fingerprint(route), skipped=reason)
        began = time.monotonic()
        fixtures = self.fixtures or practice_fixtures(self.facts, self.wheelhouse, lasting=self.kept is not None)
        with sandbox(keep=self.kept is not None) as place:
            try:
                with fixtures(route, place) as fixture, self._surroundings(route, fixture, place) as around:
                    result = self._walk(route, fixture, place, around, began)
            except NotHereError as reason:
                return RouteResult(route, (), 0.0, fingerprint=self.fingerprint(route), skipped=str(reason))
            except StepFaultError as error:
                trouble = Fault(str(error), error.expected, error.real)
                return RouteResult(route, (), time.monotonic() - began, (), trouble, self.fingerprint(route))
            if self.kept:
                self.kept(route, place)
        return result

    @contextmanager
    def _surroundings(self, route: Route, fixture: Fixture, place: Sandbox) -> Iterator[Surroundings]:
        """Give what a path's shells have around them: a namespace, where a client takes no notice of a proxy."""
        commands, registry = self.clients.commands, fixture.registry
        environment = place.environment(commands, registry.environment)
        rows = namespace.clients(fixture.facts)
        found = [rows[name] for name in namespace.named(route, rows)]
        if not found:
            yield Surroundings(environment, commands)
            return
        # A GitLab without TLS has a port of its own, at which a client begins to talk at once.
        own = urlsplit(fixture.facts.example(fixture.facts.text("instance.url")))
        plain = {own.port or 80: registry.plain_port} if own.scheme == "http" else {}
        with namespace.namespaces(registry.names, registry.port, place.scratch, plain) as made:
            yield Surroundings(namespace.environment(environment, found), commands, made.launch)

    def _walk(self, route: Route, fixture: Fixture, place: Sandbox, around: Surroundings, began: float) -> RouteResult:
        def runner() -> Runner:
            if self.runner is None:
                raise StepFaultError("this walk was set up without a runner for pipelines")
            return self.runner

        def pipelines(project: Path, step: BlockStep, protects: bool) -> Iterator[Pipeline]:
            scratch = Path(tempfile.mkdtemp(prefix="pipeline-", dir=place.scratch))
            pushed = push(project, fixture, step, protects)
            yield from runner().pipelines(pushed, scratch, around, self.limits, self.stop)

        steps: list[StepResult] = []
        trouble = None
        with ExitStack() as care:

            def guard(shell: Shell) -> Shell:
                return care.enter_context(self.stop.guarded(shell))

            clients = sorted({*self.clients.versions, *self.clients.owners})
            shells = Shells(around, place.work, place.scratch, clients, self.facts.languages, guard)
            # A part of a page mends one fault; how its client publishes, the page about that proves.
            scenes = () if route.anchor else tuple(Scene)
            walker = Walker(place, shells, fixture, self.clients, self.limits, pipelines, scenes, route.turns)
            try:
                walker.begin(fixture.start)
                for number, step in enumerate(route.steps, start=1):
                    if self.stop.stopped:
                        break
                    steps.append(walker.take(step, route.steps[number:]))
                    if steps[-1].fault and not (self.update and differs(steps[-1])):
                        break
            except StepFaultError as error:
                trouble = Fault(str(error), error.expected, error.real)
            asked = walker.asked()
        result = RouteResult(route, steps, time.monotonic() - began, asked, trouble, self.fingerprint(route))
        return redacted(result, walker.secrets.values())


def push(project: Path, fixture: Fixture, step: BlockStep, protected: bool = False) -> Push:
    """Give a directory as its author pushes it with a pipeline, and what GitLab predefines for its repository's.

    That is the starting point's repository, as a rule the example project; `protected` says whether it protects its
    tags, without which a tag's jobs do not get its protected variables. Raises StepFaultError if the registry's world
    has no such project, or no job token for it.
    """
    here, job = _project(fixture)
    tokens = fixture.registry.tokens
    secret = (each.split("=") for each in fixture.start.variables if protected)
    return Push(
        project,
        remote=f"git@{fixture.fact('instance.hostname')}:{here.path}.git",
        refs=step.pushes or (BRANCH, f"v{fixture.fact('package.version')}"),
        protected=protected,
        variables={
            **{variable: tokens[name] for variable, name in secret},
            "CI_JOB_TOKEN": tokens[job],
            "CI_API_V4_URL": fixture.fact("project.upload_url").partition("/projects/")[0],
            "CI_PROJECT_ID": str(here.id),
        },
        plays=step.plays,
    )


def _project(fixture: Fixture) -> tuple[Project, str]:
    """Give the project whose pipelines run, and the name of a job token for it."""
    path = fixture.start.repository or fixture.facts.placeholders["project"].example
    world = worldfile.read(fixture.world) if fixture.world else World()
    project = world.project(path)
    # Of several for one project it is the first.
    jobs = {token.project: token.name for token in reversed(world.tokens) if token.kind is TokenKind.JOB}
    if project is None or project.path not in jobs:
        raise StepFaultError(f"the registry's world has no project {path} with a job token")
    return project, jobs[project.path]


def walk_all(context: WalkContext, routes: Sequence[Route], jobs: int) -> Generator[RouteResult, None, None]:
    """Walk paths, `jobs` at a time; give each result as it comes.

    Whoever stops listening, by Ctrl-C or otherwise, ends the paths that run and waits until they have cleaned up.

    Raises:
        WalkError: a path could not be walked at all.
    """
    # Those with pipelines take longest by far: one that began last would run alone while the other jobs have nothing.
    first = sorted(routes, key=lambda route: not route.needs_runner)
    yield from in_parallel(context.walk, first, jobs, context.stop)


def ordered(results: Sequence[RouteResult], routes: Sequence[Route]) -> list[RouteResult]:
    """Give results in the order of the site.

    Raises:
        WalkError: a path has no result.
    """
    by_name = {result.route.name: result for result in results}
    missing = [path.name for path in routes if path.name not in by_name]
    if missing:
        raise WalkError(f"The walk did not come to {missing[0]}.")
    return [by_name[path.name] for path in routes]
