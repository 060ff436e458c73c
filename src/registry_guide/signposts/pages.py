"""The pages of a section: their place in the sidebar, and a list that says of each what it is for."""

from __future__ import annotations

from collections.abc import Set
from typing import cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.directives.other import TocTree
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector


class Description(nodes.inline):
    """Stands for the description of a page until all pages are read."""


class PagesDirective(TocTree):
    """``pages``: the pages named, a line each, as the sidebar has them, and here with their titles and descriptions."""

    def run(self) -> list[nodes.Node]:
        """Give a toctree that is not shown, and a list that is."""
        self.options["hidden"] = True
        found = super().run()
        listed = nodes.bullet_list(bullet="-", classes=["pages"])
        for toctree in (each for node in found for each in node.findall(addnodes.toctree)):
            for _, name in toctree["entries"]:
                listed += _item(self.env.docname, name)
        return [*found, listed]


class DescriptionCollector(EnvironmentCollector):
    """Keeps the description that each page has for search engines, as it is read."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page that is read again or gone."""
        descriptions(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:
        """Take over what a parallel reader found."""
        descriptions(env).update({name: descriptions(other)[name] for name in docnames})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Keep the description of the page that is read."""
        metas = (meta for meta in doctree.findall(nodes.meta) if meta.get("name") == "description")
        descriptions(app.env)[app.env.docname] = " ".join(str(meta["content"]) for meta in metas)


def describe(env: BuildEnvironment, doctree: nodes.document) -> None:
    """Put the descriptions of pages where they belong in a page that is written."""
    for node in list(doctree.findall(Description)):
        node.replace_self(nodes.Text(descriptions(env).get(node["page"], "")))


def listed(env: BuildEnvironment, docname: str) -> tuple[tuple[str, str], ...]:
    """Give titles and descriptions of the pages that stand below a page in the sidebar."""
    below = (name for name in env.toctree_includes.get(docname, ()) if name in env.titles)
    return tuple((env.titles[name].astext(), descriptions(env).get(name, "")) for name in below)


def _item(page: str, name: str) -> nodes.list_item:
    link = addnodes.pending_xref(
        "", nodes.inline("", name), refdomain="std", reftype="doc", reftarget=f"/{name}", refexplicit=False, refdoc=page
    )
    described = nodes.paragraph("", "", Description("", page=name))
    return nodes.list_item("", nodes.paragraph("", "", nodes.strong("", "", link)), described)


def descriptions(env: BuildEnvironment) -> dict[str, str]:
    """Give what each page's front matter says of it."""
    return cast(dict[str, str], vars(env).setdefault("guide_descriptions", {}))
