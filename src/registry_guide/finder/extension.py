"""What pages show of the messages: the box that finds one, and lists of them by client and by status."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from registry_guide.blocks.builders import PAGES, keep
from registry_guide.blocks.domain import GuideDomain
from registry_guide.finder.message import TABLE, Message, messages

_STATIC = Path(__file__).parent / "static"
_TOKENS = "token_mark.patterns"
_FORM = """<noscript><style>.finder {{ display: none }}</style></noscript>
<form class="finder" data-rows="{rows}" data-tokens="{tokens}">
<label for="finder-message">Paste what your client said</label>
<textarea id="finder-message" rows="5" autocomplete="off" autocapitalize="off" spellcheck="false"></textarea>
<p>It stays in your browser. A token in it is taken out at once.</p>
<p role="status"></p>
<ol></ol>
<p class="finder-search" hidden><a href="{search}">Search all pages for it</a></p>
</form>
"""


class Finder(nodes.General, nodes.Element):
    """The box; ``html`` holds it, since only pages in a browser have one."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to Sphinx."""
    app.add_node(Finder, html=(_visit, None))
    keep(app, Finder, PAGES)
    app.add_directive("finder", FinderDirective)
    app.add_directive("messages", MessagesDirective)
    app.connect("builder-inited", _ship)
    app.connect("html-page-context", _load)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}


def _visit(self: Any, node: nodes.Element) -> None:
    self.body.append(node["html"])
    raise nodes.SkipNode


def _ship(app: Sphinx) -> None:
    app.config.html_static_path.append(str(_STATIC))


def _load(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.Node | None) -> None:
    if doctree is not None and next(iter(doctree.findall(Finder)), None) is not None:
        app.add_js_file("finder.js", loading_method="defer")


def _rows(directive: SphinxDirective) -> list[Message]:
    domain = GuideDomain.of(directive.env)
    domain.note(directive.env.docname, {TABLE})
    try:
        return messages(domain.facts)
    except ValueError as error:
        raise directive.error(str(error)) from None


class FinderDirective(SphinxDirective):
    """``finder``: the box that takes a message; the entries that it shows are those of the lists on the page."""

    def run(self) -> list[nodes.Node]:
        """Give the box, with the clients and the pieces of each message by the anchor of its entry."""
        rows = {each.anchor: (", ".join(each.clients), each.printed) for each in _rows(self)}
        facts = GuideDomain.of(self.env).facts
        tokens = "|".join(facts.example(text) for text in facts.texts(_TOKENS))
        up = "../" * self.env.docname.count("/")
        html = _FORM.format(
            rows=escape(json.dumps(rows, ensure_ascii=False)), tokens=escape(tokens), search=f"{up}search.html"
        )
        return [Finder("", html=html)]


class MessagesDirective(SphinxDirective):
    """``messages``: links to the entries of messages, by client; ``:status:`` leaves only those of one status."""

    option_spec: ClassVar[dict[str, Any]] = {"status": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Give the links, in the order of the facts."""
        rows = _rows(self)
        if "status" in self.options:
            return self._links([each for each in rows if each.status == self.options["status"]])
        clients = dict.fromkeys(client for each in rows for client in each.clients)
        return [node for client in clients for node in self._of_client(client, rows)]

    def _of_client(self, client: str, rows: Sequence[Message]) -> list[nodes.Node]:
        heading = self.parse_text_to_nodes(f"{client}:\n")
        return heading + self._links([each for each in rows if client in each.clients])

    def _links(self, rows: Sequence[Message]) -> list[nodes.Node]:
        # A reference whose text ends before `<` has a target of its own.
        lines = [f"- {{ref}}`{each.says} <{each.name}>`" for each in rows]
        return self.parse_text_to_nodes("\n".join(lines) + "\n") if lines else []
