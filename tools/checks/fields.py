"""The fields of this guide: what each takes, makes of it, and refuses."""

import re
from collections.abc import Mapping

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.placeholder import Placeholder
from registry_guide.blocks.quoting import BadValueError
from tools.checks.pasted import BASES, PASTED, TOKENS

#: A command would read the first ones as options; an empty value is nothing.
NEVER = ("-n", "--help", "-", "", " ")
#: How the names of the fields end that take what is pasted, in the order of what PASTED says comes of it.
PATHS = ("project", "group")
#: Those that take the number of a project or a group, too.
NUMBERED = ("project", "owner_project", "group")


def taken(placeholder: Placeholder, value: str, base: str) -> str | None:
    """Give what a field makes of a value; nothing if it refuses it, with a sentence."""
    try:
        return placeholder.accept(value, base)
    except BadValueError as refused:
        assert str(refused).endswith(".")
        return None


def wrong_fields(facts: Facts) -> list[str]:
    """Give what is wrong with the fields, a line each."""
    fields = {name: each for name, each in facts.placeholders.items() if each.typed}
    return [*_options(fields), *_tokens(fields, facts), *_paths(fields)]


def _options(fields: Mapping[str, Placeholder]) -> list[str]:
    return [
        f"{name} takes {value!r}"
        for name, field in fields.items()
        for value in (*NEVER, f"-{field.example}")
        if taken(field, value, BASES[0]) is not None
    ]


def _tokens(fields: Mapping[str, Placeholder], facts: Facts) -> list[str]:
    prefixes = {facts.example(facts.text(name)) for name in facts.values if name.endswith(".prefix")}
    prefixes |= {each.example for each in facts.placeholders.values() if each.secret}
    return [
        f"{name} does not know {token!r} for a token"
        for name, field in fields.items()
        for token in (*TOKENS, *sorted(prefixes))
        if not re.search(field.tokens or "(?!)", token, re.IGNORECASE) or taken(field, token, BASES[0]) is not None
    ]


def _paths(fields: Mapping[str, Placeholder]) -> list[str]:
    return [
        f"{name} makes {made!r} of {value!r}, not {wanted[at]!r}"
        for name, field in fields.items()
        for at, path in enumerate(PATHS)
        if name.endswith(path)
        for value, wanted in PASTED.items()
        # Not every field for a path takes a number.
        if name in NUMBERED or not (wanted[at] or "").isdecimal()
        if (made := taken(field, value, BASES[0])) != wanted[at]
    ]
