"""Python and JavaScript take the same values, clean them alike, and refuse the others with the same sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, Page

import registry_guide.blocks
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.placeholder import MAX_LENGTH, Placeholder
from registry_guide.blocks.quoting import BadValueError
from tests.blocks.vectors import SINGLE, WHOLE
from tools.checks.pasted import BASES, MORE, PASTED, TOKENS

STATIC = Path(registry_guide.blocks.__file__).parent / "static"
IN_BROWSER = """(json) => {
  const [rows, bases, values, other] = JSON.parse(json);
  const one = (row, base, value) => {
    try {
      return { taken: guideJudge(row, value, base, other) };
    } catch (error) {
      if (error instanceof guideQuoting.Refused) return { refused: error.message };
      throw error;
    }
  };
  return JSON.stringify(rows.map((row) => bases.map((base) => values.map((value) => one(row, base, value)))));
}"""


def in_python(placeholder: Placeholder, base: str, value: str, other: str = "") -> dict[str, str]:
    try:
        return {"taken": placeholder.accept(value, base, other)}
    except BadValueError as refused:
        return {"refused": str(refused)}


#: Names of two packages, and whether they are one (PEP 503, "Normalized Names").
PAIRS = (
    ("my-package", "my-package", True),
    ("My.Package", "my--package", True),
    ("my_package", "MY-PACKAGE", True),
    ("mypackage", "my-package", False),
    ("my-package", "my-package-2", False),
    ("101", "101", True),
    ("101", "102", False),
)


def test_both_languages_know_two_spellings_of_one_name(browser: Browser, facts: Facts) -> None:
    page = opened(browser)
    rows = [each for each in facts.placeholders.values() if each.unlike]
    for placeholder in rows:
        assert facts.placeholders[placeholder.unlike].typed
        judged = [(value, other, one) for value, other, one in PAIRS if re.fullmatch(placeholder.rule, value)]
        assert {one for _, _, one in judged} == {True, False}, placeholder.name
        for value, other, one in judged:
            answer = json.loads(page.evaluate(IN_BROWSER, json.dumps([table([placeholder]), [""], [value], other])))
            wanted = in_python(placeholder, "", value, other)
            assert answer == [[[wanted]]]
            assert ("refused" in wanted) is one, (value, other)
    page.close()
    assert len(rows) > 1


def opened(browser: Browser) -> Page:
    page = browser.new_page()
    for script in ("quoting.js", "judge.js"):
        page.add_script_tag(path=STATIC / script)
    return page


def table(rows: list[Placeholder]) -> list[dict[str, object]]:
    return [
        {"tokens": each.tokens, "max": MAX_LENGTH, "clean": each.clean, "filter": each.filter, "rule": each.rule}
        | {"explain": each.explain}
        for each in rows
    ]


def test_both_languages_judge_alike(browser: Browser, facts: Facts) -> None:
    rows = [each for each in facts.placeholders.values() if each.typed]
    hostile = [each for each in (*SINGLE, *WHOLE) if len(each) < 2 * MAX_LENGTH]
    values = [*PASTED, *MORE, *TOKENS, *hostile, *(f"a{each}b/c" for each in SINGLE)]
    page = opened(browser)
    answers = json.loads(page.evaluate(IN_BROWSER, json.dumps([table(rows), BASES, values, ""])))
    page.close()
    for placeholder, by_base in zip(rows, answers, strict=True):
        kinds = set()
        for base, by_value in zip(BASES, by_base, strict=True):
            for value, answer in zip(values, by_value, strict=True):
                assert answer == in_python(placeholder, base, value), (placeholder.name, base, value)
                kinds |= set(answer)
        assert kinds == {"taken", "refused"}, placeholder.name
