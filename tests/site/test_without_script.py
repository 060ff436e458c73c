"""Readers without JavaScript have everything, on the screen and on paper; on paper with it, too: test_pages.py."""

from __future__ import annotations

from typing import Literal

import pytest

from registry_guide.records.manifest import Manifest
from tools.site import pages
from tools.site.desk import SCRIPTLESS, Desk
from tools.site.shown import shown

MEDIA: tuple[Literal["screen", "print"], ...] = ("screen", "print")


@pytest.mark.parametrize("name", pages.names())
def test_every_panel_and_block_is_there(desk: Desk, address: str, manifest: Manifest, name: str) -> None:
    blocks = manifest.pages[name].blocks if name in manifest.pages else ()
    with desk.page(kind=SCRIPTLESS) as page:
        page.goto(f"{address}/{pages.url(name)}")
        for media in MEDIA:
            page.emulate_media(media=media)
            seen = shown(page)
            assert all(seen.panels), media
            assert list(seen.blocks) == [block.text.strip() for block in blocks], media
