"""Readers without JavaScript, and readers on paper, have everything."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from registry_guide.records.manifest import Manifest
from tools.site import pages
from tools.site.desk import SCRIPTLESS, Desk

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


@pytest.mark.parametrize(
    ("scripts", "media"),
    [(False, "screen"), (False, "print"), (True, "print")],
    ids=["without scripts", "on paper without scripts", "on paper"],
)
@pytest.mark.parametrize("name", pages.names())
def test_every_panel_and_block_is_there(
    desk: Desk, address: str, manifest: Manifest, name: str, scripts: bool, media: Literal["screen", "print"]
) -> None:
    blocks = manifest.pages[name].blocks if name in manifest.pages else ()
    with desk.page(kind={} if scripts else SCRIPTLESS, media=media) as page:
        page.goto(f"{address}/{pages.url(name)}")
        seen: dict[str, list[Any]] = page.evaluate(SEEN)
    assert all(seen["panels"])
    assert [text.strip() for text in seen["blocks"] if text] == [block.text.strip() for block in blocks]
