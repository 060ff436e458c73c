"""Each page once more as plain Markdown, for assistants and for notes: beside the page, and all of them in one file."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from registry_guide.twin import extension


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the twins to Sphinx."""
    return extension.setup(app)
