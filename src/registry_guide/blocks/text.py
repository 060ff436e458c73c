"""A text with holes: what a fact and a rendered template are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from registry_guide.blocks.errors import unknown
from registry_guide.blocks.quoting import CONTEXTS, TRANSFORMS, apply

#: What to tell an author whose text does not say where it stands.
UNPLACED = "say where this stands, with a filter such as `| shell` or `| toml`"


@dataclass(frozen=True)
class Hole:
    """The place of a reader's value: the placeholder's name and the filters its value goes through."""

    placeholder: str
    filters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """Literal parts and holes, in order; ``placed`` once a context says where the whole stands."""

    parts: tuple[str | Hole, ...]
    placed: bool = False

    def through(self, name: str) -> Text:
        """Give this text put through the filter of that name.

        Literal parts are quoted now, holes when they are filled. Raises ValueError with a sentence for an unknown
        filter, and for a transform of anything but a placeholder alone.
        """
        if name in TRANSFORMS:
            if len(self.parts) != 1 or isinstance(self.parts[0], str) or self.parts[0].filters:
                raise ValueError(f'"{name}" changes a value, so it stands directly behind a placeholder')
        elif name not in CONTEXTS:
            raise ValueError(unknown("filter", name, [*CONTEXTS, *TRANSFORMS]))
        return Text(
            tuple(
                apply([name], part) if isinstance(part, str) else Hole(part.placeholder, (*part.filters, name))
                for part in self.parts
            ),
            placed=name in CONTEXTS,
        )

    @property
    def holes(self) -> Iterator[Hole]:
        """The holes, in order."""
        return (part for part in self.parts if isinstance(part, Hole))

    def __str__(self) -> str:
        # Jinja's `~` and joins ask for a string: a text that nobody placed must not slip through as one.
        raise ValueError(UNPLACED)


_FIELD = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def parse(source: str, resolve: Callable[[str], Text]) -> Text:
    """Read the notation of facts: ``{name | filter | filter}`` in a literal text, ``{{`` and ``}}`` for braces.

    Takes the source and a function from a name to its text; gives the text. Raises ValueError with a sentence for a
    lone brace and for what ``resolve`` and the filters raise.
    """
    parts: list[str | Hole] = []
    end = 0
    for match in _FIELD.finditer(source):
        parts.append(source[end : match.start()])
        end = match.end()
        found = match.group()
        if found in {"{{", "}}"}:
            parts.append(found[0])
        elif match.group(1) is None:
            raise ValueError(f'"{found}" stands alone; a literal brace is written twice')
        else:
            name, *filters = (each.strip() for each in match.group(1).split("|"))
            text = resolve(name)
            for each in filters:
                text = text.through(each)
            parts.extend(text.parts)
    parts.append(source[end:])
    return Text(joined(parts))


def joined(parts: list[str | Hole]) -> tuple[str | Hole, ...]:
    """Give the parts with neighbouring literals made one and empty ones left out."""
    result: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and result and isinstance(result[-1], str):
            result[-1] += part
        elif part != "":
            result.append(part)
    return tuple(result)
