"""What came of a path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from registry_guide.blocks.manifest import BlockStep, Step
from registry_guide.practice.requestlog import Entry
from registry_guide.walk.path import Path


@dataclass(frozen=True)
class Fault:
    """Why a step does not hold: a sentence, and what was shown or expected beside what came."""

    sentence: str
    expected: str = ""
    real: str = ""


@dataclass(frozen=True)
class StepResult:
    """A step that was walked: the versions of the clients that ran, how long it took in seconds, its log, its fault."""

    step: Step
    versions: Mapping[str, str] = field(default_factory=dict)
    duration: float = 0.0
    log: str = ""
    fault: Fault | None = None


@dataclass(frozen=True)
class PathResult:
    """A path that was walked up to its end or its first fault; steps after a fault were not reached.

    `requests` is what the registry was asked on the way; `trouble` is a fault outside all steps (in the set-up);
    `fingerprint` is that of the path when it was walked.
    """

    path: Path
    steps: Sequence[StepResult]
    duration: float
    requests: Sequence[Entry] = ()
    trouble: Fault | None = None
    fingerprint: str = ""

    @property
    def fault(self) -> Fault | None:
        """The fault that ended the path, if one did."""
        return self.trouble or next((step.fault for step in self.steps if step.fault), None)

    @property
    def failed(self) -> Step | None:
        """The step at which the path ended, if one did not hold."""
        return next((step.step for step in self.steps if step.fault), None)

    @property
    def log(self) -> str:
        """What happened, step by step, for a file beside the ledger."""
        return "\n".join(step.log for step in self.steps)


def title(step: Step) -> str:
    """Name a step in a line."""
    if isinstance(step, BlockStep):
        return f"{step.id} {step.template}: {step.purpose}"
    return f"claim: {step.claim}" if step.type == "check" else f"in GitLab: {step.name}"
