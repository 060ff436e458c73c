"""What authors write: the directive ``setup NAME``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx_tabs.tabs import SphinxTabsPanel, SphinxTabsTab

from registry_guide.blocks.domain import GuideDomain
from registry_guide.blocks.errors import unknown
from registry_guide.blocks.nodes import Check, Frame
from registry_guide.setup.cover import routes
from registry_guide.setup.form import classes
from registry_guide.setup.origin import ORIGIN, sign
from registry_guide.setup.rows import Part, Shown, sections, shown
from registry_guide.setup.table import Selection, Table, When, matches, selections


class Form(nodes.General, nodes.Element):
    """The form; ``setup`` is the name of its table, ``routes`` is what is walked of the page."""


class SetupDirective(SphinxDirective):
    """``setup NAME``: the form for what ``setup.NAME`` offers, and all its steps, section by section."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Give the form and the sections; report what is wrong with a row, here."""
        domain = GuideDomain.of(self.env)
        name = self.arguments[0]
        domain.note(self.env.docname, {f"setup.{name}"})
        try:
            table = table_of(domain, name, self.env.docname)
            domain.note(self.env.docname, {f"choice.{choice}" for choice in table.choices} | {f"placeholder.{ORIGIN}"})
            possible = list(selections(table))
            made = [self._section(table, label, possible) for label in sections(table, possible)]
            for section in made:
                _check_asked(section, table, possible, {})
            declared = routes(table, possible, [when for section in made for when in _conditions(section, {})])
        except ValueError as error:
            raise self.error(f"setup.{name}: {error}") from None
        example = domain.facts.placeholders[ORIGIN].example
        for section in made:
            for frame in section.findall(Frame):
                sign(frame, example, domain.facts.languages)
        form = Form("", setup=name, routes=declared)
        self.set_source_info(form)
        return [form, *made]

    def _section(self, table: Table, label: str, possible: Sequence[Selection]) -> nodes.section:
        first = table.order[0]
        here = [each for each in possible if each[first] == label]
        made = self._titled(table.choices[first].labels[label], {first: (label,)}, table)
        for step in shown(table, here):
            made += self._step(step, made["ids"][0], table)
        return made

    def _step(self, step: Shown, above: str, table: Table) -> nodes.section:
        made = self._titled(step.title, step.when, table, above)
        if step.when:
            made += _for(step.when, table)
        for piece in step.pieces:
            found = self.parse_text_to_nodes(source(piece.part))
            for choice in table.alike:
                found = [each for node in found for each in _alike(node, table, choice)]
            if piece.when:
                box = nodes.container("", _for(piece.when, table), *found, classes=classes(piece.when))
                box["when"], box["keys"] = table.titles(piece.when), piece.when
                found = [box]
            made += found
        return made

    def _titled(self, title: str, when: When, table: Table, above: str = "") -> nodes.section:
        section = nodes.section("", classes=classes(when), names=[])
        # A step's own is short: there are many, and only the search and the table of contents lead to one.
        names = (f"{above}-{number}" for number in count(1)) if above else iter([nodes.make_id(title)])
        section["ids"] = [next(each for each in names if each not in self.state.document.ids)]
        section["when"], section["keys"] = table.titles(when), when
        inline, messages = self.parse_inline(title, lineno=self.lineno)
        section += [nodes.title(title, "", *inline), *messages]
        self.set_source_info(section)
        self.state.document.note_explicit_target(section, section)
        return section


def table_of(domain: GuideDomain, name: str, page: str) -> Table:
    """Give a page's part of the table of that name.

    Raises ValueError with the nearest name, or for what is wrong with a row of it.
    """
    if name not in domain.facts.setups:
        raise ValueError(unknown("set-up", name, domain.facts.setups))
    return Table(domain.facts.setups[name], domain.facts.choices).of(page)


def _alike(node: nodes.Node, table: Table, choice: str) -> list[nodes.Node]:
    """Give each tab of a group as what stands there for those who chose its label, and the first for all others."""
    if not (isinstance(node, nodes.container) and "sphinx-tabs" in node["classes"]):
        return [node]
    keys = {label: key for key, label in table.choices[choice].labels.items()}
    names = {tab["name"]: keys[tab.astext()] for tab in node.findall(SphinxTabsTab)}
    panels = {names[panel["name"]]: panel for panel in node.findall(SphinxTabsPanel)}
    if not panels:
        # A book has no tabs: all of them stand there, each below its label.
        return [node]
    found: list[nodes.Node] = []
    for number, (key, panel) in enumerate(panels.items(), 1):
        mine = (key,) if found else tuple(each for each in keys.values() if each == key or each not in panels)
        # For whom it is its bar says.
        box = nodes.container("", *panel.children, classes=classes({choice: mine}))
        box["alternative"] = number
        found.append(box)
    return found


def _for(when: When, table: Table) -> nodes.paragraph:
    """Say for whom something stands there, where no script leaves out what is for others."""
    said = ", ".join(" or ".join(titles) for titles in table.titles(when).values())
    return nodes.paragraph("", f"{said}:", classes=["setup-for"])


def source(part: Part) -> str:
    """Give a part of a step as an author writes it on a page: a sentence, or a directive with its options."""
    (kind, argument), *options = part.items()
    if kind == "says":
        return argument
    return "\n".join([f"```{{{kind}}} {argument}", *(f":{key}: {value}" for key, value in options), "```"])


def _check_asked(node: nodes.Element, table: Table, possible: Sequence[Selection], above: When) -> None:
    """Raise ValueError if something is only for some labels of a choice that not all who see it are asked."""
    here = {**above, **node.get("keys", {})}
    for child in node.children:
        if not isinstance(child, nodes.Element):
            continue
        if "alternative" in child:
            some = [when for each in table.alike.values() for when in each]
            for chosen in possible:
                if matches(here, chosen) and not any(matches(when, chosen) for when in some):
                    raise ValueError(f"a block is in several languages, and nobody asks for one with {dict(chosen)}")
        _check_asked(child, table, possible, here)


def _conditions(node: nodes.Element, above: When) -> Iterator[When]:
    """Give the condition of each block and claim below a node."""
    here = {**above, **node.get("keys", {})}
    for child in node.children:
        if isinstance(child, (Frame, Check)):
            yield here
        elif isinstance(child, nodes.Element):
            yield from _conditions(child, here)
