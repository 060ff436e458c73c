"""Where the practice registry answers otherwise than the real GitLab that was asked, as declared."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

FILE = files("registry_guide.practice") / "differs.toml"


@dataclass(frozen=True, slots=True)
class Difference:
    """Requests by their numbers, the parts in which their answers differ, and why."""

    rows: tuple[int, ...]
    parts: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Differences:
    """How many requests a real GitLab was asked, and those that are answered otherwise here."""

    asked: int
    differs: tuple[Difference, ...]

    @property
    def count(self) -> int:
        """How many requests are answered otherwise."""
        return sum(len(each.rows) for each in self.differs)

    @property
    def reasons(self) -> Mapping[str, int]:
        """Each reason with the number of its requests."""
        found: dict[str, int] = {}
        for each in self.differs:
            found[each.reason] = found.get(each.reason, 0) + len(each.rows)
        return found


def read() -> Differences:
    """Read the declared differences."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    return Differences(
        table["asked"],
        tuple(Difference(tuple(row["rows"]), tuple(row["parts"]), row["reason"]) for row in table["differs"]),
    )
