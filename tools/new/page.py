"""The texts of a new page, and its line in the list of pages."""

import re
from collections.abc import Iterable
from importlib.resources import files
from string import Template

from registry_guide.blocks.errors import unknown

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
# A list of pages: its entries stand between its options and its end.
_LIST = re.compile(r"```\{(?:pages|toctree)\}\n(?::.*\n)*\n?(?P<entries>(?:[^`\n].*\n)+)```")


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


def section(page: str, sections: Iterable[str]) -> str:
    """Give the page that lists a page's neighbours, seen from the project's top folder.

    Takes the page's name and the folders that have such a page.

    Raises:
        BadNameError: its folder has none.
    """
    folder, _, name = page.partition("/")
    known = set(sections)
    if folder not in known:
        raise BadNameError(
            f"{unknown('section', folder, known)}; to begin one, write docs/{folder}/index.md with a list `pages` that "
            f"has the line {name}, list {folder}/index in docs/index.md, and run this again"
        )
    return f"docs/{folder}/index.md"


def listed(text: str, page: str) -> str:
    """Give the text of a section's page with a page added behind the others of its folder.

    Raises:
        BadNameError: the section's page has no list of pages.
    """
    folder, _, name = page.partition("/")
    after = end = 0
    for found in _LIST.finditer(text):
        at = found.start("entries")
        for line in found["entries"].splitlines(keepends=True):
            # Who begins a section has its first line there already.
            if line.strip() in (name, f"/{page}"):
                return text
            at += len(line)
            if "/" not in line or line.startswith(f"/{folder}/"):
                after = at
        end = at
    if not end:
        raise BadNameError(f"docs/{folder}/index.md has no list `pages`; write one with the line {name}")
    after = after or end
    return f"{text[:after]}{name}\n{text[after:]}"


def _source(name: str) -> str:
    return files("tools.new").joinpath(name).read_text("utf-8")
