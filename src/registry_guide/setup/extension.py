"""When the set-up pages act in a build: their directive, their script, which no other page loads."""

from __future__ import annotations

import hashlib
import json
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from registry_guide.blocks.builders import PAGES, keep
from registry_guide.blocks.domain import GuideDomain
from registry_guide.blocks.facts import Facts
from registry_guide.setup.directive import Form, SetupDirective, table_of
from registry_guide.setup.form import render, rules

_STATIC = Path(__file__).parent / "static"
_SCRIPT = "setup.js"
# A step has no address of its own: whether it is seen is said by the address of the page.
_STEP_LINK = re.compile(r'(<h3>.*?)<a class="headerlink"[^>]*>[^<]*</a>(?=</h3>)')


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the set-up pages to Sphinx."""
    app.setup_extension("registry_guide.blocks")
    app.add_directive("setup", SetupDirective)
    app.add_node(Form, html=(_visit_form, None))
    # Where it stands its script does, which leaves out what is for others: a book holds all of it.
    keep(app, Form, PAGES)
    app.connect("builder-inited", _add_static_path)
    app.connect("html-page-context", _load, priority=850)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _add_static_path(app: Sphinx) -> None:
    app.config.html_static_path.append(str(_STATIC))


def _load(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node | None) -> None:
    form = next(iter(doctree.findall(Form)), None) if doctree is not None else None
    if form is None:
        return
    domain = GuideDomain.of(app.env)
    table = table_of(domain, form["setup"], pagename)
    told = {
        **rules(table, context["pathto"]),
        "guide": app.config.release,
        "page": context.get("pageurl") or "",
        "clients": _versions(domain.facts, table.labels[table.order[1]]),
        "day": domain.day(pagename),
    }
    # In the head and at once: what belongs to other choices is out of sight before anything is painted.
    version = hashlib.sha256((_STATIC / _SCRIPT).read_bytes()).hexdigest()[:8]
    address = f"{context['pathto'](f'_static/{_SCRIPT}', resource=True)}?v={version}"
    # In single quotes, since JSON is full of the others.
    data = escape(json.dumps(told, separators=(",", ":")), quote=False).replace("'", "&#39;")
    script = f"<script src=\"{address}\" data-setup='{data}'></script>"
    context["metatags"] = "\n".join([context.get("metatags", ""), script])
    app.add_css_file("setup.css")
    context["body"] = _STEP_LINK.sub(r"\1", context["body"]).replace(" docutils container", "")


def _versions(facts: Facts, clients: tuple[str, ...]) -> dict[str, str]:
    """Give each client with the version that is walked."""
    named = {client: f"client.{client}.version" for client in clients}
    return {
        client: f"{client} {facts.example(facts.text(name))}" for client, name in named.items() if name in facts.values
    }


def _visit_form(self: HTML5Translator, node: nodes.Element) -> None:
    page = self.builder.current_docname
    table = table_of(GuideDomain.of(self.builder.env), node["setup"], page)
    self.body.append(render(table, lambda name: self.builder.get_relative_uri(page, name)))
    raise nodes.SkipNode
