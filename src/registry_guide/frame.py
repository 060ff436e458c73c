"""A Sphinx extension for what stands around a page's text: links to the guide's project, cards on narrow screens."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxRole
from sphinx.util.typing import ExtensionMetadata

from registry_guide import home

#: From so many columns on, a row becomes a card where the screen is narrow.
_COLUMNS = 3


class HomeRole(SphinxRole):
    """``home``: words that link to the guide's project where its address is known, plain words elsewhere."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the link or the words."""
        found = _home(self.config)
        if found is None:
            return [nodes.Text(self.text)], []
        return [nodes.reference("", self.text, refuri=found.url)], []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to Sphinx."""
    found = home.find(os.environ)
    app.add_config_value("guide_home", found.url if found else "", "env", str, "address of the guide's own project")
    app.add_config_value("guide_branch", found.branch if found else "main", "html", str, "branch of its pages")
    app.add_role("home", HomeRole())
    app.connect("config-inited", _link_sources)
    app.connect("builder-inited", _keep_compiled)
    app.connect("doctree-resolved", _name_columns)
    app.connect("html-page-context", _context)
    app.connect("html-collect-pages", _missing)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _link_sources(app: Sphinx, config: Config) -> None:
    found = _home(config)
    if found is not None:
        config.html_theme_options |= {
            "source_view_link": found.view("{filename}"),
            "source_edit_link": found.edit("{filename}"),
        }


def _keep_compiled(app: Sphinx) -> None:
    # To compile the theme's templates takes longer than to fill them in, and they rarely change: each is compiled anew
    # if its text is another one.
    environment = getattr(getattr(app.builder, "templates", None), "environment", None)
    if app.builder.format == "html" and environment is not None:
        folder = Path(app.doctreedir, "templates")
        folder.mkdir(exist_ok=True)
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def _home(config: Config) -> home.Home | None:
    return home.Home(config.guide_home, config.guide_branch) if config.guide_home else None


def _context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    context["home"] = _home(app.config)


def _missing(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    # A host shows this page at any address, so it must say where its own styles are: only possible where that is known.
    if app.builder.name == "html" and app.config.html_baseurl:
        yield "404", {"base": app.config.html_baseurl.rstrip("/") + "/", "title": "Page not found"}, "404.html"


def _name_columns(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return
    for table in doctree.findall(nodes.table):
        heads = [entry.astext() for head in table.findall(nodes.thead) for entry in head.findall(nodes.entry)]
        if len(heads) < _COLUMNS:
            continue
        table["classes"].append("cards")
        for body in table.findall(nodes.tbody):
            for row in body.findall(nodes.row):
                for label, entry in list(zip(heads, row.children, strict=False))[1:]:
                    words = (
                        next(iter(entry.findall(nodes.paragraph)), None) if isinstance(entry, nodes.Element) else None
                    )
                    if words is not None and words.astext():
                        words.insert(0, nodes.inline("", f"{label}: ", classes=["column"]))
