"""What one block did in the reader's shell."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from registry_guide.records.kinds import ANY_FAILURE

# How many fields follow the name of each record of a driver; of the first two bash's has more.
_FIELDS = {"began": 1, "failed": 2, "did": 2, "found": 2, "names": 2, "shell": 1, "ended": 4}
_READS = re.compile(r"(\S+=\S* )*read\b")
_OF_BASH = {**_FIELDS, "began": 3, "failed": 5}


class End(Enum):
    """Why a block stopped."""

    DONE = "done"
    SHELL = "the shell ended"
    TIME = "time limit"
    OUTPUT = "output limit"


@dataclass(frozen=True)
class Command:
    """One simple command as bash ran it: the line of the block, its text, its exit status (0 when nothing failed).

    `top` is true for a command of the block itself, false for one inside a function or a subshell.
    """

    line: int
    text: str
    status: int
    top: bool

    @property
    def said(self) -> str:
        """The command and how it ended, as the beginning of a sentence."""
        return f"line {self.line}: `{self.text}` ended with exit status {self.status}"


@dataclass(frozen=True)
class Outcome:
    """What a block did: exit status of its last command, output, commands in order, and where the shell stands now.

    `found` is the file that each client's name means after the block; `unread` counts the characters that the reader
    would have typed and that nothing read; `duration` is in seconds. `variables` are the names of all variables of the
    shell after the block, `exported` of those that its commands get. `processes` are the commands that it started, with
    their arguments as they got them; nothing where the shell cannot say. `shell` is what the shell says that it is.
    `shown` is whether the terminal showed what the reader typed, `muted` whether it no longer shows anything.
    """

    end: End
    status: int | None
    output: str
    commands: Sequence[Command]
    duration: float
    directory: Path
    environment: Path | None
    unread: int
    found: Mapping[str, Path]
    variables: frozenset[str] = frozenset()
    exported: frozenset[str] = frozenset()
    processes: Sequence[str] | None = None
    shell: str = ""
    shown: bool = False
    muted: bool = False

    def fault(self, *expected: int) -> str | None:
        """Say what is wrong with the block, given the exit statuses of which its template expects one, or nothing.

        When a block must succeed, no command may fail where `set -e` would stop. When it must fail, its last command
        fails with such a status (or any, for ANY_FAILURE) and no other command of the block fails.
        """
        return self._stopped() or self._failed(expected) or self._mistyped()

    @property
    def _faults(self) -> list[Command]:
        return [command for command in self.commands if command.status]

    def _stopped(self) -> str | None:
        """Say why the block did not come to its end."""
        if self.end is End.SHELL and self._faults and self.processes is None:
            return f"{self._faults[-1].said}, and the shell with it"
        return {
            End.DONE: None,
            End.SHELL: f"the block ended the shell with exit status {self.status}",
            End.TIME: f"the block ran into the time limit, after {self.duration:.0f} s",
            End.OUTPUT: "the block ran into the limit of output",
        }[self.end]

    def _failed(self, expected: Sequence[int]) -> str | None:
        """Say which command failed that should not, or that none did."""
        if 0 in expected and self._faults:
            return self._faults[0].said + _hint(self._faults[0])
        if ANY_FAILURE in expected and self.status == 0:
            return "the block ended well, and it is to fail"
        if ANY_FAILURE not in expected and self.status not in expected:
            return f"the block ended with exit status {self.status}, not {' or '.join(map(str, expected))}"
        early = [command for command in self._faults if command.top][:-1]
        return f"line {early[0].line}: `{early[0].text}` failed before the command that should" if early else None

    def _mistyped(self) -> str | None:
        """Say what is wrong with what the reader typed."""
        if self.unread:
            return f"nothing read {self.unread} characters of what the reader types"
        if self.shown:
            return "the terminal shows what the reader types"
        if self.muted:
            return "the terminal no longer shows what is typed after the block"
        return None


def _hint(failed: Command) -> str:
    # At the end of what is typed, `read` fails.
    at_end = failed.status == 1 and _READS.match(failed.text)
    return '; "asks" says what the reader types there' if at_end else ""


def records(raw: bytes, *, of_bash: bool = True) -> Iterator[tuple[str, list[str]]]:
    """Read a driver's report: name and fields of each whole record."""
    fields = iter(raw.decode(errors="replace").split("\0")[:-1])
    count = _OF_BASH if of_bash else _FIELDS
    for name in fields:
        row = [field for _, field in zip(range(count[name]), fields, strict=False)]
        if len(row) == count[name]:
            yield name, row


def first(rows: Iterable[tuple[str, list[str]]], wanted: str) -> list[str] | None:
    """Give the fields of the first record of a name; nothing if there is none."""
    return next((row for name, row in rows if name == wanted), None)


def read_statements(rows: Sequence[tuple[str, list[str]]], texts: Mapping[int, str]) -> list[Command]:
    """Give the statements of a block, in order, by the records of a shell that says no more; `texts` has them by line.

    A statement failed if something in it did where `set -e` would stop.
    """
    began = [int(row[0]) for name, row in rows if name == "began"]
    failed = {int(row[0]): int(row[1]) for name, row in reversed(rows) if name == "failed" and int(row[1])}
    return [Command(line, texts[line].strip(), failed.get(line, 0), True) for line in began]


def read_commands(rows: Sequence[tuple[str, list[str]]]) -> list[Command]:
    """Give the commands of a block, in order, from its records (the driver's own, at depth 0, left out)."""
    commands: list[Command] = []
    for name, row in rows:
        if name not in ("began", "failed") or row[2] == "0":
            continue
        line, text, depth = int(row[0]), row[1], row[2]
        if name == "began":
            commands.append(Command(line, text, 0, depth == "1"))
            continue
        # The trap that reports a failure is itself a command, reported with the text of the failed one.
        for _ in range(2):
            if commands and (commands[-1].line, commands[-1].text) == (line, text):
                commands.pop()
        commands.append(Command(line, text, int(row[3]), depth == "1" and row[4] == "0"))
    return commands
