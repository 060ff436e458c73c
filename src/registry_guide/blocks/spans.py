"""Placeholders in highlighted code: spans put into finished HTML, so that highlighting never sees them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape

_TOKEN = re.compile(r"<[^>]*>|&[#\w]+;|[^<&]")


@dataclass(frozen=True)
class Span:
    """A stretch of text, from ``start`` to ``end`` in characters, and the tag that opens its span."""

    start: int
    end: int
    tag: str


def opening(placeholder: str, filters: Sequence[str], secret: bool) -> str:
    """Give the tag that opens a placeholder's span; the page's script reads it."""
    kind = "ph secret" if secret else "ph"
    return f'<span class="{kind}" data-ph="{escape(placeholder)}" data-as="{escape(" ".join(filters))}">'


def insert(html: str, text: str, spans: Sequence[Span]) -> str:
    """Put spans around stretches of text in highlighted HTML.

    Takes the HTML that a highlighter made of ``text``, that text, and spans that neither overlap nor are empty. One
    is closed before a tag and opened again behind it (with ``data-more``), so it never straddles the highlighter's own:
    with the spans taken out, exactly ``html`` remains. Raises ValueError if the HTML does not spell the text.
    """
    result: list[str] = []
    waiting = list(spans)
    open_span: Span | None = None
    is_open = False
    at = 0
    for token in _TOKEN.findall(html):
        if token.startswith("<"):
            if is_open:
                result.append("</span>")
                is_open = False
            result.append(token)
            continue
        if at >= len(text):  # the highlighter's own line break behind the last line
            result.append(token)
            continue
        if unescape(token) != text[at]:
            raise ValueError(f"the highlighted code says {token!r} where the block says {text[at]!r}")
        if open_span is None and waiting and waiting[0].start == at:
            open_span = waiting.pop(0)
        if open_span and not is_open:
            again = at > open_span.start
            result.append(open_span.tag.removesuffix(">") + " data-more>" if again else open_span.tag)
            is_open = True
        result.append(token)
        at += 1
        if open_span and open_span.end == at:
            result.append("</span>")
            open_span, is_open = None, False
    if at < len(text.rstrip("\n")) or waiting:
        raise ValueError("the highlighted code is shorter than the block")
    return "".join(result)


def follow(words: str, examples: Mapping[str, str]) -> str:
    """Give plain words as HTML in which the examples of a page's placeholders follow what the reader types.

    Takes the words, and placeholders by example. Part of a longer name is no example.
    """
    longest = sorted(examples, key=len, reverse=True)
    if not longest:
        return escape(words)
    pattern = rf"(?<![\w/.-])({'|'.join(map(re.escape, longest))})(?![\w/-]|\.\w)"
    pieces = re.split(pattern, words)
    return "".join(
        f"{opening(examples[piece], (), False)}{escape(piece)}</span>" if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    )


def remove(html: str) -> str:
    """Take all placeholder spans out again, keeping what is in them."""
    return re.sub(r'<span class="ph(?: secret)?"[^>]*>([^<]*)</span>', r"\1", html)
