"""Which paths a reader can take through a page."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product, takewhile
from typing import TypeVar

from registry_guide.records.kinds import ANY_FAILURE, Kind, Proof
from registry_guide.records.manifest import (
    BlockStep,
    CheckStep,
    Labels,
    Manifest,
    Page,
    StartStep,
    Step,
)
from registry_guide.walk.steps import runs

T = TypeVar("T")


@dataclass(frozen=True)
class Turn:
    """Which of the paths of a page that share a block a path is, from 0, and how many there are.

    What is tried of the block beside the path itself, such as what PyPI has of a name, has nothing to do with what the
    paths differ in, such as the kind of token: they take turns, so that together they try all of it.
    """

    at: int = 0
    of: int = 1

    def share(self, every: Sequence[T]) -> Sequence[T]:
        """Give those of the things to try that fall to this path."""
        return every[self.at :: self.of]


@dataclass(frozen=True)
class Route:
    """One label for each choice of a page, and the steps that a reader with these labels meets, in reading order.

    ``anchor`` is that of the section, if the route is of a part of a page that stands for itself. ``turns`` are those
    at the blocks that other paths of the page have too, by the blocks' ids.
    """

    page: str
    start: str
    labels: Mapping[str, str]
    steps: Sequence[Step]
    anchor: str = ""
    turns: Mapping[str, Turn] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The path's name: page, part and labels, as far as it has them, such as `install/pip[token=deploy]`."""
        chosen = ",".join(f"{choice}={label}" for choice, label in self.labels.items())
        place = f"{self.page}#{self.anchor}" if self.anchor else self.page
        return f"{place}[{chosen}]" if chosen else place

    @property
    def blocks(self) -> list[BlockStep]:
        """The blocks among the steps."""
        return [step for step in self.steps if isinstance(step, BlockStep)]

    @property
    def needs_runner(self) -> bool:
        """Whether a pipeline stands on the path and is to be run."""
        return any(block.kind is Kind.JOB and block.proof is Proof.RUN for block in self.blocks)

    @property
    def walkable(self) -> bool:
        """Whether the path holds anything to run, to validate or to prove."""
        proven = any(block.proof is not Proof.UNCHECKED for block in self.blocks)
        return proven or any(isinstance(step, CheckStep) for step in self.steps)


def agrees(wanted: Labels, chosen: Mapping[str, str]) -> bool:
    """Say whether something that stands under the labels `wanted` is seen by a reader who chose `chosen`."""
    return all(chosen.get(choice) in labels for choice, labels in wanted.items())


def page_routes(name: str, page: Page) -> Iterator[Route]:
    """Give the routes that a page declares, or every combination of labels of each part of it, each with its steps.

    Tab groups of one choice move together, so a choice counts once however many groups show it. A page is one part,
    unless it has starts: each begins another, which is walked for itself.
    """
    yield from _in_turn(list(_page_routes(name, page)))


def _in_turn(routes: Sequence[Route]) -> Iterator[Route]:
    """Give the paths of a page, each with its turns at what it shares with others."""
    of = Counter(block.id for route in routes for block in route.blocks)
    met: Counter[str] = Counter()
    for route in routes:
        shared = [block.id for block in route.blocks if of[block.id] > 1]
        yield replace(route, turns={each: Turn(met[each], of[each]) for each in shared})
        met.update(shared)


def _page_routes(name: str, page: Page) -> Iterator[Route]:
    for route in page.routes:
        seen = [_asking(step, route.types) for step in _seen(page.steps, route.labels)]
        yield Route(name, route.start, route.labels, seen)
    if page.routes:
        return
    parts = list(_parts(page))
    for start, anchor, steps in parts:
        # In a page of several parts only those choices count that a part shows.
        choices = page.choices if len(parts) == 1 else _met(page.choices, steps)
        for labels in product(*choices.values()):
            chosen = dict(zip(choices, labels, strict=True))
            yield Route(name, start, chosen, _seen(steps, chosen), anchor)


def _asking(step: Step, types: Mapping[str, str]) -> Step:
    """Give a step as it is on a route on which the reader types this."""
    if not isinstance(step, BlockStep):
        return step
    return replace(step, asks=tuple(types.get(each, each) if isinstance(each, str) else each for each in step.asks))


def _seen(steps: Sequence[Step], chosen: Mapping[str, str]) -> list[Step]:
    """Give the steps that a reader who chose so meets."""
    return [step for step in steps if agrees(step.labels, chosen)]


def _met(choices: Labels, steps: Sequence[Step]) -> Labels:
    """Give those of some choices under whose labels one of the steps stands."""
    met = {choice for step in steps for choice in step.labels}
    return {choice: labels for choice, labels in choices.items() if choice in met}


def _parts(page: Page) -> Iterator[tuple[str, str, Sequence[Step]]]:
    """Give starting point, anchor and steps of each part of a page; the first has no anchor."""
    at = [number for number, step in enumerate(page.steps) if isinstance(step, StartStep)]
    first = page.steps[: at[0]] if at else page.steps
    if first or not at:
        yield page.start, "", first
    for number, end in pairwise([*at, len(page.steps)]):
        start = page.steps[number]
        assert isinstance(start, StartStep)
        yield start.name, start.anchor, page.steps[number + 1 : end]


def for_least(route: Route) -> Route | None:
    """Give a path for clients of other versions than the page names: without their output, failing in their own way.

    A pipeline installs the clients that it names, and some blocks need newer ones: the path ends before either, and is
    none if nothing is run before.
    """
    before = list(takewhile(lambda step: not _is_beyond(step), route.steps))
    # The words of a newer client follow what made it say them.
    if len(before) < len(route.steps) and _is_output(route.steps[len(before)]):
        before.pop()
    if len(before) < len(route.steps) and not any(map(runs, before)):
        return None
    steps = (step for step in before if not _is_output(step))
    return replace(route, steps=[_failing(step) if isinstance(step, BlockStep) else step for step in steps])


def _is_beyond(step: Step) -> bool:
    return isinstance(step, BlockStep) and (step.kind is Kind.JOB or bool(step.newer))


def _is_output(step: Step) -> bool:
    return isinstance(step, BlockStep) and step.kind is Kind.OUTPUT


def _failing(block: BlockStep) -> BlockStep:
    return replace(block, exit=(ANY_FAILURE,)) if block.fails else block


def site_routes(manifest: Manifest, pages: Sequence[str] = ()) -> list[Route]:
    """Give the paths of the pages named, or of all pages, that hold a step.

    Raises:
        LookupError: a page named is not in the manifest.
    """
    unknown = [name for name in pages if name not in manifest.pages]
    if unknown:
        raise LookupError(f"The site has no page {unknown[0]}. It has: {', '.join(sorted(manifest.pages))}.")
    wanted = pages or manifest.pages.keys()
    return [
        path
        for name, page in manifest.pages.items()
        if page.steps and name in wanted
        for path in page_routes(name, page)
    ]
