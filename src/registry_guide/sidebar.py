"""A Sphinx extension that makes Furo's tree of all pages once; each page shows it as it is seen from there.

Furo has Sphinx make the tree for each page anew, which takes a third of a build's time and grows with the square of the
pages. The trees differ in addresses alone, and in what is marked as current.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from docutils import nodes
from furo.navigation import get_navigation_tree
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters.toctree import global_toctree_for_doc
from sphinx.util.typing import ExtensionMetadata

# A page that stands at the top and not in the tree: from it, an address is that of the site.
_NOWHERE = "search"
# Where the tree is kept while pages are written; processes that write some of them have a copy.
_KEPT = "guide_tree"
# Where it is kept from build to build which pages lie in which, and what they are called.
_LISTED = "guide_listed"
# Marks are in characters that no title holds (Unicode's private use): a kind, and the number of an element. Those that
# are an attribute take the space before it, and its empty value, with them.
_MARK = re.compile('(?: (?=\ue000(?:list|box)))?\ue000(?P<kind>[a-z]+)(?P<at>[0-9]+)\ue001(?:="")?')


@dataclass(frozen=True)
class Tree:
    """The tree of all pages, with marks where it differs from page to page.

    ``pages`` holds the page of each entry by the entry's number; ``current`` for each page the numbers of its entries
    and of all that these lie in.
    """

    marked: str
    pages: Mapping[int, str]
    current: Mapping[str, frozenset[int]]

    def seen_from(self, page: str, address: Callable[[str], str]) -> str:
        """Give the tree as a page shows it.

        Args:
            page: the page; for one that is not in the tree, such as that of the search, nothing is current.
            address: gives the address of another page, seen from this one.
        """
        current = self.current.get(page, frozenset())
        last = max(current, default=None)

        def shown(mark: re.Match[str]) -> str:
            at = int(mark["at"])
            match mark["kind"]:
                case "href":
                    return "#" if self.pages[at] == page else address(self.pages[at])
                case "link":
                    return "current " if self.pages[at] == page else ""
                case "list":
                    return ' class="current"' if at in current else ""
                case "box":
                    return ' checked=""' if at in current else ""
                case "here":
                    return " current-page" if at == last else ""
                case _:
                    return " current" if at in current else ""

        return _MARK.sub(shown, self.marked)


def read(html: str, page_at: Mapping[str, str]) -> Tree:
    """Give the tree that Furo's HTML of it holds.

    Args:
        html: the tree as a page shows it that stands at the top and is not in it.
        page_at: the page of each address that is in the tree.
    """
    soup = BeautifulSoup(html, "html.parser")
    number = {id(each): at for at, each in enumerate(soup.find_all(["ul", "li"]))}
    pages: dict[int, str] = {}
    current: dict[str, frozenset[int]] = {}
    for item in soup.find_all("li"):
        at, link = number[id(item)], item.find("a")
        assert isinstance(link, Tag), "an entry leads to a page"
        page = pages[at] = page_at[str(link["href"])]
        around = {number[id(each)] for each in item.parents if id(each) in number}
        current[page] = current.get(page, frozenset()) | around | {at}
        level, *others = item.get_attribute_list("class")
        item["class"] = " ".join([f"{level}{_mark('item', at)}", *others]) + _mark("here", at)
        link["class"] = _mark("link", at) + " ".join(link["class"])
        link["href"] = _mark("href", at)
        for box in item.find_all("input", recursive=False):
            box[_mark("box", at)] = ""
    for each in soup.find_all("ul"):
        each[_mark("list", number[id(each)])] = ""
    return Tree(str(soup), pages, current)


def _mark(kind: str, at: int) -> str:
    return f"\ue000{kind}{at}\ue001"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to Sphinx."""
    app.connect("env-updated", _retold)
    app.connect("write-started", _make)
    # Before Furo, which makes no tree where Sphinx offers it none, and after it.
    app.connect("html-page-context", _withhold, priority=490)
    app.connect("html-page-context", _show, priority=510)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _retold(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give all pages, to be written again, if the tree beside them is no longer the one they were written with."""
    now = sorted(env.toctree_includes.items()), sorted((name, title.astext()) for name, title in env.titles.items())
    was = vars(env).get(_LISTED)
    vars(env)[_LISTED] = now
    return sorted(env.found_docs) if was not in (None, now) else []


def _make(app: Sphinx, builder: Builder) -> None:
    vars(builder).pop(_KEPT, None)
    if not isinstance(builder, StandaloneHTMLBuilder) or app.config.html_theme != "furo":
        return
    # As Furo wants it.
    tree = global_toctree_for_doc(
        app.env, _NOWHERE, builder, tags=builder.tags, collapse=False, titles_only=True, maxdepth=-1, includehidden=True
    )
    page_at = {builder.get_relative_uri(_NOWHERE, page): page for page in app.env.found_docs}
    html = get_navigation_tree(builder.render_partial(tree)["fragment"])
    # A tree may also lead out of the site, and to places in pages: then Furo makes it.
    if all(link["href"] in page_at for link in BeautifulSoup(html, "html.parser").find_all("a")):
        vars(builder)[_KEPT] = read(html, page_at)


def _withhold(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if _KEPT in vars(app.builder):
        context[_KEPT] = context.pop("toctree", None)


def _show(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if _KEPT not in context:
        return
    context["toctree"] = context.pop(_KEPT)
    tree: Tree = vars(app.builder)[_KEPT]
    context["furo_navigation_tree"] = tree.seen_from(page, lambda other: app.builder.get_relative_uri(page, other))
