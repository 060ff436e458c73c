"""What readers come for, and the page that helps, as a table of facts has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from registry_guide.blocks.domain import GuideDomain
from registry_guide.blocks.errors import unknown
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.text import Text

_TITLE = "title"


@dataclass(frozen=True)
class Goal:
    """What a reader wants, the page and its heading that help, and what these leave out; no page where none helps."""

    words: str
    page: str = ""
    anchor: str = ""
    lacks: str = ""

    @property
    def link(self) -> str:
        """The link to the page, in Markdown; words where there is none."""
        heading = f"#{self.anchor}" if self.anchor else ""
        return f"[](/{self.page}.md{heading})" if self.page else "none yet"


@dataclass(frozen=True)
class Group:
    """Goals under one title."""

    title: str
    goals: tuple[Goal, ...]


def read(facts: Facts, table: str) -> list[Group]:
    """Give the groups of a table of goals, as they are written.

    Raises:
        ValueError: there is no such table, a group has no title, or a goal has not one to three texts. The message is a
            sentence.
    """
    groups: dict[str, dict[str, Text | tuple[Text, ...]]] = {}
    for name, value in facts.below(f"{table}.").items():
        group, _, key = name.partition(".")
        groups.setdefault(group, {})[key] = value
    if not groups:
        raise ValueError(unknown("table of goals", table, {name.partition(".")[0] for name in facts.values}))
    return [_group(facts, f"{table}.{name}", rows) for name, rows in groups.items()]


def _group(facts: Facts, name: str, rows: dict[str, Text | tuple[Text, ...]]) -> Group:
    title = rows.pop(_TITLE, None)
    if not isinstance(title, Text):
        raise ValueError(f"{name} has no title")
    return Group(facts.example(title), tuple(_goal(facts, f"{name}.{key}", value) for key, value in rows.items()))


def _goal(facts: Facts, name: str, value: Text | tuple[Text, ...]) -> Goal:
    if isinstance(value, Text) or not 1 <= len(value) <= 3:
        raise ValueError(f"{name}: a goal is a list of its words, the page if there is one, and what that leaves out")
    words, there, lacks = [*(facts.example(each) for each in value), "", ""][:3]
    page, _, anchor = there.partition("#")
    return Goal(words, page, anchor, lacks)


class GoalsDirective(SphinxDirective):
    """``goals TABLE``: how many of the goals have a page, and a table for each group."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Give the sentence and the tables, their links read as the page's own."""
        domain = GuideDomain.of(self.env)
        domain.note(self.env.docname, {self.arguments[0]})
        try:
            groups = read(domain.facts, self.arguments[0])
        except ValueError as error:
            raise self.error(str(error)) from None
        return self.parse_text_to_nodes("\n".join(_lines(groups)) + "\n", offset=self.content_offset)


def _lines(groups: list[Group]) -> Iterator[str]:
    goals = [goal for group in groups for goal in group.goals]
    partly = sum(bool(goal.lacks) for goal in goals)
    whole = sum(bool(goal.page) for goal in goals if not goal.lacks)
    counts = (whole, "a page"), (partly, "a page that leaves something out"), (len(goals) - whole - partly, "none yet")
    (first, has), *more = ((count, what) for count, what in counts if count)
    rest = ", ".join(f"{count} {what}" for count, what in more)
    yield f"Of {len(goals)}, {first} have {has}{', ' if rest else ''}{rest}."
    for group in groups:
        yield from ("", f"**{group.title}**", "", "| What | Page | Left out |", "| --- | --- | --- |")
        yield from (f"| {goal.words} | {goal.link} | {goal.lacks} |" for goal in group.goals)
