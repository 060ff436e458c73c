"""Mutants that only a walk can notice: the paths they changed, shortest first, up to the first fault."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace

from registry_guide.blocks.facts import Facts
from registry_guide.records.manifest import Manifest
from registry_guide.walk.errors import WalkError
from registry_guide.walk.parallel import in_parallel
from registry_guide.walk.result import RouteResult, title
from registry_guide.walk.route import Route, site_routes
from registry_guide.walk.run import WalkContext, walk_all
from tools.sabotage.trial import Candidate, Trial, Verdict, emulated


def touched(manifest: Manifest, facts: Facts, candidates: Sequence[Candidate]) -> list[Route]:
    """Give the paths of the unchanged guide that one of the candidates changed."""
    names = {path.name for candidate in candidates for path in candidate.paths}
    taken = [each for name, page in manifest.pages.items() for each in emulated(name, page, page.blocks, facts)]
    return [path for path in (*site_routes(manifest), *taken) if path.name in names]


def unchanged(context: WalkContext, routes: Sequence[Route], jobs: int) -> Generator[tuple[str, float], None, None]:
    """Walk paths of the unchanged guide; give each path's name and how many seconds it took.

    Raises:
        WalkError: one of them fails, so that nothing could be said of mutants.
    """
    with closing(walk_all(context, routes, jobs)) as walked:
        for result in walked:
            if result.fault:
                raise WalkError(f"{result.route.name} fails without any mistake: {_noticed_by(result)}")
            yield result.route.name, result.duration


def try_all(
    context: WalkContext, candidates: Sequence[Candidate], seconds: Mapping[str, float], jobs: int
) -> Generator[Trial, None, None]:
    """Walk what each candidate changed, `jobs` candidates at a time; give the verdicts as they come.

    Args:
        context: of the unchanged guide; each mutant's walk has the mutant's own facts.
        candidates: the mutants.
        seconds: what each path takes in the unchanged guide.
        jobs: how many are walked at a time.

    Raises:
        WalkError: a path could not be walked at all, and not for the facts of the mutant.
    """
    yield from in_parallel(lambda each: _try(context, each, seconds), candidates, jobs, context.stop)


def _try(context: WalkContext, candidate: Candidate, seconds: Mapping[str, float]) -> Trial:
    own = replace(context, facts=candidate.facts)
    for path in sorted(candidate.paths, key=lambda path: seconds.get(path.name, 0.0)):
        if context.stop.stopped:
            break
        try:
            result = own.walk(path)
        except WalkError as error:
            # The walk needs some facts itself; without them it says so and fails.
            if candidate.mutant.file.parts[0] != "facts":
                raise
            return Trial(candidate.mutant, Verdict.WALK, f"{path.name}: {error}")
        if result.fault:
            return Trial(candidate.mutant, Verdict.WALK, _noticed_by(result))
    return Trial(candidate.mutant, Verdict.MISSED)


def _noticed_by(result: RouteResult) -> str:
    assert result.fault
    said = result.fault.sentence.splitlines()[0]
    return f"{result.route.name}: {title(result.failed) if result.failed else 'the starting point'}: {said}"
