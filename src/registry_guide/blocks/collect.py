"""From a page as Sphinx read it to its entry in the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from itertools import product

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


def page(doctree: nodes.document, docname: str, start: str | Mapping[str, str], facts: Facts) -> Page:
    """Give the manifest's entry of a page, but for title and URL, which are known when the site is written.

    Args:
        doctree: the page as it was read.
        docname: its name.
        start: where its reader stands when it begins; by the label of a tab, if that depends on what they choose.
        facts: of the guide.

    Raises:
        ValueError: with a sentence, for a tab label that no choice has, for a start that stands in a tab or does not
            begin its section, and for starts by label that are not those of one choice.
    """
    groups = list(tabs.find(doctree, facts))
    steps: list[Step] = []
    for node in doctree.findall(nodes.Element):
        if isinstance(node, (Frame, Check, Menu, Start)):
            steps.append(_step(node, docname, groups, steps))
    found = tuple(Tabs(group.choice.name, tuple(group.panels)) for group in groups if group.choice.name != tabs.SHELL)
    if isinstance(start, str):
        return Page(title="", url="", start=start, tabs=found, steps=tuple(steps), routes=_declared(doctree))
    made = Page(title="", url="", start=next(iter(start.values()), ""), tabs=found, steps=tuple(steps))
    # Some builders know no tabs: what they read has no routes.
    return replace(made, routes=_by_label(start, made)) if made.tabs else made


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


def _by_label(begins: Mapping[str, str], page: Page) -> tuple[Declared, ...]:
    """Give the route of each combination of labels, each with the start of that label which has one."""
    if not any(set(labels) == begins.keys() for labels in page.choices.values()):
        raise ValueError(f"`start:` has a row for each label of one tab group; it has {', '.join(begins)}")
    if starts(page.steps):
        raise ValueError("where `start:` has a row for each label, no part of the page has a start of its own")
    combinations = (dict(zip(page.choices, labels, strict=True)) for labels in product(*page.choices.values()))
    return tuple(
        Declared(chosen, next(begins[label] for label in chosen.values() if label in begins)) for chosen in combinations
    )


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
