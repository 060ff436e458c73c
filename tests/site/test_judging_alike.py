"""Python and JavaScript take the same values, clean them alike, and refuse the others with the same sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import registry_guide.blocks
from registry_guide.blocks.facts import Facts, load
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.placeholder import MAX_LENGTH, Placeholder
from registry_guide.blocks.quoting import Refused
from tests.blocks.vectors import SINGLE, WHOLE
from tests.site.test_journeys import TOKENS
from tools.build import ROOT

STATIC = Path(registry_guide.blocks.__file__).parent / "static"
BASES = [
    "gitlab.acme.example",
    "https://GitLab.Acme.example:443/",
    "http://gitlab.acme.example:8080",
    "apps.acme.example/GitLab",
    "[2001:db8::1]:8443",
    "acme",
]
#: What is pasted into the field of a project or a group, and what comes of it below the first of the bases.
PASTED = {
    "acme/weather": ("acme/weather", "acme/weather"),
    "/acme/weather/": ("acme/weather", "acme/weather"),
    "acme%2Fweather": ("acme/weather", "acme/weather"),
    " acme/weather\u00a0": ("acme/weather", "acme/weather"),
    "acme/weather.git": ("acme/weather", None),
    "acme/tools.git/weather": (None, None),
    "acme/weather.atom": (None, None),
    "acme/weather.": (None, None),
    "-acme/weather": (None, None),
    "acme/-weather": (None, None),
    "acme//weather": (None, None),
    "42": ("42", "42"),
    "0": (None, None),
    "acme": (None, "acme"),
    "https://gitlab.acme.example/acme/weather": ("acme/weather", "acme/weather"),
    "HTTPS://GitLab.ACME.example:443/acme/weather/": ("acme/weather", "acme/weather"),
    "gitlab.acme.example/acme/weather": ("acme/weather", "acme/weather"),
    "https://gitlab.acme.example/acme/weather/-/settings/repository#deploy": ("acme/weather", "acme/weather"),
    "https://gitlab.acme.example/acme/weather?private=1#readme": ("acme/weather", "acme/weather"),
    "https://gitlab.acme.example/acme/weather.git": ("acme/weather", None),
    "https://gitlab.acme.example/groups/acme/tools/-/packages": (None, "acme/tools"),
    "https://gitlab.acme.example/api/v4/projects/acme%2Fweather/packages/pypi/simple": ("acme/weather", None),
    "https://gitlab.acme.example/api/v4/groups/42/-/packages/pypi/simple": (None, "42"),
    "https://gitlab.acme.example/dashboard/projects": (None, None),
    "https://gitlab.acme.example/": (None, None),
    "https://gitlab.acme.example.evil.example/acme/weather": (None, None),
    "https://gitlab.acme.example:8443/acme/weather": (None, None),
    "https://user:word@gitlab.acme.example/acme/weather": (None, None),
    "https://elsewhere.example/a?b=https://gitlab.acme.example/acme/weather": (None, None),
    "ftp://gitlab.acme.example/acme/weather": (None, None),
    "git@gitlab.acme.example:acme/weather.git": ("acme/weather", None),
    "ssh://git@gitlab.acme.example:2222/acme/weather.git": ("acme/weather", None),
    "ssh://gitlab.acme.example/acme/weather": ("acme/weather", "acme/weather"),
    "git@elsewhere.example:acme/weather.git": (None, None),
    "origin\thttps://gitlab.acme.example/acme/weather.git (fetch)": (None, None),
}
MORE = [
    "https://apps.acme.example/GitLab/acme/weather/-/packages",
    "https://apps.acme.example/acme/weather",
    "http://gitlab.acme.example:8080/acme/weather",
    "https://[2001:db8::1]:8443/acme/weather",
    "git@[2001:db8::1]:acme/weather",
    "acme/weather/-/packages",
    "a" * MAX_LENGTH,
    "a" * (MAX_LENGTH + 1),
    "\u0130stanbul.example/a/b",
    "a://b://c",
    "https://",
    "@:",
    "a@b:",
]

IN_BROWSER = """(json) => {
  const [rows, bases, values] = JSON.parse(json);
  const one = (row, base, value) => {
    try {
      return { taken: guideJudge(row, value, base) };
    } catch (error) {
      if (error instanceof guideQuoting.Refused) return { refused: error.message };
      throw error;
    }
  };
  return JSON.stringify(rows.map((row) => bases.map((base) => values.map((value) => one(row, base, value)))));
}"""


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load(ROOT / "facts", client_versions(ROOT))


def in_python(placeholder: Placeholder, base: str, value: str) -> dict[str, str]:
    try:
        return {"taken": placeholder.accept(value, base)}
    except Refused as refused:
        return {"refused": str(refused)}


def test_both_languages_judge_alike(browser: Browser, facts: Facts) -> None:
    rows = [each for each in facts.placeholders.values() if not each.secret]
    table = [
        {"tokens": each.tokens, "max": MAX_LENGTH, "clean": each.clean, "filter": each.filter, "rule": each.rule}
        | {"explain": each.explain}
        for each in rows
    ]
    hostile = [each for each in (*SINGLE, *WHOLE) if len(each) < 2 * MAX_LENGTH]
    values = [*PASTED, *MORE, *TOKENS, *hostile, *(f"a{each}b/c" for each in SINGLE)]
    page = browser.new_page()
    for script in ("quoting.js", "judge.js"):
        page.add_script_tag(path=STATIC / script)
    answers = json.loads(page.evaluate(IN_BROWSER, json.dumps([table, BASES, values])))
    page.close()
    for placeholder, by_base in zip(rows, answers, strict=True):
        kinds = set()
        for base, by_value in zip(BASES, by_base, strict=True):
            for value, answer in zip(values, by_value, strict=True):
                assert answer == in_python(placeholder, base, value), (placeholder.name, base, value)
                kinds |= set(answer)
        assert kinds == {"taken", "refused"}, placeholder.name


@pytest.mark.parametrize("value", PASTED)
def test_what_is_pasted_is_understood_or_refused(facts: Facts, value: str) -> None:
    for name, wanted in zip(("project", "group"), PASTED[value], strict=True):
        answer = in_python(facts.placeholders[name], BASES[0], value)
        assert answer.get("taken") == wanted, name
        assert answer.get("refused", ".").endswith(".")


def test_a_gitlab_below_a_path_is_told_from_its_groups(facts: Facts) -> None:
    project = facts.placeholders["project"]
    base = "https://apps.acme.example/gitlab"
    assert project.accept("https://apps.acme.example/gitlab/acme/weather", base) == "acme/weather"
    with pytest.raises(Refused, match="not below"):
        project.accept("https://apps.acme.example/acme/weather", base)


def test_no_field_takes_an_option_a_token_or_nothing(facts: Facts) -> None:
    fields = [each for each in facts.placeholders.values() if not each.secret]
    for field in fields:
        for value in ("-n", "--help", f"-{field.example}", "", " ", *TOKENS):
            with pytest.raises(Refused):
                field.accept(value)
    assert len(fields) > 5


def test_every_prefix_of_a_token_that_this_guide_names_is_known(facts: Facts) -> None:
    prefixes = {
        str(text.parts[0])
        for name, text in facts.values.items()
        if name.endswith(".prefix") and not isinstance(text, tuple)
    }
    prefixes |= {each.example for each in facts.placeholders.values() if each.secret}
    for prefix in prefixes:
        with pytest.raises(Refused, match="token"):
            facts.placeholders["package"].accept(prefix)
    assert len(prefixes) > 5
