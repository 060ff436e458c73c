"""Waiting for what a page draws."""

from __future__ import annotations

from playwright.sync_api import Page


def painted(page: Page) -> None:
    """Wait until what happened so far is painted, and the page's own scripts saw what came of it: for two frames."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def ended(page: Page) -> None:
    """End what moves: what is seen then is where a drawer, say, comes to rest."""
    page.evaluate("document.getAnimations().forEach((each) => each.finish())")
