"""Mutants that only a walk can notice: the paths they changed, shortest first, up to the first fault."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.manifest import Manifest
from registry_guide.sabotage.trial import Suspect, Trial, Verdict, taken_by_tests
from registry_guide.walk.errors import WalkError
from registry_guide.walk.parallel import in_parallel
from registry_guide.walk.path import Path as Walk
from registry_guide.walk.path import site_paths
from registry_guide.walk.result import PathResult, title
from registry_guide.walk.run import Course, walk_all


def touched(manifest: Manifest, facts: Facts, suspects: Sequence[Suspect]) -> list[Walk]:
    """Give the paths of the unharmed guide that one of the suspects changed."""
    names = {path.name for suspect in suspects for path in suspect.paths}
    taken = [each for name, page in manifest.pages.items() for each in taken_by_tests(name, page, page.blocks, facts)]
    return [path for path in (*site_paths(manifest), *taken) if path.name in names]


def unharmed(course: Course, paths: Sequence[Walk], jobs: int) -> Generator[tuple[str, float], None, None]:
    """Walk paths of the unharmed guide; give each path's name and how many seconds it took.

    Raises:
        WalkError: one of them fails, so that nothing could be said of mutants.
    """
    with closing(walk_all(course, paths, jobs)) as walked:
        for result in walked:
            if result.fault:
                raise WalkError(f"{result.path.name} fails without any mistake: {_killer(result)}")
            yield result.path.name, result.duration


def convict(
    course: Course, suspects: Sequence[Suspect], seconds: Mapping[str, float], jobs: int
) -> Generator[Trial, None, None]:
    """Walk what each suspect changed, `jobs` suspects at a time; give the verdicts as they come.

    Args:
        course: of the unharmed guide; each mutant's walk has the mutant's own facts.
        suspects: the mutants.
        seconds: what each path takes in the unharmed guide.
        jobs: how many are walked at a time.

    Raises:
        WalkError: a path could not be walked at all, and not for the facts of the mutant.
    """
    yield from in_parallel(lambda each: _try(course, each, seconds), suspects, jobs, course.stop)


def _try(course: Course, suspect: Suspect, seconds: Mapping[str, float]) -> Trial:
    own = replace(course, facts=suspect.facts)
    for path in sorted(suspect.paths, key=lambda path: seconds.get(path.name, 0.0)):
        if course.stop.stopped:
            break
        try:
            result = own.walk(path)
        except WalkError as error:
            # The walk needs some facts itself; without them it says so and fails.
            if suspect.mutant.file.parts[0] != "facts":
                raise
            return Trial(suspect.mutant, Verdict.WALK, f"{path.name}: {error}")
        if result.fault:
            return Trial(suspect.mutant, Verdict.WALK, _killer(result))
    return Trial(suspect.mutant, Verdict.MISSED)


def _killer(result: PathResult) -> str:
    assert result.fault
    said = result.fault.sentence.splitlines()[0]
    return f"{result.path.name}: {title(result.failed) if result.failed else 'the starting point'}: {said}"
