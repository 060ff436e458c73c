"""Drawings: what may be in one, and that each says the same in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from registry_guide.drawing import drawn
from tools.build import ROOT

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'
DRAWINGS = sorted((ROOT / "docs/_drawings").glob("*.svg"))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "a drawing has no script"),
        ('<image href="https://other.example/x.png"/>', "a drawing has no image"),
        ("<foreignObject/>", "a drawing has no foreignObject"),
        ('<p xmlns="http://www.w3.org/1999/xhtml">x</p>', "a drawing has no "),
        ('<rect onclick="x()"/>', "a drawing has no attribute onclick"),
        ('<rect style="fill: url(//other.example)"/>', "a drawing has no attribute style"),
        ('<rect xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="x"/>', "a drawing has no attribute {http"),
        ("<rect>", "it cannot be read"),
    ],
)
def test_what_is_not_drawn_is_refused(inside: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        drawn(SVG.format(inside))


def test_a_drawing_has_a_size_of_its_own() -> None:
    with pytest.raises(ValueError, match="viewBox"):
        drawn('<svg xmlns="http://www.w3.org/2000/svg"/>')


def test_a_page_has_the_drawing_without_what_a_file_needs() -> None:
    text = '<text x="1">a &amp; b</text>'
    assert drawn(SVG.format(text)) == f'<svg viewBox="0 0 1 1">{text}</svg>'


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_each_drawing_is_on_a_page_which_says_it_in_words_where_nothing_is_drawn(path: Path, site: Path) -> None:
    pages = [page for page in ROOT.glob("docs/**/*.md") if f"\n```{{drawing}} {path.stem}\n" in page.read_text("utf-8")]
    assert pages
    for page in pages:
        name = page.relative_to(ROOT / "docs").with_suffix("")
        text = (site / f"{name}.html").read_text("utf-8")
        labels = [
            str(each["aria-label"])
            for each in BeautifulSoup(text, "html.parser").select("figure.drawing svg[role=img]")
        ]
        twin = " ".join((site / f"{name}.md").read_text("utf-8").replace("\\", "").split())
        assert labels
        for label in labels:
            assert label.translate(STRAIGHT) in twin


STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})  # noqa: RUF001
