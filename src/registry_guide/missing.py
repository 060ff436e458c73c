"""The page that a host shows at any address that has none: where it is shown is not known, where the guide is, is."""

from __future__ import annotations

import re
from html import escape

# What names an address that is seen from the page's own; a part of the page itself is not.
_RELATIVE = re.compile(r'\b(href|src|action|data-content_root)="(?!#|/|[a-z]+:)([^"]*)"')


def anywhere(html: str, base: str) -> str:
    """Give a page whose addresses hold wherever it is shown.

    A `<base>` would do less: it leads what names a part of the page, such as "Skip to content", away from it
    (HTML, 4.2.3).

    Args:
        html: the page, as it is written beside the others.
        base: the address below which the pages are published, with a slash at its end.
    """
    return _RELATIVE.sub(lambda found: f'{found[1]}="{escape(base)}{found[2].removeprefix("./")}"', html)
