"""The pages of the guide, known before anything is built, so that each is a test of its own."""

from __future__ import annotations

from tools.build import ROOT

DOCS = ROOT / "docs"
SUFFIXES = (".md", ".rst")
#: Those on which a reader sees what belongs to some choices, and never all of it.
SETUPS = ("setup", "setup-install")


def names() -> list[str]:
    """Return the names of all pages as Sphinx has them, such as `publish/uv`."""
    sources = (path for path in DOCS.rglob("*") if path.suffix in SUFFIXES)
    return sorted(path.relative_to(DOCS).with_suffix("").as_posix() for path in sources)


def url(name: str) -> str:
    """Return where the html builder puts a page, from the top of the site."""
    return f"{name}.html"


def generated() -> list[str]:
    """Return the pages that Sphinx adds of itself."""
    return ["search"]
