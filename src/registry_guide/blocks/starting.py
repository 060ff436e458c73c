"""What authors write where a part of a page stands for itself: the directive ``start``."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from registry_guide.blocks.domain import GuideDomain
from registry_guide.blocks.errors import unknown
from registry_guide.blocks.nodes import Start
from registry_guide.blocks.text import parse

#: How a sentence begins that goes on with a summary, by the first word of that; "Here" if it is a sentence by itself.
_BEGINNINGS = {"in": "You are", "beside": "You are", "with": "You work"}


def situation(summary: str) -> str:
    """Make a sentence of the summary of a starting point: where the reader is, what they have, or what is so."""
    return f"{_BEGINNINGS.get(summary.split()[0], 'Here')} {summary}."


class StartDirective(SphinxDirective):
    """``start NAME``: from here on the reader stands at that starting point, whatever stands above."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Give the place, and a sentence that says where what follows was seen."""
        domain = GuideDomain.of(self.env)
        name = self.arguments[0]
        domain.note(self.env.docname, {f"start.{name}"})
        if name not in domain.facts.starts:
            raise self.error(unknown("starting point", name, domain.facts.starts))
        summary = parse(domain.facts.starts[name]["summary"], domain.facts.fact_or_placeholder)
        inline, messages = self.parse_inline(situation(domain.facts.example(summary)), lineno=self.lineno)
        return [Start("", name=name), nodes.paragraph("", "", *inline, classes=["source", "start"]), *messages]
