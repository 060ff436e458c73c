"""Blocks: a Sphinx extension that makes code blocks from templates, facts and placeholders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the blocks to Sphinx."""
    # Here, as the walk reads facts and templates without Sphinx, which takes as long to load as all else of it.
    from registry_guide.blocks import extension

    return extension.setup(app)
