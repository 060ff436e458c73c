"""A Sphinx extension for what stands around a page's text: links to the guide's project, cards on narrow screens."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxRole
from sphinx.util.typing import ExtensionMetadata

from registry_guide import home, hyphens, missing
from registry_guide.blocks.domain import GuideDomain
from registry_guide.records.manifest import BlockStep

#: Where the books are made, seen from conf.py.
BOOKS = "_build/books"
# The page that a host shows where there is none.
_MISSING = "404"
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


class CloneRole(HomeRole):
    """``clone``: the same, and the command that clones the project behind it."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the link with the command, or the words."""
        words, messages = super().run()
        found = _home(self.config)
        if found is not None:
            command = f"git clone {found.clone}"
            words += [nodes.Text(" ("), nodes.literal(command, command), nodes.Text(")")]
        return words, messages


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to Sphinx."""
    found = home.find(os.environ)
    app.add_config_value("guide_home", found.url if found else "", "env", str, "address of the guide's own project")
    app.add_config_value("guide_branch", found.branch if found else "main", "html", str, "branch of its pages")
    app.add_config_value(
        "guide_books", _books(app), "html", list, "books of the guide that were made before this build"
    )
    app.add_role("home", HomeRole())
    app.add_role("clone", CloneRole())
    app.connect("config-inited", _link_sources)
    app.connect("doctree-resolved", _name_columns)
    app.connect("html-page-context", _context)
    app.connect("html-collect-pages", _missing)
    app.connect("build-finished", _copy_books)
    # After what writes pages anew.
    app.connect("build-finished", _anywhere, priority=990)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _books(app: Sphinx) -> list[str]:
    """Give the names of the books that there are, whose makers leave them there; the pages link to these."""
    return sorted(path.name for path in Path(app.confdir, BOOKS).glob("guide.*"))


def _copy_books(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.name == "html":
        for name in app.config.guide_books:
            shutil.copyfile(Path(app.confdir, BOOKS, name), Path(app.outdir, name))


def _link_sources(app: Sphinx, config: Config) -> None:
    found = _home(config)
    if found is not None:
        config.html_theme_options |= {
            "source_view_link": found.view("{filename}"),
            "source_edit_link": found.edit("{filename}"),
        }


def _home(config: Config) -> home.Home | None:
    return home.Home(config.guide_home, config.guide_branch) if config.guide_home else None


def _context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    context["home"] = _home(app.config)
    context["base"] = _base(app.config)
    if "body" in context:
        context["body"] = hyphens.kept(context["body"])
    context["books"] = {name: name.rpartition(".")[2].upper() for name in app.config.guide_books}
    page = GuideDomain.of(app.env).pages.get(pagename)
    context["report_blocks"] = [_named(number, block) for number, block in enumerate(page.blocks, 1)] if page else []
    # Words, not HTML: a title has marks in it.
    context["report_title"] = app.env.titles[pagename].astext() if pagename in app.env.titles else ""


def _named(number: int, block: BlockStep) -> str:
    where = ", ".join(label for labels in block.labels.values() for label in labels)
    return f"block {number}: {block.purpose}" + (f" ({where})" if where else "")


def _base(config: Config) -> str:
    """Give the address below which the pages are published, with a slash at its end; empty if it is not known."""
    return f"{config.html_baseurl.rstrip('/')}/" if config.html_baseurl else ""


def _missing(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    # A host shows this page at any address, so it must say where its own styles are: only possible where that is known.
    if app.builder.name == "html" and app.config.html_baseurl:
        yield _MISSING, {"title": "Page not found"}, f"{_MISSING}.html"


def _anywhere(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.name == "html" and app.config.html_baseurl:
        path = Path(app.outdir, f"{_MISSING}.html")
        path.write_text(missing.anywhere(path.read_text(encoding="utf-8"), _base(app.config)), encoding="utf-8")


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
