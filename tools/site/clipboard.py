"""What is on the clipboard of a page's browser."""

from __future__ import annotations

from playwright.sync_api import Page

# Asked for in the page: the handle of what a polled promise gave may be empty by the time that it is read.
CHANGED = """async ([old, tries]) => {
  for (let at = 0; at < tries; at += 1) {
    const now = await navigator.clipboard.readText();
    if (typeof now === 'string' && now !== old) return now;
    await new Promise((done) => setTimeout(done, 4));
  }
  return old;
}"""
TRIES = 1250  # of 4 ms


def put(page: Page, text: str) -> None:
    """Put a text on the clipboard, which the page must be permitted to."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)


def changed(page: Page, old: str) -> str:
    """Give what is on the clipboard as soon as it is not `old`, and `old` after five seconds."""
    return str(page.evaluate(CHANGED, [old, TRIES]))
