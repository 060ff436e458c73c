"""Placeholders in highlighted code: spans put into finished HTML, so that highlighting never sees them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

_TOKEN = re.compile(r"<[^>]*>|&[#\w]+;|[^<&]")
# What a highlighter puts around each space between two words: no style names it.
_SPACE = re.compile(r'<span class="w">(\s*)</span>')


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
    writer = _Writer(list(spans))
    at = 0
    for token in _TOKEN.findall(html):
        if token.startswith("<"):
            writer.tag(token)
        elif at >= len(text):  # the highlighter's own line break behind the last line
            writer.result.append(token)
        elif unescape(token) != text[at]:
            raise ValueError(f"the highlighted code says {token!r} where the block says {text[at]!r}")
        else:
            writer.character(token, at)
            at += 1
    if at < len(text.rstrip("\n")) or writer.waiting:
        raise ValueError("the highlighted code is shorter than the block")
    return "".join(writer.result)


def light(html: str) -> str:
    """Give highlighted HTML without the spans around mere space, which are every third one and change no look."""
    return _SPACE.sub(r"\1", html)


@dataclass
class _Writer:
    """Writes tags and characters, with spans around those characters that belong to one.

    ``waiting`` are the spans that begin further on. ``within`` is the one that the next character stands in, if any:
    between tags it ``is_open``.
    """

    waiting: list[Span]
    within: Span | None = None
    is_open: bool = False
    result: list[str] = field(default_factory=list)

    def tag(self, token: str) -> None:
        self._close()
        self.result.append(token)

    def character(self, token: str, at: int) -> None:
        if self.within is None and self.waiting and self.waiting[0].start == at:
            self.within = self.waiting.pop(0)
        self._open(at)
        self.result.append(token)
        if self.within and self.within.end == at + 1:
            self._close()
            self.within = None

    def _open(self, at: int) -> None:
        if self.within is None or self.is_open:
            return
        again = at > self.within.start
        self.result.append(self.within.tag.removesuffix(">") + ' data-more="">' if again else self.within.tag)
        self.is_open = True

    def _close(self) -> None:
        if self.is_open:
            self.result.append("</span>")
        self.is_open = False


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
