"""Why a mutant may go unnoticed, as rows of `survivors.toml`."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files


@dataclass(frozen=True)
class Excuse:
    """A pattern for the ids of mutants, and the reason why they cannot matter."""

    id: str
    reason: str


def excuses() -> tuple[Excuse, ...]:
    """Give all rows of `survivors.toml`."""
    table = tomllib.loads(files("registry_guide.sabotage").joinpath("survivors.toml").read_text("utf-8"))
    return tuple(Excuse(**row) for row in table.get("survivor", ()))


def reason(excuses: Iterable[Excuse], name: str) -> str:
    """Give the reason why the mutant of that id may go unnoticed; empty if there is none."""
    return next((each.reason for each in excuses if fnmatchcase(name, each.id)), "")
