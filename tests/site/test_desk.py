"""A page that is lent again has nothing of who had it before, so that no test leans on another."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tools.site.desk import MEDIA, VIEWPORT, Desk, unfold

KEPT = """() => ({
  local: Object.entries(localStorage), session: Object.entries(sessionStorage), cookies: document.cookie,
  size: [innerWidth, innerHeight],
  media: ["print", "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)", "(forced-colors: active)"]
    .filter((each) => matchMedia(each).matches),
})"""
LATE = "addEventListener('pagehide', () => localStorage.setItem('late', '1'))"
MORE = """async () => ({
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  clipboard: (await navigator.permissions.query({ name: "clipboard-read" })).state,
})"""


def left(page: Page, address: str) -> tuple[dict[str, object], dict[str, object]]:
    page.goto(f"{address}/publish/uv.html")
    return page.evaluate(KEPT), page.evaluate(MORE)


def test_a_page_is_lent_again_without_a_trace(desk: Desk, address: str) -> None:
    with desk.page() as page:
        first = page
        before = left(page, address)
    assert before[0]["size"] == list(VIEWPORT.values())
    with desk.page() as page:
        assert page is first, "it is shared"
        page.goto(f"{address}/publish/uv.html")
        page.context.grant_permissions(["clipboard-read"], origin=address)
        unfold(page)
        page.fill("#value-host", "gitlab.acme.example")
        page.keyboard.press("Enter")
        page.fill("#value-project", "acme/left")
        page.evaluate("document.cookie = 'left=1'")
        page.evaluate("sessionStorage.setItem('left', '1'); indexedDB.open('left')")
        page.evaluate("caches.open('left').then(() => true)")
        page.evaluate(LATE)
        page.set_viewport_size({"width": 320, "height": 400})
        page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce", forced_colors="active")
        other = page.context.new_page()
        other.goto(f"{address}/install/uv.html")
        other.evaluate(LATE)
        page.mouse.move(100, 200)
        changed = page.evaluate(KEPT), page.evaluate(MORE)
        same = [key for at in (0, 1) for key, value in before[at].items() if changed[at][key] == value]
        assert same == ["workers"], "all but this is really left"
    with desk.page() as page:
        assert page is first
        assert page.context.pages == [page]
        assert left(page, address) == before


def test_a_page_that_somebody_closed_or_failed_on_is_not_lent_again(desk: Desk, address: str) -> None:
    with desk.page() as page:
        page.close()
    with desk.page() as opened:
        assert opened is not page
        left(opened, address)
    with pytest.raises(ZeroDivisionError), desk.page() as page:
        _ = 1 / 0
    with desk.page() as opened:
        assert opened is not page
    for script in ("setTimeout(() => { throw new Error('x'); })", "setTimeout(() => alert(1))"):
        with pytest.raises(AssertionError), desk.page() as page:
            page.goto(f"{address}/index.html")
            page.evaluate(script)
            page.evaluate("new Promise((done) => setTimeout(done, 20))")


def test_media_are_those_that_were_asked_for(desk: Desk, address: str) -> None:
    with desk.page({"width": 390, "height": 800}, color_scheme="dark", forced_colors="active") as page:
        seen = left(page, address)[0]
    assert seen["size"] == [390, 800]
    assert seen["media"] == ["(prefers-color-scheme: dark)", "(forced-colors: active)"]
    assert set(MEDIA) == {"media", "color_scheme", "reduced_motion", "forced_colors"}
