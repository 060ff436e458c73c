"""A Sphinx extension that has a browser paint a page once what its first screen shows can no longer move.

A page arrives in pieces. A text that the reader's values fill in moves when the panel arrives, which has the rules for
them; a table moves its columns with each row. `<link rel="expect" blocking="render">` has a browser wait for an element
(HTML, 4.2.4.7; Chromium 124, Safari 18.2 and newer; others paint as ever).
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

#: The element that ends what a page is painted with.
ENDS = "painted-with"
#: So many characters fill the screen of a desk, a few more than fit.
_SCREEN = 2500
_MOVING = re.compile(r'<(table|section class="values")[ >].*?</(?:table|section)>', re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to Sphinx."""
    app.connect("html-page-context", _end)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def ended(body: str) -> str:
    """Give a page's body with an element that ends what its first screen shows; the body itself if nothing moves there.

    Takes and gives HTML as Sphinx writes it.
    """
    end = seen = below = 0
    for found in _MOVING.finditer(body):
        seen += len(" ".join(_TAGS.sub("", body[below : found.start()]).split()))
        if seen > _SCREEN:
            break
        # What the panel holds is folded up.
        below = end = found.end()
        if found[1] == "table":
            seen += len(_TAGS.sub("", found[0]))
    return f'{body[:end]}<span id="{ENDS}" hidden></span>{body[end:]}' if end else body


def _end(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node | None) -> None:
    if app.builder.name != "html" or "body" not in context:
        return
    body = ended(context["body"])
    context["expected"] = ENDS if body != context["body"] else ""
    context["body"] = body
