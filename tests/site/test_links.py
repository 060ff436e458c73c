"""Links and anchors inside the built site."""

from __future__ import annotations

import re
from pathlib import Path

from tools.links import lychee
from tools.site import pages


def test_every_link_and_anchor_inside_leads_somewhere(site: Path) -> None:
    report = lychee.inside(site)
    assert report.asked > 0
    assert not report.faults, "\n".join(map(str, report.faults))


def test_no_link_leads_to_a_place_that_has_only_a_number(site: Path) -> None:
    # A target that is named as its heading gets `id1`, which the next one of that kind takes away.
    found = {
        name: re.findall(r'href="[^"]*#id\d+"', (site / pages.url(name)).read_text(encoding="utf-8"))
        for name in pages.names()
        # Its headings are those of the form that it keeps to, the same below each version.
        if name != "changelog"
    }
    assert not {name: links for name, links in found.items() if links}
