"""The Sphinx extension that leads readers to pages: sections, the table of clients, old addresses."""

from registry_guide.signposts.extension import setup

__all__ = ["setup"]
