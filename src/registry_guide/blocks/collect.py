"""From a page as Sphinx read it to its entry in the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from docutils import nodes

from registry_guide.blocks import tabs
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.nodes import Check, Frame, Menu, Start
from registry_guide.records.manifest import (
    BlockStep,
    CheckStep,
    Declared,
    Manifest,
    MenuStep,
    Page,
    StartStep,
    Step,
    Tabs,
)


def whole(pages: Mapping[str, Page], facts: Facts) -> Manifest:
    """Give the manifest of all pages, by name, with what the facts say of the placeholders in them."""
    placeholders = facts.placeholders
    return Manifest(
        pages=dict(pages),
        examples={name: each.example for name, each in placeholders.items()},
        secrets=tuple(name for name, each in placeholders.items() if each.secret),
        made=tuple(name for name, each in placeholders.items() if each.made),
    )


def page(doctree: nodes.document, docname: str, start: str, facts: Facts) -> Page:
    """Give the manifest's entry of a page, but for title and URL, which are known when the site is written.

    Raises ValueError with a sentence for a tab label that no choice has, and for a start that stands in a tab or does
    not begin its section.
    """
    groups = list(tabs.find(doctree, facts))
    steps: list[Step] = []
    for node in doctree.findall(nodes.Element):
        if isinstance(node, (Frame, Check, Menu, Start)):
            steps.append(_step(node, docname, groups, steps))
    found = tuple(Tabs(group.choice.name, tuple(group.panels)) for group in groups if group.choice.name != tabs.SHELL)
    return Page(title="", url="", start=start, tabs=found, steps=tuple(steps), routes=_declared(doctree))


def _step(node: nodes.Element, docname: str, groups: list[tabs.TabGroup], before: Sequence[Step]) -> Step:
    """Give the step that a node is; the node of a block or a claim keeps it, for the page that is written."""
    if isinstance(node, Start):
        return StartStep(node["name"], _anchor(node, {each.anchor for each in starts(before)}))
    labels = {name: each for name, each in tabs.labels_of(node, groups).items() if name != tabs.SHELL}
    if isinstance(node, Menu):
        return MenuStep(node["menu"], labels, node["action"])
    step: BlockStep | CheckStep = node["step"]
    sign = "#" if isinstance(step, BlockStep) else "!"
    number = sum(type(each) is type(step) for each in before) + 1
    step = replace(step, id=f"{docname}{sign}{number}", labels=labels)
    if isinstance(step, BlockStep):
        step = replace(step, alternative=tabs.alternative(node, groups))
    node["step"] = step
    return step


def _declared(doctree: nodes.document) -> tuple[Declared, ...]:
    found: list[Declared] = []
    for node in doctree.findall(nodes.Element):
        found += node.get("routes", ())
    return tuple(found)


def starts(steps: Iterable[Step]) -> list[StartStep]:
    """Give the starts among steps."""
    return [step for step in steps if isinstance(step, StartStep)]


def _anchor(node: nodes.Node, taken: Set[str]) -> str:
    section = node.parent
    if not isinstance(section, nodes.section):
        raise ValueError("a start stands directly below a heading, not in a tab, a list or a note")
    # The page's own word for the section, if it has one, rather than what the heading happens to say.
    anchor = str(section["ids"][0])
    if anchor in taken:
        raise ValueError(f"the section {anchor} has two starts")
    return anchor
