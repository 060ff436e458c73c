"""The texts of a new page, and its line in the list of pages."""

import re
from importlib.resources import files
from string import Template

from registry_guide.blocks.errors import unknown

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
# A toctree's entries stand between its options and its end.
_TOCTREE = re.compile(r"```\{toctree\}\n(?::.*\n)*\n?(?P<entries>(?:[^`\n].*\n)+)```")


class BadNameError(ValueError):
    """A page cannot have this name; `str()` is the sentence that the user needs."""


def texts(page: str) -> dict[str, str]:
    """Give the files of a new page: path seen from the project's top folder, and text.

    Raises:
        BadNameError: the name is not one folder and one word.
    """
    if not _NAME.fullmatch(page):
        raise BadNameError(
            f'"{page}" is no name of a page: write a folder, a slash and a word, in small letters, digits and single '
            "hyphens, such as install/pixi"
        )
    title = page.partition("/")[2].replace("-", " ").capitalize()
    written = Template(_source("page.md")).substitute(page=page, title=title)
    return {f"docs/{page}.md": written, f"templates/{page}.sh": _source("block.sh")}


def listed(index: str, page: str) -> str:
    """Give the text of docs/index.md with a page added behind the others of its folder.

    Raises:
        BadNameError: no list of pages has this folder.
    """
    folder = page.partition("/")[0]
    last: dict[str, int] = {}
    # Who begins a section has its first line there already.
    for toctree in _TOCTREE.finditer(index):
        if f"{page}\n" in toctree["entries"].splitlines(keepends=True):
            return index
        at = toctree.start("entries")
        for line in toctree["entries"].splitlines(keepends=True):
            at += len(line)
            if "/" in line:
                last[line.partition("/")[0]] = at
    if folder not in last:
        raise BadNameError(
            f"{unknown('folder in docs/index.md', folder, last)}; to begin one, write a toctree with a caption and the "
            f"line {page} into docs/index.md, and run this again"
        )
    return f"{index[: last[folder]]}{page}\n{index[last[folder] :]}"


def _source(name: str) -> str:
    return files("tools.new").joinpath(name).read_text("utf-8")
