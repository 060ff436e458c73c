"""What the user of `registry-guide walk` asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click


@dataclass(frozen=True)
class Order:
    """What the user asked for; see the options of the command."""

    pages: Sequence[str]
    site: Path
    jobs: int
    keep: bool
    changed: bool
    update: bool
    gitlab: bool
    shape: str | None
    least: bool
    limit: float
    slowest: int
    shard: tuple[int, int] | None

    @property
    def apart(self) -> str:
        """The folder of a walk after which the marks of the pages stay as they are; they are of the plain one alone."""
        return "gitlab" if self.gitlab else f"shape-{self.shape}" if self.shape else "least" if self.least else ""


class OneOf(click.ParamType[tuple[int, int]]):
    """One of several, such as 2/4."""

    name = "N/OF"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Give the number and how many there are."""
        found = re.fullmatch("([0-9]{1,4})/([0-9]{1,4})", str(value))
        number, of = map(int, found.groups()) if found else (0, 0)
        if not 1 <= number <= of:
            self.fail(f"{value} is not one of several, such as 2/4, the second of four.", param, ctx)
        return number, of
