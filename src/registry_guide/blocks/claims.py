"""What a page says of its claims: each with its mark, those that follow each other on one line."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes

from registry_guide.blocks import marks
from registry_guide.blocks.nodes import Check, Frame
from registry_guide.blocks.placeholder import Placeholder
from registry_guide.records.ledger import Ledger

# What a sentence may lead to beside a claim.
_LED_TO = (Frame, nodes.Sequential, nodes.literal_block, nodes.table)


def mark(doctree: nodes.document, ledger: Ledger | None, placeholders: Iterable[Placeholder]) -> None:
    """Write to each claim what the ledger says of it, and the examples that values replace in its words."""
    examples = {each.example: each.name for each in placeholders if each.typed}
    for check in doctree.findall(Check):
        words = marks.checked(ledger, check["step"])
        check["examples"], check["marks"] = examples, [words] if words else []


def join(doctree: nodes.document) -> None:
    """Make one of the claims that follow each other, so that they take one line."""
    for parent in {id(check.parent): check.parent for check in doctree.findall(Check)}.values():
        left: list[nodes.Node] = []
        for child in parent.children:
            if isinstance(child, Check) and left and isinstance(left[-1], Check):
                left[-1]["marks"] += child["marks"]
            else:
                left.append(child)
        parent.children = left


def end(doctree: nodes.document) -> None:
    """End the sentences that lead to a claim with a full stop where nothing is shown of it: a colon led nowhere."""
    for check in doctree.findall(Check):
        before, after = _beside(check)
        if check.get("marks") or not isinstance(before, nodes.paragraph) or isinstance(after, _LED_TO):
            continue
        last = before.children[-1]
        if isinstance(last, nodes.Text) and last.endswith(":"):
            before.replace(last, nodes.Text(f"{last.removesuffix(':')}."))


def _beside(check: Check) -> tuple[nodes.Node | None, nodes.Node | None]:
    """Give what stands before a claim, and after it and the claims that follow it."""
    around = check.parent.children
    at = around.index(check)
    after = (each for each in around[at:] if not isinstance(each, Check))
    return around[at - 1] if at else None, next(after, None)
