"""From a page as Sphinx read it to its entry in the manifest."""

from __future__ import annotations

from docutils import nodes

from registry_guide.blocks import tabs
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.manifest import BlockStep, CheckStep, MenuStep, Page, Step, Tabs
from registry_guide.blocks.nodes import Check, Frame, Menu


def page(doctree: nodes.document, docname: str, start: str, facts: Facts) -> Page:
    """Give the manifest's entry of a page, but for title and URL, which are known when the site is written.

    Raises ValueError with a sentence for a tab label that no choice has.
    """
    groups = list(tabs.find(doctree, facts))
    steps: list[Step] = []
    for node in doctree.findall(lambda each: isinstance(each, (Frame, Check, Menu))):
        labels = tabs.labels_of(node, groups)
        if isinstance(node, Frame):
            number = sum(isinstance(step, BlockStep) for step in steps) + 1
            node["block"] = f"{docname}#{number}"
            steps.append(BlockStep(id=node["block"], labels=labels, **node["step"]))
        elif isinstance(node, Check):
            node["check"] = f"{docname}!{sum(isinstance(step, CheckStep) for step in steps) + 1}"
            steps.append(CheckStep(node["check"], node["claim"], labels))
        elif isinstance(node, Menu):
            steps.append(MenuStep(node["menu"], labels, node["action"]))
    found = tuple(Tabs(group.choice.name, tuple(group.panels)) for group in groups)
    return Page(title="", url="", start=start, tabs=found, steps=tuple(steps))
