"""Search in the reader's browser: the words of the pages, and the page that looks them up, on a host or in a folder."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from registry_guide.search import extension


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the search to Sphinx."""
    return extension.setup(app)
