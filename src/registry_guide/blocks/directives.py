"""What authors write: the directives ``block``, ``check``, ``menu`` and the roles ``fact``, ``value``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective, SphinxRole

from registry_guide.blocks.action import action_of
from registry_guide.blocks.domain import GuideDomain
from registry_guide.blocks.errors import SourceError
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.fill import with_examples
from registry_guide.blocks.menu import Menu as MenuFact
from registry_guide.blocks.menu import menu_of
from registry_guide.blocks.nodes import Block, Check, Frame, Menu, There, Value
from registry_guide.blocks.report import Report
from registry_guide.blocks.tabs import SHELL
from registry_guide.blocks.template import Rendered
from registry_guide.blocks.text import Text, parse
from registry_guide.records.kinds import Write
from registry_guide.records.manifest import BlockStep, CheckStep, FilledHole

#: What a caption tells the reader whose file holds other things too.
_ADDED = {Write.APPEND: " (add at the end)", Write.MERGE: " (add, joining tables that exist)"}


class _AnyOption(dict[str, Callable[[str], str]]):
    """Lets every option through: which ones there are, the template's head says."""

    def __missing__(self, key: str) -> Callable[[str], str]:
        return lambda value: (value or "").strip()

    def __bool__(self) -> bool:
        return True


def values(text: Text, domain: GuideDomain) -> list[nodes.Node]:
    """Give a text as inline nodes, with each hole a :class:`Value` that shows its example."""
    facts = domain.facts
    result: list[nodes.Node] = []
    for part in text.parts:
        if isinstance(part, str):
            result.append(nodes.Text(part))
            continue
        shown = facts.example(Text((part,)))
        secret = facts.placeholders[part.placeholder].secret
        result.append(Value("", shown, placeholder=part.placeholder, filters=part.filters, secret=secret))
    return result


def shell_templates(stem: str, names: Iterable[str], facts: Facts) -> dict[str, str]:
    """Give the templates that say the same in several shells, by the label of their tab; none for a template's name."""
    choice = facts.choices.get(SHELL)
    found = {name.removeprefix(f"{stem}."): name for name in names if name.startswith(f"{stem}.")}
    if choice is None or len(found) < 2:
        return {}
    by_suffix = {facts.languages[key].suffix: label for key, label in choice.labels.items()}
    return {label: found[suffix] for suffix, label in by_suffix.items() if suffix in found}


class BlockDirective(SphinxDirective):
    """``block NAME``: the template of that name, with the page's options."""

    required_arguments = 1
    option_spec = _AnyOption()

    def run(self) -> list[nodes.Node]:
        """Give the block in its frame; report what is wrong with the template, here."""
        domain = GuideDomain.of(self.env)
        shells = shell_templates(self.arguments[0], domain.templates.names, domain.facts)
        if shells:
            return self._in_each(shells)
        if self.arguments[0] in domain.templates.names:
            # Also when it cannot be rendered: the page uses it, and is to be read again once it is mended.
            domain.note(self.env.docname, {f"template.{self.arguments[0]}"})
        try:
            rendered = domain.templates.render(self.arguments[0], {k: str(v) for k, v in self.options.items()})
        except SourceError as error:
            raise self.error(str(error)) from None
        domain.note(self.env.docname, rendered.used)
        return [self._framed(rendered, domain)]

    def _framed(self, rendered: Rendered, domain: GuideDomain) -> Frame:
        """Give a block with what stands around it: its bar, and the name of its file if it has one."""
        examples = {name: each.example for name, each in domain.facts.placeholders.items()}
        text, holes = with_examples(rendered.text, examples)
        file, file_holes = with_examples(rendered.file, examples)
        lexer = domain.facts.languages[rendered.head.language].lexer
        block = Block(text, text.removesuffix("\n"), language=lexer, holes=holes, force=False)
        block["secrets"] = {name for name, each in domain.facts.placeholders.items() if each.secret}
        block["highlight_args"] = {}
        frame = Frame("", step=_step(rendered, (text, holes), (file, file_holes)))
        self.set_source_info(block)
        self.set_source_info(frame)
        frame += self._captioned(block, rendered, domain) if rendered.head.file else block
        return frame

    def _in_each(self, shells: Mapping[str, str]) -> list[nodes.Node]:
        """Give a tab for each shell, with the block of its template and the page's options."""
        options = [f":{name}: {value}" for name, value in self.options.items()]
        tabs = [
            ["````{group-tab} " + label, f"```{{block}} {name}", *options, "```", "````"]
            for label, name in shells.items()
        ]
        lines = ["`````{tabs}", *(line for tab in tabs for line in tab), "`````"]
        around = nodes.container()
        self.state.nested_parse(StringList(lines, self.get_source_info()[0]), self.content_offset, around)
        for group in around.findall(nodes.container):
            if "sphinx-tabs" in group["classes"]:
                group["classes"].append("shells")
        return list(around.children)

    def _captioned(self, block: Block, rendered: Rendered, domain: GuideDomain) -> nodes.container:
        # The same nodes as those of code-block's :caption:, so that themes and LaTeX show them alike.
        caption = nodes.caption("", "", *values(rendered.file, domain))
        if rendered.head.write is not Write.CREATE:
            added = _ADDED[rendered.head.write]
            caption += nodes.inline("", added, classes=["added"])
        self.set_source_info(caption)
        wrapper = nodes.container("", caption, block, literal_block=True, classes=["literal-block-wrapper"])
        self.set_source_info(wrapper)
        return wrapper


