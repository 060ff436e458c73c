"""A small guide with sections and a matrix."""

from __future__ import annotations

from pathlib import Path

from tests.blocks.project import CONF, HEAD, Guide

MATRIX = """\
[matrix_column]
publish = "Publish"
install = "Install"

[matrix.uv]
title = "uv"
publish = ["uv publish", "publish/uv"]
install = ["uv add", "install/uv", "any client", "install/any"]

[matrix.pip]
title = "pip"
publish = "pip does not publish"
install = ["pip install", "install/pip", "any client", "install/any"]
"""
PAGES = ("publish/uv", "install/uv", "install/pip", "install/any")


def made(root: Path) -> Guide:
    """A guide with a start page, two sections, four pages and a block."""
    guide = Guide(root)
    guide.write(
        "conf.py", CONF.replace('"registry_guide.blocks"', '"registry_guide.blocks", "registry_guide.signposts"')
    )
    guide.write("facts/matrix.toml", MATRIX)
    guide.write("templates/a.toml", HEAD + "a = 1\n")
    guide.page(
        "index", "```{matrix}\n```\n\n```{proof} install/any\n```\n\n```{toctree}\npublish/index\ninstall/index\n```\n"
    )
    guide.page("publish/index", "```{pages}\nuv\n```\n")
    guide.page("install/index", "```{pages}\nuv\npip\n/install/any\n```\n")
    for name in PAGES:
        described(guide, name, f"What {name} is for.")
    return guide


def described(guide: Guide, name: str, words: str) -> None:
    """Write a page with this description; the last one has the block."""
    block = "```{block} a.toml\n```\n" if name == "install/any" else ""
    front = f"---\nstart: empty\nmyst:\n  html_meta:\n    description: {words}\n---\n"
    guide.write(f"docs/{name}.md", f"{front}# Page {name}\n\n{block}")
