"""Readers without JavaScript, and readers on paper, have everything."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from registry_guide.records.manifest import Manifest
from tools.site import pages
from tools.site.desk import SCRIPTLESS, Desk

MEDIA: dict[bool, tuple[Literal["screen", "print"], ...]] = {False: ("screen", "print"), True: ("print",)}
# All at once, as Playwright sees it: an element of no height is invisible, so what is visible can be read.
SEEN = """() => {
  const seen = (each) => {
    const { width, height } = each.getBoundingClientRect();
    return width > 0 && height > 0 && each.checkVisibility({ visibilityProperty: true });
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    panels: all("[role=tabpanel]").map(seen),
    blocks: all("div.block pre").map((each) => seen(each) && each.innerText),
  };
}"""


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
@pytest.mark.parametrize("name", pages.names())
def test_every_panel_and_block_is_there(desk: Desk, address: str, manifest: Manifest, name: str, scripts: bool) -> None:
    blocks = manifest.pages[name].blocks if name in manifest.pages else ()
    with desk.page(kind={} if scripts else SCRIPTLESS) as page:
        page.goto(f"{address}/{pages.url(name)}")
        # On paper all is there, with scripts too; without them it is on the screen as well.
        for media in MEDIA[scripts]:
            page.emulate_media(media=media)
            seen: dict[str, list[Any]] = page.evaluate(SEEN)
            assert all(seen["panels"]), media
            assert [text and text.strip() for text in seen["blocks"]] == [block.text.strip() for block in blocks], media
