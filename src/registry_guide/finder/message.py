"""A message of a client's: one row of the facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry_guide.blocks.facts import Facts

TABLE = "message"


@dataclass(frozen=True)
class Message:
    """A message, and where the guide speaks of it.

    Attributes:
        name: what the page calls its section, as the target of links.
        page: the page with the section.
        clients: whose words they are.
        says: the words that a list shows.
        status: what GitLab had answered, if it was asked.
        printed: pieces of what the client prints, each of which stands in the output that the section shows.
        symptoms: what readers come with, by name.
    """

    name: str
    page: str
    clients: Sequence[str]
    says: str
    status: str
    printed: Sequence[str]
    symptoms: Sequence[str]

    @property
    def anchor(self) -> str:
        """The section's anchor."""
        return self.name.replace("_", "-")


def messages(facts: Facts) -> list[Message]:
    """Give all messages, in the order in which they are written; raise ValueError for a row that lacks something."""
    names = dict.fromkeys(key.split(".")[0] for key in facts.below(f"{TABLE}."))
    return [_message(facts, name) for name in names]


def _message(facts: Facts, name: str) -> Message:
    def several(key: str) -> tuple[str, ...]:
        return tuple(facts.example(text) for text in facts.texts(f"{TABLE}.{name}.{key}"))

    def one(key: str) -> str:
        return facts.example(facts.text(f"{TABLE}.{name}.{key}"))

    return Message(
        name=name,
        page=one("page"),
        clients=several("clients"),
        says=one("says"),
        status=one("status"),
        printed=several("printed"),
        symptoms=several("symptoms"),
    )
