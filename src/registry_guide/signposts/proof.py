"""What the last walk proved of the whole guide, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from registry_guide.blocks.marks import row_of
from registry_guide.records.ledger import Ledger, Level
from registry_guide.records.manifest import Page


class Proof(nodes.paragraph):
    """Stands for the sentence until all pages are read; its child leads to the page that says how."""


class ProofDirective(SphinxDirective):
    """``proof PAGE``: how many blocks the last walk ran, and a link to the page that says how; nothing without one."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Give the place, with the link."""
        link = addnodes.pending_xref(
            "",
            nodes.inline("", "How they are run"),
            refdomain="std",
            reftype="doc",
            reftarget=self.arguments[0],
            refexplicit=True,
            refdoc=self.env.docname,
        )
        return [Proof("", "", link, classes=["proof"])]


def proved(ledger: Ledger | None, pages: Iterable[Page]) -> str:
    """Say how many of all blocks ran in the last walk, with exactly the text that they have now; empty if none did."""
    blocks = [block for page in pages for block in page.blocks]
    ran = sum(1 for block in blocks if (row := row_of(ledger, block)) and row.level is Level.RAN)
    if ledger is None or not ran:
        return ""
    day = f"{ledger.when:%Y-%m-%d}"
    return f"{ran} of the {len(blocks)} blocks of this guide ran exactly as they are printed. Last walk: {day}."
