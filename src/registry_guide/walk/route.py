"""Which paths a reader can take through a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from registry_guide.records.kinds import ANY_FAILURE, Kind, Proof
from registry_guide.records.manifest import BlockStep, CheckStep, Manifest, Page, Step


@dataclass(frozen=True)
class Route:
    """One label for each choice of a page, and the steps that a reader with these labels meets, in reading order."""

    page: str
    start: str
    labels: Mapping[str, str]
    steps: Sequence[Step]

    @property
    def name(self) -> str:
        """The path's name: the page, and its labels if it has choices, such as `install/pip[token=deploy]`."""
        chosen = ",".join(f"{choice}={label}" for choice, label in self.labels.items())
        return f"{self.page}[{chosen}]" if chosen else self.page

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


def agrees(wanted: Mapping[str, str], chosen: Mapping[str, str]) -> bool:
    """Say whether something that stands under the tabs `wanted` is seen by a reader who chose `chosen`."""
    return all(chosen.get(choice) == label for choice, label in wanted.items())


def page_routes(name: str, page: Page) -> Iterator[Route]:
    """Give every combination of labels of the page's choices, each with its steps.

    Tab groups of one choice move together, so a choice counts once however many groups show it. A page without
    choices has one path.
    """
    for labels in product(*page.choices.values()):
        chosen = dict(zip(page.choices, labels, strict=True))
        steps = [step for step in page.steps if agrees(step.labels, chosen)]
        yield Route(name, page.start, chosen, steps)


def for_least(route: Route) -> Route | None:
    """Give a path for clients of other versions than the page names: without their output, failing in their own way.

    Gives nothing for a path with a pipeline, which installs the clients that it names.
    """
    if any(block.kind is Kind.JOB for block in route.blocks):
        return None
    steps = (step for step in route.steps if not isinstance(step, BlockStep) or step.kind is not Kind.OUTPUT)
    return replace(route, steps=[_failing(step) if isinstance(step, BlockStep) else step for step in steps])


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
    return [
        path
        for name, page in manifest.pages.items()
        if page.steps and (not pages or name in pages)
        for path in page_routes(name, page)
    ]
