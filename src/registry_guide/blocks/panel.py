"""The panel: a form with a field for each placeholder of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import takewhile

from docutils import nodes
from jinja2 import Environment, PackageLoader, StrictUndefined

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.nodes import Block, Frame, Value, ancestors
from registry_guide.blocks.placeholder import MAX_LENGTH, Placeholder
from registry_guide.blocks.spans import opening
from registry_guide.blocks.text import Hole, Text

_jinja = Environment(
    loader=PackageLoader("registry_guide.blocks", "html"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def placeholders_of(doctree: nodes.Node) -> dict[str, bool]:
    """Give the placeholders on a page, by name: whether one stands where the reader sees it before choosing a tab."""
    found: dict[str, bool] = {}
    for node in doctree.findall(nodes.Element):
        for name in _names(node):
            found[name] = found.get(name, False) or not _hidden(node)
    return found


def _names(node: nodes.Element) -> list[str]:
    if isinstance(node, Value):
        return [node["placeholder"]]
    return [hole.placeholder for hole in node["holes"]] if isinstance(node, Block) else []


def examples(names: Iterable[str], placeholders: Mapping[str, Placeholder]) -> dict[str, str]:
    """Give the example of each field that a page has, by its label."""
    wanted = set(names)
    return {each.label: each.example for name, each in placeholders.items() if name in wanted and each.typed}


def _hidden(node: nodes.Element) -> bool:
    return any(isinstance(each, nodes.Element) and "hidden" in each for each in (node, *ancestors(node)))


def packages(names: Iterable[str], facts: Facts) -> list[str]:
    """Give, as HTML, the addresses of the pages of packages in the reader's own GitLab, for a page's placeholders."""
    texts = [
        facts.text(f"packages_of.{name}").through("text") for name in names if f"packages_of.{name}" in facts.values
    ]
    return ["".join(_html(part, facts) for part in text.parts) for text in texts]


def _html(part: str | Hole, facts: Facts) -> str:
    if isinstance(part, str):
        return escape(part)
    return f"{opening(part.placeholder, part.filters, False)}{escape(facts.example(Text((part,))))}</span>"


def render(names: Mapping[str, bool], placeholders: Mapping[str, Placeholder], links: Sequence[str] = ()) -> str:
    """Give the HTML of the panel, in the order of the placeholders; "" for a page with nothing to fill in.

    Takes the page's placeholders, and whether each is seen at first, and the addresses of pages of packages, as HTML.
    The address below which a path lies has its field wherever the path has one.
    """
    wanted = {*names, *(placeholders[name].below for name in names)}
    fields = [each for name, each in placeholders.items() if name in wanted and each.typed]
    if not fields:
        return ""
    has_paths = any(each.below for each in fields)
    shown = {each.name for each in fields if names.get(each.name)}
    return _jinja.get_template("panel.html").render(
        fields=fields, shown=shown, count=len(shown), has_paths=has_paths, links=links, max_length=MAX_LENGTH
    )


def place(section: nodes.Element) -> int:
    """Give where the panel stands in a page: behind its first sentence, or else behind its title."""
    before = takewhile(lambda node: not isinstance(node, (nodes.section, Frame)), section.children)
    lead = next((at for at, node in enumerate(before) if isinstance(node, nodes.paragraph)), 0)
    return lead + 1
