"""Claims that a page makes: which there are, and which function proves which."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from registry_guide.blocks.errors import unknown
from registry_guide.practice.request_log import Entry
from registry_guide.walk.errors import StepFaultError

_SLOT = r"\b[A-Z]{2,}\b"


@dataclass(frozen=True)
class Evidence:
    """What a claim is held against.

    Attributes:
        home: the reader's home.
        directory: where the reader stands.
        environment: the active virtual environment, if there is one.
        variables: the names of all variables of the reader's shell.
        exported: the names of those that commands get.
        earlier: the names of all variables that the shell had after an earlier block.
        pasted: the texts that the reader pasted into the shell, in order.
        processes: the commands that the shell started, with their arguments; nothing where it cannot say.
        requests: what the clients asked since the page began.
        secrets: the tokens that the walk gave out, by placeholder.
        fetch: gives the body of a URL as an owner of the project sees it, or nothing if there is no such page.
        package_url: gives the URL of a package's page in the project's index.
        host: the host of GitLab, as the requests name it.
        answer: gives the status that GitLab answers a token (by placeholder) that installs or publishes at a place.
    """

    home: Path
    directory: Path
    environment: Path | None
    variables: frozenset[str]
    exported: frozenset[str]
    earlier: frozenset[str]
    pasted: Sequence[str]
    processes: Sequence[str] | None
    requests: list[Entry]
    secrets: Mapping[str, str]
    fetch: Callable[[str], str | None]
    package_url: Callable[[str], str]
    host: str
    answer: Callable[[str, str, str], int]


Proof = Callable[[Evidence, Mapping[str, str]], None]


@dataclass(frozen=True)
class Claim:
    """A claim with slots in capitals, such as `published NAME VERSION`. A part in square brackets may be left out.

    Attributes:
        form: the words that an author writes.
        says: what a reader is told once it is proven, with the same slots.
        how: what it is held against, in words that follow `says`.
        prove: takes the evidence and the slots' words by name; raises StepFaultError if the claim does not hold.
    """

    form: str
    says: str
    how: str
    prove: Proof

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The form as a regular expression for a whole claim."""
        text = re.sub(r" \[(.*?)\]", r"(?: \1)?", self.form)
        return re.compile(re.sub(_SLOT, lambda slot: rf"(?P<{slot[0]}>\S+)", text))

    def slots(self, words: str) -> dict[str, str] | None:
        """Give the words in the slots of a claim of this form, or nothing if it has another form."""
        found = self.pattern.fullmatch(words.strip())
        return {name: word for name, word in found.groupdict().items() if word is not None} if found else None

    def sentence(self, slots: Mapping[str, str]) -> str:
        """Give what a reader is told, with the slots filled in."""
        held = re.sub(
            r" \[(.*?)\]",
            lambda part: f" {part[1]}" if set(re.findall(_SLOT, part[1])) <= set(slots) else "",
            self.says,
        )
        return re.sub(_SLOT, lambda slot: slots[slot[0]], held)


def find(claims: Sequence[Claim], words: str) -> tuple[Claim, dict[str, str]] | None:
    """Give the claim whose form fits the words of a page, and the words in its slots; nothing if none fits."""
    for claim in claims:
        slots = claim.slots(words)
        if slots is not None:
            return claim, slots
    return None


def prove(claims: Sequence[Claim], words: str, evidence: Evidence) -> None:
    """Hold a claim, in the words of the page, against the evidence.

    Raises:
        StepFaultError: it does not hold, or no form of words fits it.
    """
    found = find(claims, words)
    if found is None:
        raise StepFaultError(unknown("form of a claim", words, [claim.form for claim in claims]))
    claim, slots = found
    claim.prove(evidence, slots)
