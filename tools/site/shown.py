"""Which panels and blocks of a page are shown, as a reader without tabs needs them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# All at once, as Playwright sees it: an element of no height is invisible, so what is visible can be read.
_SEEN = """() => {
  const seen = (each) => {
    const { width, height } = each.getBoundingClientRect();
    return width > 0 && height > 0 && each.checkVisibility({ visibilityProperty: true });
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    panels: all(".sphinx-tabs:not(.shells) > [role=tabpanel]").map(seen),
    blocks: all("div.block pre").map((each) => seen(each) && each.innerText),
  };
}"""


@dataclass(frozen=True)
class Shown:
    """For each panel of tabs but those of shells whether it is shown; the text of each block, or None if it is not."""

    panels: tuple[bool, ...]
    blocks: tuple[str | None, ...]


def shown(page: Page) -> Shown:
    """Look at all panels and blocks."""
    found: dict[str, list[Any]] = page.evaluate(_SEEN)
    return Shown(tuple(found["panels"]), tuple(text.strip() if text else None for text in found["blocks"]))
