"""Every page as it arrives on a phone, for somebody whose values are known there, and for somebody who fills it in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

from tools.site import lines, pages, shift
from tools.site.desk import CLEAR, LOSE_STORAGE
from tools.site.pasting import FILL

WIDTH, HEIGHT = 390, 900
# The lines of the panel, as the page came and with each tab that can be chosen, chosen one after the other. Each choice
# asks twice where its tab stands now: meanwhile nothing has a place but what tabs stand in, so that this takes no time.
_SAID = """() => {
  const flat = new CSSStyleSheet();
  flat.replaceSync('pre, p, table, svg { display: none !important; }');
  document.adoptedStyleSheets.push(flat);
  const lines = () => [...document.querySelectorAll('.values-line')].map((each) => each.textContent.trim());
  const tabs = [...document.querySelectorAll('[role=tab]')];
  // A tab may stand under another that is not chosen.
  const choose = (tab) => (tab.checkVisibility() ? (tab.click(), [[tab.textContent, lines()]]) : []);
  const said = [['', lines()], ...tabs.flatMap(choose)];
  document.adoptedStyleSheets.pop();
  return said;
}"""
_LAID_OUT = f"""() => {{
  // All tabs, one after the other: each is as wide as the one that is shown.
  for (const each of document.querySelectorAll('[role=tabpanel]')) each.hidden = false;
  return {{
    drawn: ({lines.OF_ALL})([...document.querySelectorAll('.block pre')]),
    wider: ({lines.WIDER})(),
    filled: document.querySelectorAll('.ph.filled').length,
    fields: [...document.querySelectorAll('input, textarea, select')].map((each) => each.name),
  }};
}}"""
_TYPED = f"""(texts) => {{
  for (const each of document.querySelectorAll('.values > details, .values-more')) each.open = true;
  const has = Object.entries(texts).filter(([name]) => document.getElementById(`value-${{name}}`));
  ({FILL})(Object.fromEntries(has));
  return [...document.querySelectorAll('.block pre')].map((code) => code.textContent);
}}"""


@dataclass(frozen=True)
class Arrived:
    """What a page was on a phone.

    Attributes:
        kept: the values that the browser kept for it.
        moved: what moved while it arrived, as `shift.moved` gives it.
        said: what the panel's line says, as the page came and then with each tab, by the tab's name.
        filled: how many placeholders were filled in then.
        wider: the beginnings of blocks that are wider than what they stand in.
        drawn: where each line begins that is drawn of the blocks, as `lines` has it.
        fields: the names of all that can be filled in or chosen.
        typed: the text of each block, once what the phone types stood in the fields.
    """

    kept: Mapping[str, str]
    moved: list[list[Any]]
    said: list[tuple[str, list[str]]]
    filled: int
    wider: list[str]
    drawn: list[list[float]]
    fields: list[str]
    typed: list[str]


@contextmanager
def watching(browser: Browser, width: int, kept: Mapping[str, str]) -> Iterator[Page]:
    """Open a page that is watched for what moves, of somebody with these values; raise if a script failed."""
    with browser.new_context(viewport={"width": width, "height": HEIGHT}) as context:
        context.set_default_timeout(20_000)
        if kept:
            keep = f"localStorage.setItem('registry-guide:values', {json.dumps(json.dumps(kept))});"
            context.add_init_script(f"try {{ {keep} }} catch {{}}")
        shift.watch(context)
        errors: list[str] = []
        context.on("weberror", lambda error: errors.append(error.error.stack or str(error.error)))
        yield context.new_page()
        assert errors == []


def visit(browser: Browser, address: str, kept: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, Arrived]:
    """Visit every page once, with values that are kept, and then with some typed into the fields."""
    found = {}
    with watching(browser, WIDTH, kept) as page:
        for name in [*pages.names(), *pages.generated()]:
            page.goto(f"{address}/{pages.url(name)}")
            moved = shift.moved(page)
            said = page.evaluate(_SAID)
            laid_out = page.evaluate(_LAID_OUT)
            found[name] = Arrived(kept, moved, said, **laid_out, typed=page.evaluate(_TYPED, typed))
            page.evaluate(f"() => {{ ({CLEAR})(); ({LOSE_STORAGE})(); }}")
    return found
