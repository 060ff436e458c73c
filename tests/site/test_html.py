"""The HTML of the built site, read by the W3C's own checker."""

from __future__ import annotations

from pathlib import Path

from tools.site import validity


def test_no_page_has_an_html_error(site: Path) -> None:
    found = validity.errors(site)
    assert not found, "\n".join(found)


def test_the_checker_finds_an_error(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('<!doctype html><html lang="en"><title>x</title>\n<p><img src="x.png"></p>')
    assert [line.split(": ")[0] for line in validity.errors(tmp_path)] == ["page.html:2"]


def test_of_an_attribute_only_what_the_checker_does_not_know_is_let_through(tmp_path: Path) -> None:
    links = '<link rel="expect" href="#x" blocking="render">\n<link rel="icon" href="x.png" blocking="render">'
    (tmp_path / "page.html").write_text(f'<!doctype html><html lang="en"><title>x</title>\n{links}\n<p id="x">x')
    assert [line.split(": ")[0] for line in validity.errors(tmp_path)] == ["page.html:3"]
