"""When the twins are written: each with its page, and at the end of a build what is made of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from registry_guide.signposts.pages import descriptions
from registry_guide.twin.index import Line, Section, index
from registry_guide.twin.translator import TwinTranslator, straight

#: The builder whose pages have twins: in it a page's address ends with the name of a file.
_BUILDER = "html"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the twins to Sphinx."""
    app.setup_extension("sphinx_markdown_builder")
    app.setup_extension("registry_guide.signposts")
    app.connect("html-page-context", _write)
    app.connect("build-finished", _write_all)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _write(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if app.builder.name != _BUILDER or doctree is None:
        return
    translator = TwinTranslator(doctree, app.builder)
    doctree.walkabout(translator)
    path = _path(app, pagename)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(translator.astext(), encoding="utf-8")
    context["twin"] = f"{pagename.rpartition('/')[2]}.md"
    context["description"] = descriptions(app.env)[pagename]


def _path(app: Sphinx, pagename: str) -> Path:
    return Path(app.outdir, f"{pagename}.md")


def _write_all(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.name != _BUILDER:
        return
    base = app.config.html_baseurl.rstrip("/") + "/" if app.config.html_baseurl else ""
    sections = list(_sections(app, base))
    root = app.config.root_doc
    words = index(app.config.html_title, descriptions(app.env)[root], sections)
    Path(app.outdir, "llms.txt").write_text(words, encoding="utf-8")
    names = [root, *(line.name for section in sections for line in section.lines)]
    whole = "\n\n".join(_path(app, name).read_text(encoding="utf-8").strip() for name in dict.fromkeys(names))
    Path(app.outdir, "llms-full.txt").write_text(whole + "\n", encoding="utf-8")


def _sections(app: Sphinx, base: str) -> Iterator[Section]:
    """Give a section for each page that the first page lists, with all pages that lie below it."""
    root = app.config.root_doc
    seen = {root}
    titles = {name: straight(title.astext()) for name, title in app.env.titles.items()}
    for entry in app.env.toctree_includes.get(root, ()):
        names = list(_below(app, entry, seen))
        lines = tuple(Line(name, titles[name], f"{base}{name}.md", descriptions(app.env)[name]) for name in names)
        if lines:
            yield Section(titles[entry], lines)


def _below(app: Sphinx, name: str, seen: set[str]) -> Iterator[str]:
    if name in seen:
        return
    seen.add(name)
    yield name
    for child in app.env.toctree_includes.get(name, ()):
        yield from _below(app, child, seen)
