"""What came of a path."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from registry_guide.practice.request_log import Entry
from registry_guide.records.manifest import BlockStep, CheckStep, MenuStep, Step
from registry_guide.walk.claims.publication import Scene
from registry_guide.walk.route import Route


@dataclass(frozen=True)
class Fault:
    """Why a step does not hold: a sentence, and what was shown or expected beside what came."""

    sentence: str
    expected: str = ""
    real: str = ""


@dataclass(frozen=True)
class StepResult:
    """A step that was walked: the versions of the clients that ran, how long it took in seconds, its log, its fault.

    `scenes` are those in which a block that publishes was proven to arrive. `shell` is what the shell that ran it said
    of itself: its name, and its version if it has one. `unproven` says why a claim could be neither proven nor
    disproven here.
    """

    step: Step
    versions: Mapping[str, str] = field(default_factory=dict)
    duration: float = 0.0
    log: str = ""
    fault: Fault | None = None
    scenes: Sequence[Scene] = ()
    shell: str = ""
    unproven: str = ""


@dataclass(frozen=True)
class RouteResult:
    """A path that was walked up to its end or its first fault; steps after a fault were not reached.

    `requests` is what the registry was asked on the way; `trouble` is a fault outside all steps (in the set-up);
    `fingerprint` is that of the path when it was walked; `skipped` says why a path was not walked at all.
    """

    route: Route
    steps: Sequence[StepResult]
    duration: float
    requests: Sequence[Entry] = ()
    trouble: Fault | None = None
    fingerprint: str = ""
    skipped: str = ""

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


def redacted(result: RouteResult, secrets: Iterable[str]) -> RouteResult:
    """Give a result in whose texts an ellipsis stands for each secret."""
    pattern = re.compile("|".join(re.escape(form) for secret in secrets for form in {secret, quote(secret, safe="")}))

    def clean(text: str) -> str:
        return pattern.sub("…", text) if pattern.pattern else text

    def without(fault: Fault | None) -> Fault | None:
        return fault and Fault(clean(fault.sentence), clean(fault.expected), clean(fault.real))

    steps = [replace(step, log=clean(step.log), fault=without(step.fault)) for step in result.steps]
    return replace(result, steps=steps, trouble=without(result.trouble))


def title(step: Step) -> str:
    """Name a step in a line."""
    if isinstance(step, BlockStep):
        return f"{step.id} {step.template}: {step.purpose}"
    if isinstance(step, CheckStep):
        return f"claim: {step.claim}"
    return f"in GitLab: {step.name}" if isinstance(step, MenuStep) else step.type
