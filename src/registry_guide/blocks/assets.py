"""Scripts and styles: each page loads only those that it uses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx_tabs.tabs import SphinxTabsTablist

from registry_guide.blocks.lean import lean
from registry_guide.blocks.nodes import Panel

_STATIC = Path(__file__).parent / "static"

#: The scripts that fill in values, in the order in which they need each other.
_FILLING = ("quoting.js", "judge.js", "fill.js")
#: Those that only who fills in needs: they are fetched when somebody begins to.
_CHANGING = ("split.js", "change.js")
_PARTS = frozenset({*_FILLING, *_CHANGING})
#: The one file that each of these is for a browser, which then asks once.
_JOINED: Mapping[str, tuple[str, ...]] = {"values.js": _FILLING, "change.js": _CHANGING}
# The search does not mark words on its pages, no key turns the page, guide.css styles the copy buttons, and clip.js
# does what they need of clipboard.js, and stands for options that nothing here reads.
_UNWANTED = (
    "documentation_options.js",
    "tabs.js",
    "sphinx_highlight.js",
    "doctools.js",
    "clipboard.min.js",
    "copybutton.css",
)


def setup_assets(app: Sphinx) -> None:
    """Ship the static files, and add them to the pages that want them."""
    app.connect("builder-inited", _add_static_path)
    # After sphinx-tabs' own handler (default priority 500), whose script this one replaces.
    app.connect("html-page-context", _choose, priority=900)
    # After Furo, which writes the colours of code last.
    app.connect("build-finished", _lean, priority=900)


def _add_static_path(app: Sphinx) -> None:
    app.config.html_static_path.append(str(_STATIC))


def _has(doctree: nodes.Node | None, kind: type[nodes.Element]) -> bool:
    return doctree is not None and next(iter(doctree.findall(kind)), None) is not None


def _head(context: dict[str, Any]) -> None:
    # In the head, and neither deferred nor async: stored values are filled in while the page arrives, so that nothing
    # moves. Furo puts the scripts that Sphinx knows at the end of the body. A browser may not know `scripting: none`.
    values, change = (f"{context['pathto'](f'_static/{name}', resource=True)}?v={_version(name)}" for name in _JOINED)
    script = f'<script src="{values}" data-change="{change}"></script>'
    style = "<noscript><style>.values { display: none }</style></noscript>"
    context["metatags"] = "\n".join([context.get("metatags", ""), script, style])


def _choose(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node | None) -> None:
    has_tabs, has_code, has_panel, has_table = (
        _has(doctree, kind) for kind in (SphinxTabsTablist, nodes.literal_block, Panel, nodes.table)
    )
    if has_code:
        # Before sphinx-copybutton's own (default priority 500), which waits for it.
        app.add_js_file("clip.js", loading_method="defer", priority=400)
    if has_panel:
        _head(context)
    if has_tabs or has_code or has_table:
        app.add_js_file("mend.js", loading_method="defer")
    if has_tabs or has_code or has_panel:
        app.add_css_file("guide.css")
    _leave_out(_UNWANTED if has_code else (*_UNWANTED, "copybutton.js"), context)


def _leave_out(names: Iterable[str], context: dict[str, Any]) -> None:
    """Leave files below `_static` out of those that a page loads."""
    unwanted = {f"_static/{name}" for name in names}
    for kind in {"script_files", "css_files"} & context.keys():
        context[kind] = [each for each in context[kind] if str(getattr(each, "filename", each)) not in unwanted]


def joined(name: str) -> str:
    """Give the text of a file that is several scripts for a browser."""
    return lean("".join((_STATIC / part).read_text(encoding="utf-8") for part in _JOINED[name]))


@cache
def _version(name: str) -> str:
    # A browser must not keep an older one.
    return hashlib.sha256(joined(name).encode()).hexdigest()[:8]


def _lean(app: Sphinx, error: Exception | None) -> None:
    target = app.outdir / "_static"
    if error is not None or not target.is_dir():
        return
    # The guide's own, wherever they lie, and those of extensions that come as they were written.
    folders = [Path(app.confdir, path) for path in app.config.html_static_path]
    own = {each.name for folder in folders for kind in ("*.js", "*.css") for each in folder.glob(kind)}
    for name in own | {"copybutton.js", "pygments.css"}:
        _lean_file(target / name)
    if app.builder.format == "html":
        for name in _JOINED:
            (target / name).write_text(joined(name), encoding="utf-8")


def _lean_file(path: Path) -> None:
    """Make a file small; one that a joined one holds goes."""
    if path.name in _PARTS:
        path.unlink(missing_ok=True)
    elif path.is_file():
        path.write_text(lean(path.read_text(encoding="utf-8"), path.suffix[1:]), encoding="utf-8")
