"""When the search acts in a build: it replaces Sphinx's own, which skips numbers such as 401 and ranks little."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any, cast

import sphinx
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from registry_guide.blocks.builders import PAGES
from registry_guide.search.entry import Entry, entry, weight

_logger = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_LIBRARY = _HERE.parent / "node" / "node_modules" / "minisearch"
_STEMMER = Path(sphinx.__file__).parent / "search" / "minified-js"
#: What the search page loads, in order, after the pages: the name below `_static/search`, and where it comes from.
_SCRIPTS = {
    "minisearch.js": _LIBRARY / "dist" / "umd" / "index.js",
    "base-stemmer.js": _STEMMER / "base-stemmer.js",
    "english-stemmer.js": _STEMMER / "english-stemmer.js",
    "ranking.js": _HERE / "static" / "ranking.js",
    "search.js": _HERE / "static" / "search.js",
}
_KEYWORDS = re.compile(r'<meta content="[^"]*" name="keywords" />\n?')
_LICENCES = {"minisearch-LICENSE.txt": _LIBRARY / "LICENSE.txt"}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the search to Sphinx."""
    app.add_config_value("guide_search_weights", {}, "html", dict, "what a page counts for, by patterns of its name")
    app.add_env_collector(_Collector)
    app.connect("builder-inited", _replace)
    app.connect("env-check-consistency", _check_keywords)
    app.connect("html-page-context", _leave_out)
    app.connect("html-collect-pages", _page)
    app.connect("build-finished", _write)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}


class _Collector(EnvironmentCollector):
    """Keeps the entry of each page as it was read, so that a build need not open the pages that did not change."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        _entries(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:
        _entries(env).update({name: _entries(other)[name] for name in docnames})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        _entries(app.env)[app.env.docname] = entry(doctree)


def _entries(env: BuildEnvironment) -> dict[str, Entry]:
    return cast(dict[str, Entry], vars(env).setdefault("guide_search", {}))


def _replace(app: Sphinx) -> None:
    if app.builder.name not in PAGES:
        return
    if not _LIBRARY.is_dir():
        raise ExtensionError("the search's library is not here: `tools/setup site` fetches it", modname=__name__)
    # Sphinx's own page, and its index, which nothing reads.
    app.builder.search = False  # type: ignore[attr-defined]


def _leave_out(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.Node | None) -> None:
    # The index has them, and nothing else reads them: https://developers.google.com/search/blog/2009/09/google-does-not-use-keywords-meta-tag
    context["metatags"] = _KEYWORDS.sub("", context.get("metatags", ""))


def _check_keywords(app: Sphinx, env: BuildEnvironment) -> None:
    for name in sorted(env.found_docs):
        if not _entries(env)[name].keywords:
            _logger.warning("no `keywords` in the front matter, so that no words of readers lead here", location=name)


def _page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    if app.builder.name in PAGES:
        answers = app.env.titles.get("fails/index")
        context = {"search_scripts": ["pages.js", *_SCRIPTS], "search_answers": answers.astext() if answers else ""}
        yield "search", context, "search.html"


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.name not in PAGES:
        return
    # In the order of the sidebar: of two pages that answer equally well, the first comes first.
    order = [name for name in _reading_order(app) if name in app.env.found_docs]
    weights = app.config.guide_search_weights
    entries = [_entries(app.env)[name].data(app.builder.get_target_uri(name), weight(name, weights)) for name in order]
    target = Path(app.outdir, "_static", "search")
    target.mkdir(parents=True, exist_ok=True)
    for name, source in {**_SCRIPTS, **_LICENCES}.items():
        shutil.copyfile(source, target / name)
    # A script and not JSON: a browser that reads the guide from a file fetches nothing.
    data = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    (target / "pages.js").write_text(f"var guidePages = {data};\n", encoding="utf-8")


def _reading_order(app: Sphinx) -> list[str]:
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in found:
            found[name] = None
            for child in app.env.toctree_includes.get(name, ()):
                visit(child)

    visit(app.config.root_doc)
    return [*found, *sorted(app.env.found_docs - set(found))]
