"""Readers without JavaScript, and readers on paper, have everything."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser

from registry_guide.records.manifest import Manifest
from tools.site import pages


@pytest.mark.parametrize(
    ("scripts", "media"),
    [(False, "screen"), (False, "print"), (True, "print")],
    ids=["without scripts", "on paper without scripts", "on paper"],
)
@pytest.mark.parametrize("name", pages.names())
def test_every_panel_and_block_is_there(
    browser: Browser, address: str, manifest: Manifest, name: str, scripts: bool, media: Literal["screen", "print"]
) -> None:
    blocks = manifest.pages[name].blocks if name in manifest.pages else ()
    with browser.new_context(java_script_enabled=scripts) as context:
        page = context.new_page()
        page.goto(f"{address}/{pages.url(name)}")
        page.emulate_media(media=media)
        panels = page.locator("[role=tabpanel]").all()
        assert all(panel.is_visible() for panel in panels)
        shown = page.locator("div.block pre").all()
        assert all(pre.is_visible() for pre in shown)
        # Playwright counts an element of no height as invisible, so what is visible can be read.
        assert [pre.inner_text().strip() for pre in shown] == [block.text.strip() for block in blocks]
