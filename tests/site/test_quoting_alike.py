"""Python and JavaScript quote alike: the same text, or the same refusal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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


IN_BROWSER = """([chains, values]) => chains.map((chain) => values.map((codes) => {
  const value = String.fromCodePoint(...codes);
  try { return { quoted: Array.from(guideQuoting.apply(chain, value), (char) => char.codePointAt(0)) }; }
  catch (error) {
    if (error instanceof guideQuoting.Refused) return { refused: error.message };
    throw error;
  }
}))"""


def test_vectors_give_the_same(browser: Browser) -> None:
    values = [*VALUES, "İstanbul", "ΑΣ", "ẞ"]
    page = browser.new_page()
    page.add_script_tag(path=QUOTING)
    # Code points, not strings: half a surrogate pair does not survive the way to the browser.
    rows: list[list[dict[str, Any]]] = page.evaluate(IN_BROWSER, [CHAINS, [[ord(char) for char in each] for each in values]])
    page.close()
    kinds = set()
    for chain, answers in zip(CHAINS, rows, strict=True):
        for value, answer in zip(values, answers, strict=True):
            there = {kind: "".join(map(chr, text)) if kind == "quoted" else text for kind, text in answer.items()}
            assert there == in_python(chain, value), (chain, value)
            kinds |= set(there)
    assert kinds == {"quoted", "refused"}


@pytest.mark.parametrize("name", sorted({*CONTEXTS, *TRANSFORMS}))
def test_the_browser_has_each_filter(browser: Browser, name: str) -> None:
    page = browser.new_page()
    page.add_script_tag(path=QUOTING)
    assert page.evaluate("(name) => guideQuoting.apply([name], 'a')", name) == apply([name], "a")
    page.close()
