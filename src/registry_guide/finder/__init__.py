"""Finds the entry of a message that a reader pastes, in their browser: the rows of ``facts/messages.toml``."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from registry_guide.finder import extension


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the finder to Sphinx."""
    return extension.setup(app)
