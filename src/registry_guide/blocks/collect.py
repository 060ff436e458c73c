"""From a page as Sphinx read it to its entry in the manifest."""

from __future__ import annotations

from dataclasses import replace

from docutils import nodes

from registry_guide.blocks import tabs
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.nodes import Check, Frame, Menu
from registry_guide.records.manifest import BlockStep, CheckStep, MenuStep, Page, Step, Tabs


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
            node["step"] = replace(node["step"], id=f"{docname}#{number}", labels=labels)
            steps.append(node["step"])
        elif isinstance(node, Check):
            number = sum(isinstance(step, CheckStep) for step in steps) + 1
            node["step"] = replace(node["step"], id=f"{docname}!{number}", labels=labels)
            steps.append(node["step"])
        elif isinstance(node, Menu):
            steps.append(MenuStep(node["menu"], labels, node["action"]))
    found = tuple(Tabs(group.choice.name, tuple(group.panels)) for group in groups)
    return Page(title="", url="", start=start, tabs=found, steps=tuple(steps))
