"""From a page as Sphinx read it to its entry in the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
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
    for node in doctree.findall(lambda each: isinstance(each, (Frame, Check, Menu, Start))):
        labels = {name: each for name, each in tabs.labels_of(node, groups).items() if name != tabs.SHELL}
        if isinstance(node, Frame):
            number = sum(isinstance(step, BlockStep) for step in steps) + 1
            alternative = tabs.alternative(node, groups)
            node["step"] = replace(node["step"], id=f"{docname}#{number}", labels=labels, alternative=alternative)
            steps.append(node["step"])
        elif isinstance(node, Check):
            number = sum(isinstance(step, CheckStep) for step in steps) + 1
            node["step"] = replace(node["step"], id=f"{docname}!{number}", labels=labels)
            steps.append(node["step"])
        elif isinstance(node, Menu):
            steps.append(MenuStep(node["menu"], labels, node["action"]))
        elif isinstance(node, Start):
            steps.append(StartStep(node["name"], _anchor(node, {each.anchor for each in starts(steps)})))
    found = tuple(Tabs(group.choice.name, tuple(group.panels)) for group in groups if group.choice.name != tabs.SHELL)
    return Page(title="", url="", start=start, tabs=found, steps=tuple(steps), routes=_declared(doctree))


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
