"""What a report of the link checker means."""

from __future__ import annotations

import pytest

from tools.links.report import Fault, Report, Verdict, read

DEAD = Fault("index.html", 1, "https://example.org/gone", "Rejected status code: 404 Not Found", answered=True)
SILENT = Fault("index.html", 2, "https://example.org/", "Network error: Connection refused", answered=False)


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (Report(0, ()), Verdict.FINE),
        (Report(2, ()), Verdict.FINE),
        (Report(1, (DEAD,)), Verdict.DEAD),
        (Report(1, (SILENT,)), Verdict.DEAD),
        (Report(0, (DEAD, SILENT)), Verdict.DEAD),
        (Report(0, (SILENT,)), Verdict.OFFLINE),
        (Report(0, (SILENT, SILENT)), Verdict.OFFLINE),
    ],
)
def test_a_dead_link_is_told_from_a_dead_network(report: Report, verdict: Verdict) -> None:
    assert report.verdict is verdict


def test_what_is_no_report_is_refused() -> None:
    with pytest.raises(ValueError, match="not a report"):
        read("{}")
