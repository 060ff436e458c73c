"""Why a mutant may go unnoticed, as rows of `survivors.toml`."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files


@dataclass(frozen=True)
class Accepted:
    """A pattern for the ids of mutants, and the reason why they cannot matter."""

    id: str
    reason: str


def accepted() -> tuple[Accepted, ...]:
    """Give all rows of `survivors.toml`."""
    table = tomllib.loads(files("tools.sabotage").joinpath("survivors.toml").read_text("utf-8"))
    return tuple(Accepted(**row) for row in table.get("survivor", ()))


def reason(accepted: Iterable[Accepted], name: str) -> str:
    """Give the reason why the mutant of that id may go unnoticed; empty if there is none."""
    return next((each.reason for each in accepted if fnmatchcase(name, each.id)), "")
