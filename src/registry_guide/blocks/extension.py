"""The extension's table of contents: what it adds to Sphinx, and when it acts."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from registry_guide.blocks import bars, claims, collect, marks, panel, tabs, typed
from registry_guide.blocks.assets import setup_assets
from registry_guide.blocks.builders import BROWSER, keep
from registry_guide.blocks.bundles import setup_bundles
from registry_guide.blocks.directives import (
    BlockDirective,
    CheckDirective,
    FactRole,
    MenuDirective,
    ReportDirective,
    ValueRole,
)
from registry_guide.blocks.domain import GuideDomain
from registry_guide.blocks.errors import SourceError, unknown
from registry_guide.blocks.facts import Facts, load
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.nodes import Frame, Panel, There, setup_nodes
from registry_guide.blocks.report import Report, report
from registry_guide.blocks.starting import StartDirective
from registry_guide.blocks.table import RowsDirective
from registry_guide.blocks.template import Templates
from registry_guide.records import ledger, manifest
from registry_guide.records.manifest import BlockStep, StartStep

_logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to Sphinx."""
    app.setup_extension("sphinx_tabs.tabs")
    app.add_config_value("guide_facts", "facts", "env", str, "directory of the facts, seen from conf.py")
    app.add_config_value("guide_templates", "templates", "env", str, "directory of the templates, seen from conf.py")
    app.add_config_value("guide_ledger", "_build/walk/ledger.json", "", str, "the walk's ledger, seen from conf.py")
    app.add_config_value(
        "guide_typed", {"*": ".*"}, "env", dict, "lines of code that may be typed, by pattern of pages"
    )
    app.add_domain(GuideDomain)
    app.add_directive("block", BlockDirective)
    app.add_directive("check", CheckDirective)
    app.add_directive("menu", MenuDirective)
    app.add_directive("report", ReportDirective)
    app.add_directive("rows", RowsDirective)
    app.add_directive("start", StartDirective)
    app.add_role("fact", FactRole())
    app.add_role("value", ValueRole())
    setup_nodes(app)
    keep(app, There, BROWSER)
    setup_assets(app)
    setup_bundles(app)
    app.connect("builder-inited", _read_sources)
    app.connect("env-get-outdated", _outdated)
    app.connect("doctree-read", _collect)
    app.connect("env-updated", _remarked)
    app.connect("doctree-resolved", _finish_page)
    app.connect("html-page-context", _tell_day)
    app.connect("env-check-consistency", _check_unused)
    app.connect("build-finished", _write_manifest)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}


def _read_sources(app: Sphinx) -> None:
    root = Path(app.confdir)
    try:
        facts = load(_beside_conf(root, app.config, "guide_facts"), client_versions(root))
    except SourceError as error:
        raise ExtensionError(str(error), modname=__name__) from None
    domain = GuideDomain.of(app.env)
    domain.templates = Templates(_beside_conf(root, app.config, "guide_templates"), facts)
    domain.ledger = ledger.read(_beside_conf(root, app.config, "guide_ledger"))


def _beside_conf(root: Path, config: Config, key: str) -> Path:
    # Relative where it can be: messages then read "facts/gitlab.toml:3", whatever the machine.
    path: Path = root / config[key]
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def _outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    return sorted(GuideDomain.of(env).outdated() - removed)


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    domain = GuideDomain.of(app.env)
    docname = app.env.docname
    try:
        start = _begins(str(app.env.metadata[docname].get("start", "")))
        page = collect.page(doctree, docname, start, domain.facts)
    except ValueError as error:
        _logger.error("%s", error, location=docname, type="guide", subtype="tabs")
        return
    for node, sentence in typed.unrun(doctree, docname, app.config.guide_typed):
        _logger.error("%s", sentence, location=node, type="guide", subtype="typed")
    for each in _unknown_starts(page, domain.facts):
        sentence = unknown("starting point (front matter `start:`)", each, domain.facts.starts)
        _logger.error("%s", sentence, location=docname, type="guide", subtype="start")
    domain.note(docname, {f"choice.{each.choice}" for each in page.tabs})
    if page.steps:
        domain.pages[docname] = page


def _begins(text: str) -> str | dict[str, str]:
    # MyST keeps a table of the front matter as JSON.
    if not text.startswith("{"):
        return text
    table = json.loads(text)
    if not all(isinstance(each, str) for each in table.values()):
        raise ValueError("`start:` has a starting point for each label")
    return dict(table)


def _unknown_starts(page: manifest.Page, facts: Facts) -> set[str]:
    # A page whose blocks all stand behind starts of their own begins nowhere.
    begins = next((step for step in page.steps if isinstance(step, (BlockStep, StartStep))), None)
    if not isinstance(begins, BlockStep):
        return set()
    return ({route.start for route in page.routes} or {page.start}) - facts.starts.keys()


def _remarked(app: Sphinx, env: BuildEnvironment) -> list[str]:
    # A walk changes no page's source: its pages are written again, not read again.
    return sorted(GuideDomain.of(env).remarked()) if app.builder.name in BROWSER else []


def _finish_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    domain = GuideDomain.of(app.env)
    for node in list(doctree.findall(Report)):
        node.replace_self(report(domain.ledger, dict(sorted(domain.pages.items()))))
    if app.builder.name not in BROWSER:
        tabs.label(doctree)
        claims.end(doctree)
        return
    try:
        tabs.mend(list(tabs.find(doctree, domain.facts)))
    except ValueError:
        return  # told when the page was read
    for frame in list(doctree.findall(Frame)):
        bars.put(frame, marks.mark(domain.ledger, frame["step"]), domain.facts.languages)
    names = panel.placeholders_of(doctree)
    claims.mark(doctree, domain.ledger, [domain.facts.placeholders[name] for name in names])
    claims.join(doctree)
    claims.end(doctree)
    _put_panel(doctree, names, domain.facts)


def _put_panel(doctree: nodes.document, names: Mapping[str, bool], facts: Facts) -> None:
    html = panel.render(names, facts.placeholders, panel.packages(names, facts))
    section = next(iter(doctree.findall(nodes.section)), None)
    if html and section is not None:
        shown = panel.examples(names, facts.placeholders)
        section.insert(panel.place(section), Panel("", html=html, examples=shown))


def _tell_day(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.Node | None) -> None:
    context["last_walk"] = GuideDomain.of(app.env).day(pagename) if doctree is not None else ""


def _check_unused(app: Sphinx, env: BuildEnvironment) -> None:
    domain = GuideDomain.of(env)
    for name in sorted(set(domain.templates.names) - domain.used_templates()):
        place = nodes.comment()  # Sphinx takes a node for a place that is no page
        place.source, place.line = str(domain.templates.path(name)), 1
        _logger.error("no page uses this template", location=place, type="guide", subtype="unused")


def _write_manifest(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.name not in BROWSER:
        return
    domain = GuideDomain.of(app.env)
    pages: dict[str, Any] = {
        name: dataclasses.replace(page, title=app.env.titles[name].astext(), url=app.builder.get_target_uri(name))
        for name, page in sorted(domain.pages.items())
    }
    whole = collect.whole(pages, domain.facts)
    Path(app.outdir, "manifest.json").write_text(manifest.dump(whole), encoding="utf-8")
