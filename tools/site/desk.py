"""Pages of a browser that one test works at after the other: to open one takes longer than most tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Dialog, Page, ViewportSize

MOST_MS = 30_000
VIEWPORT: ViewportSize = {"width": 1280, "height": 720}
# What a page is shown under if nobody says otherwise.
MEDIA = {"media": "null", "color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none"}
KIND: Mapping[str, Any] = {}
# Without the page's own scripts; what a test evaluates runs all the same.
SCRIPTLESS = {"java_script_enabled": False}
TOUCHED = {"has_touch": True}
# A file of the site that runs no script: whoever stands there may clear what the site's pages have stored.
QUIET = "_static/favicon.svg"
# A page that is left or closed may still store something, and in a process of its own it does so whenever that gets
# time, which may be after all was cleared. So none of them has a storage any more by then.
LOSE_STORAGE = """() => {
  const none = { length: 0, key: () => null, getItem: () => null, setItem() {}, removeItem() {}, clear() {} };
  for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { value: none, configurable: true });
}"""
CLEAR = "() => { localStorage.clear(); sessionStorage.clear(); }"


class Desk:
    """Lends pages, and keeps each for the next who asks for the same kind, without a trace of who had it before.

    Takes a browser and the address of the site. A page that a test failed on is not lent again.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._free: dict[str, list[Page]] = {}
        self._errors: dict[BrowserContext, list[str]] = {}

    @contextmanager
    def page(self, viewport: ViewportSize = VIEWPORT, kind: Mapping[str, Any] = KIND, **media: Any) -> Iterator[Page]:
        """Lend a page of this size, of a context with the options `kind`, under media as `emulate_media` takes them.

        Raises AssertionError at the end if a script of a page failed, or opened a dialog. Init scripts and listeners
        cannot be taken back: who needs them opens a context of their own.
        """
        free = self._free.setdefault(repr(sorted(kind.items())), [])
        page = free.pop() if free else self._open(kind)
        context = page.context
        try:
            page.set_viewport_size(viewport)
            page.emulate_media(**{**MEDIA, **media})
            yield page
            assert self._errors[context] == []
            page = self._clean(page)
            is_clean = not page.evaluate("() => localStorage.length + sessionStorage.length")
        except BaseException:
            context.close()
            raise
        if is_clean:
            free.append(page)
        else:
            context.close()

    def _open(self, kind: Mapping[str, Any]) -> Page:
        context = self._browser.new_context(**kind)
        context.set_default_timeout(MOST_MS)
        errors = self._errors[context] = []
        context.on("weberror", lambda error: errors.append(error.error.stack or str(error.error)))

        def dismiss(dialog: Dialog) -> None:
            errors.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        context.on("dialog", dismiss)
        return context.new_page()

    def _clean(self, page: Page) -> Page:
        """Give a page in which nothing is as it was left."""
        context = page.context
        if page.is_closed():
            page = context.new_page()
        for each in context.pages:
            each.evaluate(LOSE_STORAGE)
        for other in context.pages:
            if other is not page:
                other.close()
        page.goto(f"{self._address}/{QUIET}")
        page.evaluate(CLEAR)
        session = context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": self._address, "storageTypes": "all"})
        session.detach()
        context.clear_cookies()
        context.clear_permissions()
        page.mouse.move(0, 0)
        return page


def unfold(page: Page) -> None:
    """Open the panel of a page, if it has one, with all its fields, until that for an address is there."""
    page.evaluate(
        "document.querySelectorAll('.values > details, .values-more').forEach((each) => { each.open = true; })"
    )
    if page.locator("#values-paste").count():
        page.locator("#values-paste").wait_for()