#: A text that shows examples, and its holes.
_Filled = tuple[str, tuple[FilledHole, ...]]


def _step(rendered: Rendered, shown: _Filled, file: _Filled) -> BlockStep:
    """Give the block's step but for what only the whole page knows: its id and its labels."""
    head = rendered.head
    text, holes = shown
    return BlockStep(
        id="",
        template=rendered.template,
        options=dict(rendered.options),
        language=head.language,
        kind=head.kind,
        file=file[0],
        write=head.write,
        purpose=head.purpose,
        proof=head.proof,
        by=head.by,
        asks=head.asks,
        exit=head.exit,
        labels={},
        text=text,
        holes=holes,
        file_holes=file[1],
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        publishes=head.publishes,
        resumes=head.resumes,
        pushes=head.pushes,
        plays=head.plays,
        terminal=head.terminal,
        newer=head.newer,
    )


class CheckDirective(SphinxDirective):
    """``check CLAIM``: a claim that the walk proves at this place of the page."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Give the claim, with placeholders shown as their examples."""
        domain = GuideDomain.of(self.env)
        try:
            text = parse(self.arguments[0], domain.facts.fact_or_placeholder)
            claim = domain.facts.example(text)
        except ValueError as error:
            raise self.error(str(error)) from None
        domain.note(self.env.docname, {f"placeholder.{hole.placeholder}" for hole in text.holes})
        node = Check("", step=CheckStep(id="", claim=claim, labels={}))
        self.set_source_info(node)
        return [node]


class MenuDirective(SphinxDirective):
    """``menu NAME``: the steps of the fact ``menu.NAME``, a numbered list for each version of GitLab that differs."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Give the lists, their words read as the page's own markup, and what they hold for."""
        domain = GuideDomain.of(self.env)
        name = self.arguments[0]
        domain.note(self.env.docname, {f"menu.{name}"})
        try:
            menu, action = menu_of(domain.facts, name), action_of(domain.facts, name)
        except ValueError as error:
            raise self.error(str(error)) from None
        result: list[nodes.Node] = []
        for way in menu.ways:
            if len(menu.ways) > 1:
                result.append(nodes.paragraph("", f"In {menu.of} {way.holds}:"))
            # What somebody does is one thing, however many versions show other pages for it.
            first = way is menu.ways[0]
            steps = Menu("", menu=name, action=action) if first else nodes.enumerated_list()
            steps["enumtype"], steps["prefix"], steps["suffix"] = "arabic", "", "."
            self.set_source_info(steps)
            for step in way.steps:
                inline, messages = self.parse_inline(step, lineno=self.lineno)
                steps += nodes.list_item("", nodes.paragraph("", "", *inline), *messages)
            result.append(steps)
        return [*result, *self._there(menu, domain), self._holds(menu)]

    def _there(self, menu: MenuFact, domain: GuideDomain) -> list[nodes.Node]:
        """Give the link to the page in the reader's own GitLab, if it is one of GitLab's."""
        if menu.page is None:
            return []
        domain.note(self.env.docname, {f"placeholder.{hole.placeholder}" for hole in menu.page.holes})
        return [There("", *values(menu.page, domain))]

    def _holds(self, menu: MenuFact) -> nodes.paragraph:
        """Say who sees these pages, in which version they have these words, and where they are documented."""
        held = menu.ways[0].holds
        said = f"Seen by: {menu.role}. " if menu.role else ""
        said += f"The words are those of {menu.of} {held}. " if held and len(menu.ways) == 1 else ""
        link = nodes.reference("", f"{menu.of}'s documentation of these steps", refuri=menu.source, internal=False)
        return nodes.paragraph("", "", nodes.Text(said), link, nodes.Text("." if said else ""), classes=["source"])


class ReportDirective(SphinxDirective):
    """``report``: the figures of the last walk, and what is not run and why."""

    def run(self) -> list[nodes.Node]:
        """Give the place; the report is made when all pages are known."""
        GuideDomain.of(self.env).data["reports"][self.env.docname] = True
        return [Report()]


class FactRole(SphinxRole):
    """``{fact}`NAME```: a fact in running text, its holes filled by the reader like those of a block."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the fact as literal text."""
        domain = GuideDomain.of(self.env)
        name = self.text.strip()
        try:
            text = domain.facts.text(name).through("text")
        except ValueError as error:
            return _failed(self, str(error))
        domain.note(self.env.docname, {name, *(f"placeholder.{hole.placeholder}" for hole in text.holes)})
        return [nodes.literal("", "", *values(text, domain), classes=["fact"])], []


class ValueRole(SphinxRole):
    """``{value}`PLACEHOLDER | transform```: a reader's value in running text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the value as literal text."""
        domain = GuideDomain.of(self.env)
        try:
            text = parse(f"{{{self.text} | text}}", domain.facts.placeholder)
        except ValueError as error:
            return _failed(self, str(error))
        domain.note(self.env.docname, {f"placeholder.{hole.placeholder}" for hole in text.holes})
        return [nodes.literal("", "", *values(text, domain), classes=["fact"])], []


def _failed(role: SphinxRole, sentence: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    message = role.inliner.reporter.error(sentence, line=role.lineno)
    return [nodes.problematic(role.rawtext, role.rawtext)], [message]
