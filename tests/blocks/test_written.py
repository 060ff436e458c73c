"""The pages of a site as they were written: read once, and again only after they were written again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from registry_guide.blocks.written import Page, Pages, page

ONE = '<p class="a b&amp;c" id="x"><script src="../_static/all.js?v=1234abcd" data-more="_static/late.js"></script></p>'
OTHER = '<i class="d"></i>'


def read(folder: Path) -> dict[str, Page]:
    """Read the pages of a site, and remember them."""
    pages = Pages(folder, folder / "memory.json")
    pages.remember()
    return {path.name: each for path, each in pages.by_file().items()}


def test_a_page_has_what_its_text_says() -> None:
    assert page(ONE) == Page(
        frozenset({"a", "b&c"}),
        frozenset({"x"}),
        frozenset({"p", "script"}),
        frozenset({"all.js", "late.js"}),
        {"all.js": "?v=1234abcd"},
    )


def test_what_is_remembered_is_what_was_read_and_a_page_written_again_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "one.html"
    file.write_text(ONE, encoding="utf-8")
    assert read(tmp_path) == read(tmp_path) == {"one.html": page(ONE)}
    # Nobody reads it again: as far as one can see from outside, it is as it was.
    before = file.stat()
    file.write_text(OTHER.ljust(len(ONE)), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read(tmp_path) == {"one.html": page(ONE)}
    file.touch()
    assert read(tmp_path) == {"one.html": page(OTHER)}
    file.unlink()
    assert read(tmp_path) == {}


def test_a_page_that_this_build_writes_again_is_remembered_as_it_is_now(tmp_path: Path) -> None:
    file = tmp_path / "one.html"
    file.write_text(ONE, encoding="utf-8")
    pages = Pages(tmp_path, tmp_path / "memory.json")
    pages.write(file, OTHER)
    pages.remember()
    assert pages.by_file() == {file: page(OTHER)} == Pages(tmp_path, tmp_path / "memory.json").by_file()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"form": 0, "pages": {}}', '{"form": 1, "pages": {"x": 1}}'])
def test_a_memory_that_holds_anything_else_remembers_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "one.html").write_text(ONE, encoding="utf-8")
    (tmp_path / "memory.json").write_text(text, encoding="utf-8")
    assert read(tmp_path) == {"one.html": page(ONE)}
