"""When the signposts act in a build."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from registry_guide.blocks.builders import PAGES
from registry_guide.blocks.domain import GuideDomain
from registry_guide.signposts import box, matrix, moved, pages
from registry_guide.signposts.goals import GoalsDirective
from registry_guide.signposts.proof import Proof, ProofDirective, proved
from registry_guide.signposts.strip import strip
from registry_guide.signposts.table import MatrixDirective

#: After the blocks have put the panel in its place: the strip stands nearest to the title.
_LATE = 900


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to Sphinx."""
    app.setup_extension("sphinx_reredirects")
    app.add_config_value("guide_moved", {}, "html", dict, "pages that were elsewhere: old name, new name")
    app.add_directive("pages", pages.PagesDirective)
    app.add_directive("matrix", MatrixDirective)
    app.add_directive("goals", GoalsDirective)
    app.add_directive("search-box", box.BoxDirective)
    app.add_directive("proof", ProofDirective)
    app.add_env_collector(pages.DescriptionCollector)
    app.connect("env-updated", _retold)
    app.connect("env-check-consistency", moved.check)
    app.connect("doctree-resolved", _tell)
    app.connect("doctree-resolved", _put_strip, priority=_LATE)
    # Before sphinx-reredirects, which asks at the usual time.
    app.connect("html-collect-pages", moved.redirect, priority=400)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}


def _retold(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give the pages that say something else than when they were last written, though their sources are the same."""
    told: dict[str, tuple[object, ...]] = vars(env).setdefault("guide_told", {})
    stale = []
    for name in env.found_docs:
        sentence = _proved(env) if name == app.config.root_doc else ""
        now = (pages.listed(env, name), _strip(app, env, name), sentence)
        if told.get(name) != now:
            told[name] = now
            stale.append(name)
    return sorted(stale)


def _tell(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    pages.describe(app.env, doctree)
    box.put(app, doctree, docname, app.builder.name in PAGES)
    for place in list(doctree.findall(Proof)):
        sentence = _proved(app.env)
        if sentence:
            place.replace_self(nodes.paragraph("", f"{sentence} ", *place.children, nodes.Text("."), classes=["proof"]))
        else:
            place.parent.remove(place)


def _put_strip(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    html = _strip(app, app.env, docname)
    section = next(iter(doctree.findall(nodes.section)), None)
    if html and section is not None:
        section.insert(1, nodes.raw("", html, format="html"))


def _strip(app: Sphinx, env: BuildEnvironment, docname: str) -> str:
    if app.builder.name not in PAGES:
        return ""
    try:
        found = matrix.read(GuideDomain.of(env).facts)
    except ValueError:
        return ""  # told where the matrix is printed
    return strip(found, docname, lambda page: app.builder.get_relative_uri(docname, page))


def _proved(env: BuildEnvironment) -> str:
    domain = GuideDomain.of(env)
    return proved(domain.ledger, domain.pages.values())
