"""Python and JavaScript quote alike: the same text, or the same refusal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import registry_guide.blocks
from registry_guide.blocks.quoting import CONTEXTS, TRANSFORMS, Refused, apply
from tests.blocks.vectors import VALUES

QUOTING = Path(registry_guide.blocks.__file__).parent / "static" / "quoting.js"
CHAINS = [[name] for name in (*CONTEXTS, *TRANSFORMS)] + [
    ["urlpath", "toml"],
    ["userinfo", "shell"],
    ["normalised", "urlpath", "yaml"],
    ["toml", "shell"],
    ["module", "python"],
]


def in_python(chain: list[str], value: str) -> dict[str, str]:
    try:
        return {"quoted": apply(chain, value)}
    except Refused as refused:
        return {"refused": str(refused)}


# JSON as text, both ways: half of a surrogate pair travels as an escape only.
IN_BROWSER = """(json) => {
  const [chains, values] = JSON.parse(json);
  const one = (chain, value) => {
    try {
      return { quoted: guideQuoting.apply(chain, value) };
    } catch (error) {
      if (error instanceof guideQuoting.Refused) return { refused: error.message };
      throw error;
    }
  };
  return JSON.stringify(chains.map((chain) => values.map((value) => one(chain, value))));
}"""


def test_vectors_give_the_same(browser: Browser) -> None:
    values = [*VALUES, "İstanbul", "ΑΣ", "ẞ"]
    page = browser.new_page()
    page.add_script_tag(path=QUOTING)
    rows = json.loads(page.evaluate(IN_BROWSER, json.dumps([CHAINS, values])))
    page.close()
    kinds = set()
    for chain, answers in zip(CHAINS, rows, strict=True):
        for value, answer in zip(values, answers, strict=True):
            assert answer == in_python(chain, value), (chain, value)
            kinds |= set(answer)
    assert kinds == {"quoted", "refused"}


@pytest.mark.parametrize("name", sorted({*CONTEXTS, *TRANSFORMS}))
def test_the_browser_has_each_filter(browser: Browser, name: str) -> None:
    page = browser.new_page()
    page.add_script_tag(path=QUOTING)
    assert page.evaluate("(name) => guideQuoting.apply([name], 'a')", name) == apply([name], "a")
    page.close()
