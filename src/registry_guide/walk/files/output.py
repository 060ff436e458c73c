"""Whether the output that a page shows is the output that came."""

import difflib
import re
from collections.abc import Iterable

from registry_guide.walk.errors import StepFaultError

ELISION = "…"
#: Columns of a terminal whose width a client is not told.
WIDTH = 80
#: Columns that Rich gives the level of a log's entry; the lines of a long entry hang below what follows.
HANGING = 9

# What may vary from run to run, and what stands for it in the comparison. Both sides go through all rules, in order.
VARIES: tuple[tuple[str, str, str], ...] = (
    ("colours", r"\x1b\[[0-9;?]*[A-Za-z]", ""),
    ("what a progress bar wrote over", r"(?m)^.*\r(?!\n)", ""),
    ("blanks at the end of a line", r"(?m)[ \t\r]+$", ""),
    # Over HTTP, a client asks the walk's proxy, and its log says so.
    ("the walk's proxy", r'\bhttp://127\.0\.0\.1:\d+ "([A-Z]+) (http://[^/\s]+)/', r'\2 "\1 /'),
    ("times", r"\b\d+(?:\.\d+)?\s?(?:ms|µs|s|seconds?|minutes?)\b", "<time>"),
    ("times of day", r"\b\d{1,2}:\d{2}:\d{2}(?:\.\d+)?\b", "<time>"),
    ("speeds and sizes", r"\b\d+(?:\.\d+)?\s?(?:[kKMG]i?B|bytes|B)(?:/s)?\b", "<size>"),
    ("hashes", r"\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b", "<hash>"),
    ("interpreters", r"\b(CPython|Python) \d+\.\d+(?:\.\d+)?\b", r"\1 <version>"),
    ("versions of clients", r"\b(uv|pip|twine|poetry|pdm|hatch|flit|keyring)([ /]v?)\d+(?:\.\d+)+\b", r"\1\2<version>"),
)


def normalise(text: str) -> str:
    """Put what may vary (see VARIES) into one form, and drop empty lines at both ends."""
    for _, pattern, stands_for in VARIES:
        text = re.sub(pattern, stands_for, text)
    return text.strip("\n")


def cleaned(text: str) -> list[str]:
    """Give the lines of an output as a reader sees them: without colours, overwritten text and blanks at the end."""
    for _, pattern, stands_for in VARIES[:3]:
        text = re.sub(pattern, stands_for, text)
    return text.strip("\n").split("\n")


def unfolded(text: str) -> str:
    """Give a text with those lines joined that a client broke since they were longer than its terminal is wide.

    Clients break between words, as the page shows it; a word that is longer than a line, such as a long address, they
    break where the line is full.
    """
    return re.sub(rf"(?m)^(\S{{{WIDTH}}})\n(?=\S)", r"\1", text)


def unhung(text: str) -> str:
    """Give a text with the lines of each entry of a log joined: below the column of the levels, Rich leaves blanks."""
    return re.sub(rf"\n {{{HANGING}}}(?=\S)", " ", text)


def matches(shown: str, real: str) -> bool:
    """Say whether `real` output is what the page shows, or would be if the address in it were a shorter one.

    In `shown`, a line that is only `…` stands for any lines, also none; `…` inside a line stands for any text in it.
    """
    page, here = normalise(shown), normalise(real)
    whole = normalise(unfolded(real))
    return any(
        re.fullmatch(_pattern(one), other + "\n")
        for one, other in ((page, here), (page, whole), (unhung(page), unhung(whole)))
    )


def _pattern(shown: str) -> str:
    pattern = ""
    for line in shown.split("\n"):
        if line.strip() == ELISION:
            pattern += r"(?:[^\n]*\n)*"
        else:
            parts = ".*".join(re.escape(part) for part in line.split(ELISION))
            # What follows at the end of a line may have one of its own, and nothing left here.
            pattern += re.sub(r"\\ \.\*$", "(?: .*)?", parts) + "\n"
    return pattern


def difference(shown: str, real: str) -> str:
    """Give a unified diff from the shown output to the real one, both normalised."""
    return "\n".join(
        difflib.unified_diff(
            normalise(shown).split("\n"), normalise(real).split("\n"), "on the page", "in the walk", lineterm=""
        )
    )


def compare(shown: str, real: str, private: Iterable[str]) -> str:
    """Say that `real` output is what the page shows; `private` are texts that only this run knows.

    Raises:
        StepFaultError: it is not; it holds both, the real one without what is private.
    """
    if not matches(shown, real):
        public = re.sub("|".join(map(re.escape, private)), ELISION, real)
        sentence = f"the output is not what the page shows\n{difference(shown, real)}"
        raise StepFaultError(sentence, shown, public)
    return "as shown"
