"""The words with which a block says what it is, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a reader does with a block: save it, run it, commit it as a pipeline, or compare with it."""

    FILE = "file"
    COMMANDS = "commands"
    JOB = "job"
    OUTPUT = "output"


class Write(StrEnum):
    """How a file block gets into its file: as the whole of it, below what it holds, or merged, table by table."""

    CREATE = "create"
    APPEND = "append"
    MERGE = "merge"


class Proof(StrEnum):
    """What stands behind a block: the walk ran it, a validator read it, or nothing did (and why)."""

    RUN = "run"
    VALIDATE = "validate"
    UNCHECKED = "unchecked"


ANY_FAILURE = -1
"""In place of an exit code: any but 0."""


@dataclass(frozen=True)
class Line:
    """What the reader types at a prompt that is no secret, such as ``y``."""

    line: str
