"""Tab groups: which choice they are, and what sphinx-tabs leaves out for readers without a mouse or a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes
from sphinx_tabs.tabs import SphinxTabsPanel, SphinxTabsTab, SphinxTabsTablist

from registry_guide.blocks.facts import Choice, Facts
from registry_guide.blocks.nodes import ancestors

#: The choice whose labels say the same in several languages: no path of its own leads through each.
SHELL = "shell"


@dataclass(frozen=True)
class TabGroup:
    """A tab group in a doctree: its choice, its list of tabs, and each label with its panel."""

    choice: Choice
    tablist: nodes.Element
    panels: dict[str, nodes.Element]


def find(doctree: nodes.document, facts: Facts) -> Iterator[TabGroup]:
    """Give all tab groups in reading order; raise ValueError with the nearest label for one of no choice."""
    for tablist in doctree.findall(SphinxTabsTablist):
        parent = tablist.parent
        names = {tab["name"]: tab.astext() for tab in tablist.findall(SphinxTabsTab)}
        panels = {
            names[panel["name"]]: panel
            for panel in parent.children
            if isinstance(panel, SphinxTabsPanel) and panel.get("name") in names
        }
        yield TabGroup(facts.choice_of(set(panels)), tablist, panels)


def labels_of(node: nodes.Node, groups: list[TabGroup]) -> dict[str, tuple[str, ...]]:
    """Give the labels under which a node stands, by choice: those of its panels, and of what else says ``when``.

    Of two that stand in each other the inner one counts: it can only name fewer.
    """
    found: dict[str, tuple[str, ...]] = {}
    by_panel = {id(panel): (group.choice.name, label) for group in groups for label, panel in group.panels.items()}
    for at in (node, *ancestors(node)):
        if id(at) in by_panel:
            choice, label = by_panel[id(at)]
            found.setdefault(choice, (label,))
        if isinstance(at, nodes.Element) and "when" in at:
            found = {**at["when"], **found}
    return found


def alternative(node: nodes.Node, groups: list[TabGroup]) -> int:
    """Give the number of the tab for its shell that a block stands in, or of what took its place; 0 for none."""
    if number := node.parent.get("alternative", 0):
        return int(number)
    for group in groups:
        for number, panel in enumerate(group.panels.values(), 1):
            if group.choice.name == SHELL and node.parent is panel:
                return number
    return 0


def mend(groups: list[TabGroup]) -> None:
    """Name the groups, and put each label into its panel for print and for pages without scripts.

    A panel's id says what it is, so that a link can lead to it: ``tab-client-uv``, and ``tab-client-uv-2`` in the
    second group of that choice. The panels' ``name`` attribute goes: HTML has none for ``div`` (WHATWG HTML, 4.4.15).
    ``hidden`` has no value "true" (6.1): empty is what says hidden.
    """
    taken: set[str] = set()
    for group in groups:
        group.tablist["data-choice"] = group.choice.name
        group.tablist["aria-label"] = group.choice.label
        tabs = {tab.astext(): tab for tab in group.tablist.findall(SphinxTabsTab)}
        for label, panel in group.panels.items():
            _identify(tabs[label], panel, _free(nodes.make_id(f"tab-{group.choice.name}-{label}"), taken))
            panel.attributes.pop("name", None)
            if panel.get("hidden"):
                panel["hidden"] = ""
            panel.insert(0, nodes.paragraph("", label, classes=["tab-label"]))


def label(doctree: nodes.document) -> None:
    """Let the label of each tab stand out where sphinx-tabs shows all of them, one below the other.

    In a format that has no tabs it makes two plain containers of each: for the label, and for what stands under it.
    """
    for group in doctree.findall(nodes.container):
        if "sphinx-tabs" in group["classes"]:
            for tab in group.children:
                if isinstance(tab, nodes.container):
                    words = nodes.strong("", tab[0].astext())
                    tab[0] = nodes.paragraph("", "", words, classes=["tab-label"])


def _free(wanted: str, taken: set[str]) -> str:
    number = 1
    found = wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def _identify(tab: nodes.Element, panel: nodes.Element, name: str) -> None:
    panel["ids"], tab["ids"] = [name], [f"{name}-button"]
    tab["aria-controls"], panel["aria-labelledby"] = name, f"{name}-button"
