"""The mistakes that are made on purpose, as rows of `rules.toml`."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

_HEAD = re.compile(r"\A\{#-?[ \t]*\n.*?-?#\}[ \t]*\n", re.DOTALL)


@dataclass(frozen=True)
class Rule:
    """A kind of mistake.

    Attributes:
        name: its name, in one word.
        says: what the mistake is, for the report.
        files: patterns of the files that it is made in, seen from the project's directory.
        find: a regular expression; each match is one mutant.
        put: what stands instead, in the notation of `re.Match.expand`; several make as many mutants.
        part: "head" or "body" of a template, or "" for a whole file.
    """

    name: str
    says: str
    files: tuple[str, ...]
    find: str
    put: tuple[str, ...]
    part: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression."""
        return re.compile(self.find, re.MULTILINE)

    def paths(self, root: Path) -> list[Path]:
        """Give the files that the rule is for, in order, relative to `root`."""
        found = {path for pattern in self.files for path in root.glob(pattern) if path.is_file()}
        return sorted(path.relative_to(root) for path in found)

    def edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Give each mistake in a file's text: where it begins and ends, in characters, and what stands there then."""
        head = _HEAD.match(text)
        split = head.end() if head else 0
        offset, searched = {"head": (0, text[:split]), "body": (split, text[split:])}.get(self.part, (0, text))
        for match in self.pattern.finditer(searched):
            for put in self.put:
                after = match.expand(put)
                if after != match.group():
                    yield offset + match.start(), offset + match.end(), after


def rules() -> tuple[Rule, ...]:
    """Give all rules, in the order of `rules.toml`."""
    table = tomllib.loads(files("tools.sabotage").joinpath("rules.toml").read_text("utf-8"))
    return tuple(
        Rule(
            name=row["name"],
            says=row["says"],
            files=tuple(row["files"]),
            find=row["find"],
            put=(row["put"],) if isinstance(row["put"], str) else tuple(row["put"]),
            part=row.get("part", ""),
        )
        for row in table["rule"]
    )
