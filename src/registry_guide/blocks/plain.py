"""Commands that are the same in every shell: a program, and words in which no shell sees a meaning of its own."""

from __future__ import annotations

import re
from collections.abc import Collection

# PowerShell parts an option at a dot or a colon, and what begins with `@` or `%` is its own:
# https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_parsing
_WORD = re.compile(r"--?\w[\w-]*|[\w./:+][\w./:=@%+-]*", re.ASCII)


def is_plain(text: str, programs: Collection[str]) -> bool:
    """Say whether each line of some commands starts one of these programs, and means the same in every shell."""
    lines = text.splitlines()
    return bool(lines) and all(_is_plain(line.split(" "), programs) for line in lines)


def _is_plain(words: list[str], programs: Collection[str]) -> bool:
    return words[0] in programs and all(map(_WORD.fullmatch, words))
