"""How the lines of a block are drawn."""

from __future__ import annotations

from playwright.sync_api import Locator

# A part of a text that stands in one line has one box, however many letters it has.
_LINES = """(pre) => {
  const code = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
  const lines = [[]];
  const range = new Range();
  for (let node; (node = code.nextNode()); ) {
    let at = 0;
    for (const [number, part] of node.data.split('\\n').entries()) {
      if (number) lines.push([]);
      range.setStart(node, at);
      range.setEnd(node, at + part.length);
      at += part.length + 1;
      const drawn = lines.at(-1);
      for (const box of part ? range.getClientRects() : []) {
        if (box.width && (!drawn.length || box.top > drawn.at(-1)[0] + box.height / 2)) drawn.push([box.top, box.left]);
      }
    }
  }
  return lines.map((drawn) => drawn.map(([, left]) => left));
}"""
# The beginnings of the blocks that are wider than what they stand in, or than the window.
WIDER = """() => [...document.querySelectorAll('pre')].filter((each) => {
  const box = each.getBoundingClientRect();
  return each.checkVisibility() && (each.scrollWidth > each.clientWidth || box.right > innerWidth || box.left < 0);
}).map((each) => each.textContent.slice(0, 80))"""


# The same as `lines`, of all lines of several blocks.
OF_ALL = f"(all) => all.flatMap({_LINES})"


def lines(code: Locator) -> list[list[float]]:
    """Give for each line of a block's text where each line begins that is drawn of it."""
    found: list[list[float]] = code.evaluate(_LINES)
    return found
