"""Links and anchors inside the built site."""

from __future__ import annotations

from pathlib import Path

from tools.links import lychee


def test_every_link_and_anchor_inside_leads_somewhere(site: Path) -> None:
    report = lychee.inside(site)
    assert report.asked > 0
    assert not report.faults, "\n".join(map(str, report.faults))
