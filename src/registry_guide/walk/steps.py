"""What the steps of a page ask of a reader."""

from typing import TypeGuard

from registry_guide.blocks.language import unplaced
from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.manifest import BlockStep, MenuStep, Step


def runs(step: Step) -> TypeGuard[BlockStep]:
    """Say whether a step is a block that the walk runs."""
    return isinstance(step, BlockStep) and step.kind in (Kind.COMMANDS, Kind.JOB) and step.proof is Proof.RUN


def saved(step: BlockStep) -> bool:
    """Say whether a block that is not run lies in a file that the walk can write."""
    return step.kind in (Kind.FILE, Kind.JOB) and bool(step.file) and not unplaced(step.file)


def is_menu(step: Step) -> bool:
    """Say whether a step is one in GitLab's own pages."""
    return isinstance(step, MenuStep)
