"""The fields of this guide: what each takes, makes of it, and refuses."""

import re

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.placeholder import Placeholder
from registry_guide.blocks.quoting import BadValueError
from tools.checks.pasted import BASES, PASTED, TOKENS

#: A command would read the first ones as options; an empty value is nothing.
NEVER = ("-n", "--help", "-", "", " ")


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
    prefixes = {facts.example(facts.text(name)) for name in facts.values if name.endswith(".prefix")}
    prefixes |= {each.example for each in facts.placeholders.values() if each.secret}
    found = [
        f"{name} takes {value!r}"
        for name, field in fields.items()
        for value in (*NEVER, f"-{field.example}")
        if taken(field, value, BASES[0]) is not None
    ]
    found += [
        f"{name} does not know {token!r} for a token"
        for name, field in fields.items()
        for token in (*TOKENS, *sorted(prefixes))
        if not re.search(field.tokens or "(?!)", token, re.IGNORECASE) or taken(field, token, BASES[0]) is not None
    ]
    for name, at in (("project", 0), ("owner_project", 0), ("group", 1)):
        made = {value: taken(fields[name], value, BASES[0]) for value in PASTED}
        found += [
            f"{name} makes {made[value]!r} of {value!r}, not {wanted[at]!r}"
            for value, wanted in PASTED.items()
            if made[value] != wanted[at]
        ]
    return found
