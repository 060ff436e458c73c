"""Where the practice registry answers otherwise than GitLab was seen to, or by what was read: rows of guesses.toml."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

FILE = files("registry_guide.practice") / "guesses.toml"


class Ground(StrEnum):
    """Why an answer is uncertain, or other than GitLab's."""

    READ = "read in GitLab's code, not seen"
    READ_PYPI = "read in PyPI's code, not seen"
    UNKNOWN = "not known"
    PRACTICE = "the practice registry's own"


@dataclass(frozen=True, slots=True)
class Guess:
    """One answer: what it is about, what the practice registry does, and on what ground it is given."""

    about: str
    sentence: str
    ground: Ground


def read() -> tuple[Guess, ...]:
    """Give all rows, in the order in which the page has them."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["guess"]
    return tuple(Guess(row["about"], row["sentence"], Ground[row["ground"].upper()]) for row in rows)
