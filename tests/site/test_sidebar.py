"""The tree of pages beside each page: made once, it is what the theme makes for each page anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.blocks.project import Guide

CONF = """
html_theme = "furo"
extensions = [{extension}]
root_doc = "index"
"""
TREE = {
    "index": "Home\n====\n\n.. toctree::\n   :hidden:\n\n   a/index\n   b\n   {last}\n",
    "a/index": "A\n=\n\n.. toctree::\n\n   c/index\n   d & e\n   Another name </b>\n",
    "a/c/index": "C & more\n========\n\nPart\n----\n\n.. toctree::\n\n   f\n",
    "a/c/f": "F\n=\n",
    "a/d & e": "D\n=\n",
    "b": "B\n=\n",
    "alone": ":orphan:\n\nAlone\n=====\n",
}


def tree(path: Path) -> list[tuple[str, dict[str, object], str]]:
    """Give the elements of a page's tree, in order: name, attributes, text."""
    found = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one(".sidebar-tree")
    assert found
    return [(each.name, dict(each.attrs), each.get_text()) for each in found.find_all(True)]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("last", ["b", "self", "Elsewhere <https://example.com/>"])
def test_each_page_has_the_tree_that_furo_makes(tmp_path: Path, last: str, builder: str) -> None:
    made = {}
    for extension in ("", '"registry_guide.sidebar"'):
        guide = Guide(tmp_path / f"guide{len(extension)}")
        guide.write("conf.py", CONF.format(extension=extension))
        for name, text in TREE.items():
            guide.write(f"docs/{name}.rst", text.replace("{last}", last))
        guide.build(builder=builder)
        site = guide.root / "out" / builder
        pages = [path for path in site.rglob("*.html") if path.name != "genindex.html"]
        made[extension] = {str(path.relative_to(site)): tree(path) for path in pages}
    furos, ours = made.values()
    assert len(furos) > len(TREE)
    assert ours == furos
    assert len({str(each) for each in furos.values()}) > 3, "pages are told apart"


def test_a_page_that_comes_or_is_named_anew_stands_beside_the_others(tmp_path: Path) -> None:
    guide = Guide(tmp_path / "guide")
    guide.write("conf.py", CONF.format(extension='"registry_guide.sidebar"'))
    for name, text in TREE.items():
        guide.write(f"docs/{name}.rst", text.replace("{last}", "b"))
    guide.build()
    guide.build()
    assert guide.written == []
    guide.write("docs/b.rst", "B\n=\n\nMore words.\n")
    guide.build()
    assert "a/c/f" not in guide.written
    guide.write("docs/b.rst", "Another\n=======\n")
    guide.build()
    assert "Another" in guide.html("a/c/f")
    guide.write("docs/new.rst", "New\n===\n")
    guide.write("docs/index.rst", TREE["index"].replace("{last}", "new"))
    guide.build()
    assert "new.html" in guide.html("a/c/f")
