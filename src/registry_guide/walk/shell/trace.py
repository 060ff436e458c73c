"""What the reader's shell ran, with its variables filled in: bash's own trace (`set -x`, Bash Reference Manual)."""

import re
from collections.abc import Iterator

# What runs inside the shell has no arguments that other users could list. From the Bash Reference Manual, chapter 4,
# and the words that begin a compound command.
_WORDS = """
. : [ alias bg bind break builtin caller cd compgen complete compopt continue declare dirs disown echo enable eval exit
export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray
readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset wait
[[ (( case for select
"""
_INSIDE = frozenset(_WORDS.split())
_ASSIGNS = re.compile(r"[A-Za-z_]\w*(\[[^\]]*\])?\+?=")


def processes(trace: str) -> list[str]:
    """Give the lines of a trace that started a process, each command with its arguments as the process got them.

    A function counts as a process: what it is called with, it may hand on.
    """
    return [
        text
        for text in _commands(trace)
        if not _ASSIGNS.match(text) and text.split(" ", 1)[0].strip("'") not in _INSIDE
    ]


def _commands(trace: str) -> Iterator[str]:
    """Give each command; one whose arguments hold line breaks goes over several lines."""
    command = ""
    for line in trace.splitlines():
        if begun := re.match(r"\++ (.*)", line):
            if command:
                yield command
            command = begun[1]
        else:
            command += f"\n{line}"
    if command:
        yield command
