"""What a reader's clipboard holds after each copy button: the text of the manifest, and nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page

from registry_guide.blocks.head import Kind
from registry_guide.blocks.manifest import Manifest
from tools.site import pages

OLD = "what was on the clipboard before"


def show(page: Page, block: Locator) -> None:
    """Choose the tabs that a block stands under."""
    for panel in reversed(block.locator("xpath=ancestor::*[@role='tabpanel']").all()):
        if not panel.is_visible():
            page.locator(f"[id='{panel.get_attribute('aria-labelledby')}']").click()


def copied(page: Page, block: Locator) -> str:
    """Return the clipboard after a click on the block's button."""
    page.evaluate("old => navigator.clipboard.writeText(old)", OLD)
    block.hover()
    block.get_by_role("button").click()
    page.wait_for_function("old => navigator.clipboard.readText().then(text => text !== old)", arg=OLD)
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("name", pages.names())
def test_every_copy_button_yields_the_text_of_the_manifest(
    browser: Browser, address: str, manifest: Manifest, name: str
) -> None:
    expected = manifest.pages[name].blocks if name in manifest.pages else ()
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(f"{address}/{pages.url(name)}")
        blocks = page.locator("div.block").all()
        assert len(blocks) == len(expected)
        for block, step in zip(blocks, expected, strict=True):
            show(page, block)
            if step.kind is Kind.OUTPUT:
                assert block.get_by_role("button").count() == 0, f"{step.id} is output, which nobody copies"
            else:
                assert copied(page, block) == step.text.removesuffix("\n"), step.id
