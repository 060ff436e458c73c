"""How holes go through Jinja, which knows only strings: as words of their own, between characters no template holds."""

from __future__ import annotations

import re
from typing import Any

from registry_guide.blocks.lookup import Table
from registry_guide.blocks.text import UNPLACED, Hole, Text, joined

# Private-use characters; a template may not hold them itself.
OPEN, CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{OPEN}([^{CLOSE}]+){CLOSE}")


def carried(value: Any) -> Any:
    """Give what stands for a value while Jinja puts a template together: a text, its holes as words of their own."""
    if not isinstance(value, Text):
        if isinstance(value, Table):
            raise ValueError(f'"{value.prefix.rstrip(".")}" is a table of facts, not one')
        return value
    if not value.placed:
        raise ValueError(UNPLACED)
    return "".join(
        f"{OPEN}{'|'.join((part.placeholder, *part.filters))}{CLOSE}" if isinstance(part, Hole) else part
        for part in value.parts
    )


def with_holes(body: str) -> Text:
    """Undo `carried` in what Jinja made."""
    parts: list[str | Hole] = []
    end = 0
    for match in _MARK.finditer(body):
        placeholder, *filters = match.group(1).split("|")
        parts += [body[end : match.start()], Hole(placeholder, tuple(filters))]
        end = match.end()
    return Text(joined([*parts, body[end:]]))
