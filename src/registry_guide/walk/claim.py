"""Claims that a page makes: which there are, and which function proves which."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from registry_guide.blocks.errors import unknown
from registry_guide.practice.requestlog import Entry
from registry_guide.walk.errors import StepFaultError


@dataclass(frozen=True)
class Evidence:
    """What a claim is held against.

    Attributes:
        home: the reader's home.
        directory: where the reader stands.
        environment: the active virtual environment, if there is one.
        requests: what the clients asked since the page began.
        secrets: the tokens that the walk gave out, by placeholder.
        fetch: gives the body of a URL as an owner of the project sees it, or nothing if there is no such page.
        package_url: gives the URL of a package's page in the project's index.
    """

    home: Path
    directory: Path
    environment: Path | None
    requests: list[Entry]
    secrets: Mapping[str, str]
    fetch: Callable[[str], str | None]
    package_url: Callable[[str], str]


Proof = Callable[[Evidence, Mapping[str, str]], None]


@dataclass(frozen=True)
class Claim:
    """A form of words with slots in capitals, such as `published NAME VERSION`, and the function that proves it.

    The function takes the evidence and the slots' words by name; it raises StepFaultError if the claim does not hold.
    A part in square brackets may be left out.
    """

    form: str
    prove: Proof

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The form as a regular expression for a whole claim."""
        text = re.sub(r" \[(.*?)\]", r"(?: \1)?", self.form)
        return re.compile(re.sub(r"\b([A-Z]+)\b", lambda slot: rf"(?P<{slot[1]}>\S+)", text))


def prove(claims: Mapping[str, Proof], words: str, evidence: Evidence) -> None:
    """Hold a claim, in the words of the page, against the evidence.

    Raises:
        StepFaultError: it does not hold, or no form of words fits it.
    """
    for form, function in claims.items():
        claim = Claim(form, function)
        found = claim.pattern.fullmatch(words.strip())
        if found:
            claim.prove(evidence, {name: word for name, word in found.groupdict().items() if word is not None})
            return
    raise StepFaultError(unknown("form of a claim", words, claims))
