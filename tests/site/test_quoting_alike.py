"""Python and JavaScript quote alike: the same text, or the same refusal."""

# ruff: noqa: RUF001 - letters that look like others are what is tested here

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

import registry_guide.blocks
from registry_guide.blocks.quoting import CONTEXTS, TRANSFORMS, BadValueError, apply
from tests.blocks.vectors import ADDRESSES, NO_ADDRESSES, VALUES

QUOTING = Path(registry_guide.blocks.__file__).parent / "static" / "quoting.js"
CHAINS = [[name] for name in (*CONTEXTS, *TRANSFORMS)] + [
    ["urlpath", "toml"],
    ["userinfo", "shell"],
    ["normalised", "urlpath", "yaml"],
    ["toml", "shell"],
    ["module", "python"],
    ["address", "shell"],
    ["hostname", "netrc"],
]


def in_python(chain: list[str], value: str) -> dict[str, str]:
    try:
        return {"quoted": apply(chain, value)}
    except BadValueError as refused:
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


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page with the script, whose functions keep nothing from one call to the next."""
    with browser.new_context() as context:
        opened = context.new_page()
        opened.add_script_tag(path=QUOTING)
        yield opened


def test_vectors_give_the_same(page: Page) -> None:
    values = [*VALUES, "İstanbul", "ΑΣ", "ẞ", *ADDRESSES, *NO_ADDRESSES]
    rows = json.loads(page.evaluate(IN_BROWSER, json.dumps([CHAINS, values])))
    kinds = set()
    for chain, answers in zip(CHAINS, rows, strict=True):
        for value, answer in zip(values, answers, strict=True):
            assert answer == in_python(chain, value), (chain, value)
            kinds |= set(answer)
    assert kinds == {"quoted", "refused"}


# What addresses are made of, and what they must not be made of.
SIGNS = st.sampled_from(
    [
        *"aZx0719.-_~:/@?#[]%\\ $;'&|<>\n\u202e",
        "//",
        "..",
        "https://",
        "http://",
        "localhost",
        "::1",
        "127.0.0.1",
        ":443",
        *"äÖßéñøłžčűΣσςжЖяéושبمक漢字かカ한ไท",
        *("e\u0301", "\u0301", "ｇ", "①", "☃", "İ", "xn--", "--", "١"),
    ]
)


def test_addresses_are_read_alike(page: Page) -> None:
    """Whatever somebody types as the address of a GitLab, both languages take the same, and refuse the same."""
    texts: list[str] = []

    @settings(max_examples=2000, derandomize=True, database=None)
    @given(text=st.one_of(st.lists(SIGNS, max_size=9).map("".join), st.ip_addresses(v=6).map(lambda each: f"[{each}]")))
    def collect(text: str) -> None:
        texts.append(text)

    collect()
    chains = [[name] for name in ("address", "printed", "scheme", "authority", "hostname", "basepath")]
    rows = json.loads(page.evaluate(IN_BROWSER, json.dumps([chains, texts])))
    taken = 0
    for chain, answers in zip(chains, rows, strict=True):
        for text, answer in zip(texts, answers, strict=True):
            assert answer == in_python(chain, text), (chain, text)
            taken += "quoted" in answer
    assert taken > 200


@pytest.mark.parametrize("name", sorted({*CONTEXTS, *TRANSFORMS}))
def test_the_browser_has_each_filter(page: Page, name: str) -> None:
    assert page.evaluate("(name) => guideQuoting.apply([name], 'a')", name) == apply([name], "a")
