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
from tools.build import ROOT
from tools.checks.pasted import BASES, MORE, PASTED, TOKENS

STATIC = Path(registry_guide.blocks.__file__).parent / "static"
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
