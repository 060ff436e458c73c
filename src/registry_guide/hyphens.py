"""A word with a hyphen in the title of a page stays in one piece where the title is broken over two lines."""

from __future__ import annotations

import re

_TITLE = re.compile(r"(?<=<h1>).*?(?=</h1>)", re.DOTALL)
# Outside of tags. A longer word may be as wide as the screen of a phone.
_WORD = re.compile(r"<[^>]*>|(?<![\w-])(?=[\w-]{3,16}(?![\w-]))\w+(?:-\w+)+")


def kept(body: str) -> str:
    """Give the HTML of a page in which nothing parts the words of its title at their hyphens."""
    return _TITLE.sub(lambda title: _WORD.sub(_whole, title[0]), body)


def _whole(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("<") else f'<span class="whole">{found[0]}</span>'
