"""What moves on a page while it arrives, of itself."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page

from tools.site.frames import painted

#: Cumulative layout shift; web.dev calls less than 0.1 good.
MOST = 0.01
_WATCH = """
window.moved = [];
const note = (entries) => {
  for (const each of entries) {
    if (!each.hadRecentInput) {
      const where = each.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 90));
      moved.push([each.value, ...where]);
    }
  }
};
const observer = new PerformanceObserver((list) => note(list.getEntries()));
observer.observe({ type: "layout-shift", buffered: true });
window.allMoved = () => {
  note(observer.takeRecords());
  return moved;
};
"""


def watch(context: BrowserContext) -> None:
    """Watch every page that is opened from now on."""
    context.add_init_script(_WATCH)


def moved(page: Page) -> list[list[Any]]:
    """Give what moved on a watched page so far: by how much, as cumulative layout shift counts it, and what it was."""
    painted(page)
    found: list[list[Any]] = page.evaluate("allMoved()")
    return found
