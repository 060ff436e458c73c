"""What is read from a report of Lighthouse's, and how it is served the site."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import httpx
import pytest

from tools.lighthouse.audit import CATEGORIES, METRICS, LighthouseError, read
from tools.lighthouse.serving import compressed


def report(**scores: float | None) -> dict[str, Any]:
    """Give a report in which each category has one audit that counts, with this score, and one that does not."""
    audits: dict[str, Any] = {each: {"id": each, "score": 1, "numericValue": 0.5} for each in METRICS}
    categories = {}
    for name in CATEGORIES:
        score = scores.get(name.replace("-", "_"), 1)
        node = {"node": {"selector": "a.small"}}
        audits[f"of-{name}"] = {"id": f"of-{name}", "title": "Says", "score": score, "details": {"items": [node]}}
        audits[f"beside-{name}"] = {"id": f"beside-{name}", "title": "Says", "score": 0}
        refs = [{"id": f"of-{name}", "weight": 1}, {"id": f"beside-{name}", "weight": 0}]
        categories[name] = {"score": score, "auditRefs": refs}
    return {"categories": categories, "audits": audits}


def test_a_page_without_faults_has_none() -> None:
    result = read(report(), "publish/uv", "phone")
    assert set(result.scores.values()) == {100}
    assert result.wrong == []
    assert result.metrics["cumulative-layout-shift"] == 0.5


def test_what_keeps_a_page_below_100_is_named() -> None:
    result = read(report(accessibility=0.97), "publish/uv", "phone")
    assert result.scores["accessibility"] == 97
    assert result.wrong == ["of-accessibility: a.small"]


def test_a_slow_page_is_not_wrong() -> None:
    result = read(report(performance=0.5), "publish/uv", "phone")
    assert result.faults["performance"]
    assert result.wrong == []


def test_a_category_without_a_score_is_no_result() -> None:
    with pytest.raises(LighthouseError, match="seo has no score"):
        read(report(seo=None), "publish/uv", "phone")


def test_the_site_is_served_compressed(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>" + "word " * 500)
    (tmp_path / "icon.png").write_bytes(b"\x89PNG")
    with compressed(tmp_path) as address:
        page, picture, none = (httpx.get(f"{address}/{name}", trust_env=False) for name in ("", "icon.png", "none.css"))
    assert page.text == (tmp_path / "index.html").read_text()
    assert page.headers["Content-Encoding"] == "gzip"
    assert int(page.headers["Content-Length"]) == len(gzip.compress(page.content, mtime=0))
    assert "Content-Encoding" not in picture.headers
    assert picture.content == b"\x89PNG"
    assert none.status_code == 404
