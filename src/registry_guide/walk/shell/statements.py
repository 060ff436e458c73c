"""The statements of a block, as the shell itself takes it apart."""

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

_PATIENCE = 10.0  # seconds to read a few lines


def statements(text: str, shell: Path, environment: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Give each statement of a block with the number of its first line.

    A line belongs to the statement before it until the shell, asked to read and not to run, finds that complete. From
    a here-document on, all is one: some shells take its end for missing and say nothing.
    """
    lines = text.splitlines(keepends=True)
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and not _complete("".join(lines[at:end]), shell, environment):
            end += 1
        statement = "".join(lines[at:end])
        if "<<" in statement:
            statement, end = "".join(lines[at:]), len(lines)
        if statement.strip():
            yield at + 1, statement
        at = end


def _complete(text: str, shell: Path, environment: Mapping[str, str]) -> bool:
    # zsh takes these for complete where its input ends.
    if text.rstrip().endswith(("\\", "&&", "|")):
        return False
    read = subprocess.run(
        [str(shell), "-n"],
        input=text.encode(),
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_PATIENCE,
        check=False,
    )
    return read.returncode == 0
