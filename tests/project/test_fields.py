"""The fields of this guide: what each takes, makes of it, and refuses."""

from __future__ import annotations

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.errors import WalkError
from registry_guide.walk.gitlab.account import account
from tools.checks.fields import taken


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
