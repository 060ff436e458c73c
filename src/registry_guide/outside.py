"""A Sphinx extension for what is read by others than people: a sitemap, and a feed of the changes.

Both hold whole addresses, so they are only written where the guide's own is known. The sitemap is made of all pages
that there are: an extension that notes them as they are written leaves out those that a second build need not write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from docutils import nodes
from feedgenerator import Atom1Feed
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_CHANGES = "changelog"
_RELEASE = re.compile(r"(?P<version>\S+) - (?P<day>\d{4}-\d\d-\d\d)")
_PERMALINK = re.compile(r'<a class="headerlink"[^>]*>.*?</a>')


@dataclass(frozen=True)
class Release:
    """A version with its day, the anchor of its heading, and what is said of it, as HTML."""

    version: str
    day: datetime
    anchor: str
    html: str


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to Sphinx."""
    # Before the lists of contents are made of the headings.
    app.connect("doctree-read", _name, priority=100)
    app.connect("build-finished", _write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _name(app: Sphinx, doctree: nodes.document) -> None:
    """Give each release an anchor that stays: docutils would count them, since their headings begin with a digit."""
    if app.env.docname == _CHANGES:
        for section, found in _sections(doctree):
            section["ids"].insert(0, nodes.make_id(f"v{found['version']}"))


def _sections(doctree: nodes.document) -> Iterator[tuple[nodes.section, re.Match[str]]]:
    for section in doctree.findall(nodes.section):
        found = _RELEASE.fullmatch(section[0].astext())
        if found is not None:
            yield section, found


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.name not in ("html", "dirhtml") or not app.config.html_baseurl:
        return
    base = app.config.html_baseurl.rstrip("/") + "/"
    out = Path(app.outdir)
    urls = [base + app.builder.get_target_uri(name) for name in sorted(app.env.found_docs)]
    (out / "sitemap.xml").write_bytes(sitemap(urls))
    if _CHANGES in app.env.found_docs:
        page = base + app.builder.get_target_uri(_CHANGES)
        words = feed(app.config.html_title, page, f"{base}{_CHANGES}.atom", list(_releases(app)))
        (out / f"{_CHANGES}.atom").write_text(words, encoding="utf-8")


def sitemap(urls: list[str]) -> bytes:
    """Give the sitemap of these addresses (https://www.sitemaps.org/protocol.html)."""
    root = ET.Element("urlset", xmlns=SITEMAP)
    for url in urls:
        ET.SubElement(ET.SubElement(root, "url"), "loc").text = url
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def feed(title: str, page: str, url: str, releases: list[Release]) -> str:
    """Give an Atom feed with an entry for each release of the page with the changes."""
    made = Atom1Feed(f"{title}: changes", page, "What changed in the guide", language="en", feed_url=url)
    for each in releases:
        link = f"{page}#{each.anchor}"
        made.add_item(each.version, link, "", content=each.html, pubdate=each.day, updateddate=each.day, unique_id=link)
    return str(made.writeString("utf-8"))


def _releases(app: Sphinx) -> Iterator[Release]:
    for section, found in _sections(app.env.get_doctree(_CHANGES)):
        html = "".join(app.builder.render_partial(child)["fragment"] for child in section.children[1:])  # type: ignore[attr-defined]
        day = datetime.fromisoformat(found["day"]).replace(tzinfo=UTC)
        yield Release(found["version"], day, section["ids"][0], _PERMALINK.sub("", html))
