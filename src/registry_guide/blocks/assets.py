"""Scripts and styles: each page loads only those that it uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx_tabs.tabs import SphinxTabsTablist

from registry_guide.blocks.nodes import Block, Panel

_STATIC = Path(__file__).parent / "static"


def setup_assets(app: Sphinx) -> None:
    """Ship the static files, and add them to the pages that want them."""
    app.connect("builder-inited", _add_static_path)
    # After sphinx-tabs' own handler (default priority 500), whose script this one replaces.
    app.connect("html-page-context", _choose, priority=900)


def _add_static_path(app: Sphinx) -> None:
    app.config.html_static_path.append(str(_STATIC))


def _has(doctree: nodes.Node, kind: type[nodes.Element]) -> bool:
    return next(iter(doctree.findall(kind)), None) is not None


def _choose(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node | None) -> None:
    has_tabs = doctree is not None and _has(doctree, SphinxTabsTablist)
    has_code = doctree is not None and _has(doctree, nodes.literal_block)
    has_blocks = doctree is not None and _has(doctree, Block)
    # Marking the words that a reader searched for is not worth 2 kB on every page.
    unwanted = {"_static/tabs.js", "_static/sphinx_highlight.js"}
    if not has_code:
        unwanted |= {"_static/clipboard.min.js", "_static/copybutton.js", "_static/copybutton.css"}
    if doctree is not None and _has(doctree, Panel):
        app.add_js_file("quoting.js", loading_method="defer")
        app.add_js_file("fill.js", loading_method="defer")
    if has_tabs or has_code or (doctree is not None and _has(doctree, nodes.table)):
        app.add_js_file("mend.js", loading_method="defer")
    if has_tabs or has_blocks or (doctree is not None and _has(doctree, Panel)):
        app.add_css_file("guide.css")
    for kind in ("script_files", "css_files"):
        if kind in context:
            context[kind] = [each for each in context[kind] if str(getattr(each, "filename", each)) not in unwanted]
