"""The panel: a form with a field for each placeholder of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docutils import nodes
from jinja2 import Environment, PackageLoader, StrictUndefined

from registry_guide.blocks.nodes import Block, Value
from registry_guide.blocks.placeholder import MAX_LENGTH, Placeholder

_jinja = Environment(
    loader=PackageLoader("registry_guide.blocks", "html"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def placeholders_of(doctree: nodes.Node) -> dict[str, None]:
    """Give the names of the placeholders on a page."""
    found: dict[str, None] = {}
    for node in doctree.findall(lambda each: isinstance(each, (Block, Value))):
        if isinstance(node, Value):
            found[node["placeholder"]] = None
        elif isinstance(node, Block):
            found.update(dict.fromkeys(hole.placeholder for hole in node["holes"]))
    return found


def render(names: Iterable[str], placeholders: Mapping[str, Placeholder]) -> str:
    """Give the HTML of the panel, in the order of the placeholders; "" for a page with nothing to fill in."""
    wanted = set(names)
    fields = [each for name, each in placeholders.items() if name in wanted and not each.secret]
    if not fields:
        return ""
    bases = {each.below: placeholders[each.below].example for each in fields if each.below}
    return _jinja.get_template("panel.html").render(fields=fields, bases=bases, max_length=MAX_LENGTH)
