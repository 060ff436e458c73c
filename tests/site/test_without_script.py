"""Readers without JavaScript have everything, on the screen and on paper; on paper with it, too: test_pages.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page

from registry_guide.records.manifest import Manifest
from tools.site import pages
from tools.site.desk import SCRIPTLESS, Desk
from tools.site.shown import shown

MEDIA: tuple[Literal["screen", "print"], ...] = ("screen", "print")


@pytest.fixture(scope="module")
def page(desk: Desk) -> Iterator[Page]:
    """Lend one for all: where no script runs, none leaves anything for the next."""
    with desk.page(kind=SCRIPTLESS) as lent:
        yield lent


@pytest.mark.parametrize("name", pages.names())
def test_every_panel_and_block_is_there(page: Page, address: str, manifest: Manifest, name: str) -> None:
    blocks = manifest.pages[name].blocks if name in manifest.pages else ()
    page.goto(f"{address}/{pages.url(name)}")
    for media in MEDIA:
        page.emulate_media(media=media)
        seen = shown(page)
        assert all(seen.panels), media
        assert list(seen.blocks) == [block.text.strip() for block in blocks], media
