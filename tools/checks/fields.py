"""The fields of this guide: what each takes, makes of it, and refuses."""

import re

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
    paths = {name: next((each for each in PATHS if name.endswith(each)), "") for name in fields}
    for name, at in ((name, PATHS.index(path)) for name, path in paths.items() if path):
        wanted = {value: each[at] for value, each in PASTED.items()}
        # Not every field for a path takes a number.
        wanted = {value: each for value, each in wanted.items() if name in NUMBERED or not (each or "").isdecimal()}
        made = {value: taken(fields[name], value, BASES[0]) for value in wanted}
        found += [
            f"{name} makes {made[value]!r} of {value!r}, not {each!r}"
            for value, each in wanted.items()
            if made[value] != each
        ]
    return found
