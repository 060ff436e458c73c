"""The strip below the title of a client's page: the way to the client's other pages."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from registry_guide.signposts.matrix import Link, Matrix


def strip(matrix: Matrix, page: str, address: Callable[[str], str]) -> str:
    """Give the HTML of a page's strip, empty for a page that belongs to no client or to several.

    Takes the matrix, the page's name, and what gives the address of another page as seen from this one.
    """
    client = matrix.client_of(page)
    if client is None:
        return ""
    links = [
        _link(heading, page, _nearest(cell, page), address)
        for heading, cell in zip(matrix.columns.values(), client.cells.values(), strict=True)
        if isinstance(cell, tuple)
    ]
    title = escape(client.title)
    return f'<nav class="strip" aria-label="{title}"><b>{title}:</b> {" · ".join(links)}</nav>\n'


def _nearest(links: tuple[Link, ...], page: str) -> Link:
    """Give the link to the page itself, or to one beside it, or the first."""
    folder = page.partition("/")[0]
    beside = (link for link in links if link.page.startswith(f"{folder}/"))
    return next((link for link in links if link.page == page), next(beside, links[0]))


def _link(heading: str, page: str, link: Link, address: Callable[[str], str]) -> str:
    words = escape(heading[:1].lower() + heading[1:])
    if link.page == page and not link.anchor:
        return f'<a href="#" aria-current="page">{words}</a>'
    there = address(link.page) if link.page != page else ""
    return f'<a href="{escape(there)}{f"#{escape(link.anchor)}" if link.anchor else ""}">{words}</a>'
