"""Scripts and styles: each page loads only those that it uses."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx_tabs.tabs import SphinxTabsTablist

from registry_guide.blocks.nodes import Panel

_STATIC = Path(__file__).parent / "static"

#: The scripts that fill in values, in the order in which they need each other.
_FILLING = ("quoting.js", "judge.js", "fill.js")
#: The one file that they are for a browser, which then asks once.
_JOINED = "values.js"


def setup_assets(app: Sphinx) -> None:
    """Ship the static files, and add them to the pages that want them."""
    app.connect("builder-inited", _add_static_path)
    # After sphinx-tabs' own handler (default priority 500), whose script this one replaces.
    app.connect("html-page-context", _choose, priority=900)
    app.connect("build-finished", _lean)


def _add_static_path(app: Sphinx) -> None:
    app.config.html_static_path.append(str(_STATIC))


def _has(doctree: nodes.Node, kind: type[nodes.Element]) -> bool:
    return next(iter(doctree.findall(kind)), None) is not None


def _head(context: dict[str, Any]) -> None:
    # In the head, and neither deferred nor async: stored values are filled in while the page arrives, so that nothing
    # moves. Furo puts the scripts that Sphinx knows at the end of the body. A browser may not know `scripting: none`.
    version = hashlib.sha256(_filling().encode()).hexdigest()[:8]  # a browser must not keep an older one
    script = f'<script src="{context["pathto"](f"_static/{_JOINED}", resource=True)}?v={version}"></script>'
    style = "<noscript><style>.values { display: none }</style></noscript>"
    context["metatags"] = "\n".join([context.get("metatags", ""), script, style])


def _choose(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node | None) -> None:
    has_tabs = doctree is not None and _has(doctree, SphinxTabsTablist)
    has_code = doctree is not None and _has(doctree, nodes.literal_block)
    # The search does not mark words on its pages, no key turns the page, and guide.css styles the copy buttons.
    unwanted = {"_static/tabs.js", "_static/sphinx_highlight.js", "_static/doctools.js", "_static/copybutton.css"}
    if not has_code:
        unwanted |= {"_static/clipboard.min.js", "_static/copybutton.js"}
    if doctree is not None and _has(doctree, Panel):
        _head(context)
    if has_tabs or has_code or (doctree is not None and _has(doctree, nodes.table)):
        app.add_js_file("mend.js", loading_method="defer")
    if has_tabs or has_code or (doctree is not None and _has(doctree, Panel)):
        app.add_css_file("guide.css")
    for kind in ("script_files", "css_files"):
        if kind in context:
            context[kind] = [each for each in context[kind] if str(getattr(each, "filename", each)) not in unwanted]


def lean(script: str) -> str:
    """Give a script of ours without its comments and indents, which no reader's browser needs.

    Comments stand on lines of their own, and no text in backquotes goes over a line.
    """
    lines = re.sub(r"^\s*/\*.*?\*/\n", "", script, flags=re.MULTILINE | re.DOTALL).splitlines()
    return "".join(f"{line.strip()}\n" for line in lines if line.strip() and not line.strip().startswith("//"))


def _filling() -> str:
    return "".join(lean((_STATIC / name).read_text(encoding="utf-8")) for name in _FILLING)


def _lean(app: Sphinx, error: Exception | None) -> None:
    target = app.outdir / "_static"
    if error is not None or not target.is_dir():
        return
    # The guide's own, wherever they lie; a theme's or an extension's come from another path.
    for script in (each for path in app.config.html_static_path for each in Path(app.confdir, path).glob("*.js")):
        there = target / script.name
        if script.name in _FILLING:
            there.unlink(missing_ok=True)
        elif there.is_file():
            there.write_text(lean(script.read_text(encoding="utf-8")), encoding="utf-8")
    if app.builder.format == "html":
        (target / _JOINED).write_text(_filling(), encoding="utf-8")
