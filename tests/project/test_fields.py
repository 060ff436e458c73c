"""The fields of this guide: what each takes, makes of it, and refuses."""

from __future__ import annotations

import re

import pytest

from registry_guide.blocks.facts import Facts, load
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.placeholder import Placeholder
from registry_guide.blocks.quoting import Refused
from registry_guide.walk.errors import WalkError
from registry_guide.walk.own import account
from tests.blocks.pasted import BASES, PASTED, TOKENS
from tools.build import ROOT

#: A command would read the first ones as options; an empty value is nothing.
NEVER = ("-n", "--help", "-", "", " ")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load(ROOT / "facts", client_versions(ROOT))


def taken(placeholder: Placeholder, value: str, base: str) -> str | None:
    """Give what a field makes of a value; nothing if it refuses it, with a sentence."""
    try:
        return placeholder.accept(value, base)
    except Refused as refused:
        assert str(refused).endswith(".")
        return None


def wrong_fields(facts: Facts) -> list[str]:
    """Give what is wrong with the fields, a line each."""
    fields = {name: each for name, each in facts.placeholders.items() if not each.secret}
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


def test_fields_take_what_is_right_and_nothing_else(facts: Facts) -> None:
    assert not wrong_fields(facts)


def test_a_gitlab_below_a_path_is_told_from_its_groups(facts: Facts) -> None:
    project, base = facts.placeholders["project"], "https://apps.acme.example/gitlab"
    assert taken(project, "https://apps.acme.example/gitlab/acme/weather", base) == "acme/weather"
    assert taken(project, "https://apps.acme.example/acme/weather", base) is None


def test_the_address_of_a_page_is_none_of_a_gitlab(facts: Facts) -> None:
    host = facts.placeholders["host"]
    assert taken(host, "https://gitlab.acme.example/acme/weather/-/packages", "") is None
    assert taken(host, "https://gitlab.acme.example/acme/weather.git", "") is None
    assert taken(host, "https://gitlab.acme.example/git", "") is not None


def test_a_walk_takes_no_token_for_a_group(facts: Facts) -> None:
    names = {name: facts.example(facts.text(f"own_gitlab.{name}_variable")) for name in ("host", "group", "token")}
    given = {names["host"]: "https://gitlab.acme.example", names["token"]: "glpat-EXAMPLE-not-a-token"}
    group = "https://gitlab.acme.example/groups/acme/tools"
    assert account({**given, names["group"]: group}, facts).namespace == "acme/tools"
    with pytest.raises(WalkError, match="looks like a token"):
        account({**given, names["group"]: "glpat-EXAMPLE-not-a-token"}, facts)
