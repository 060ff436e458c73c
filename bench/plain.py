"""A plain Sphinx project of the same pages: every block a code block, every fact and value typed."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

from registry_guide.records.manifest import BlockStep, Manifest, Page
from tools.prose.myst import Kind, parts

#: The lines of conf.py without which the project is Sphinx, the theme and what others made for both.
OWN = re.compile(r'^(?:    "registry_guide\.\w+",|templates_path = .*)\n', re.MULTILINE)
_ROLE = re.compile(r"\{(?:fact|value|home|clone)\}(`[^`]+`)")
# What only the guide's own extensions can print.
_PRINTED = frozenset(
    {"check", "differences", "drawing", "finder", "goals", "guesses", "matrix", "messages", "proof", "report", "rows"}
    | {"search-box", "start", "vocabulary", "world-keys"}
)


def write(guide: Path, manifest: Manifest, plain: Path) -> None:
    """Copy a guide's project to the folder `plain` without what makes the guide special.

    Takes the folder with conf.py, docs/ and facts/, and the manifest of its built site. Raises ValueError if a page
    has other blocks than the manifest.
    """
    shutil.copytree(guide, plain, ignore=shutil.ignore_patterns("templates", "html", "doctrees"))
    configuration = (guide / "conf.py").read_text(encoding="utf-8")
    bare, lines = OWN.subn("", configuration)
    if not lines or "registry_guide" in bare:
        raise ValueError("conf.py loads the guide's own extensions in another way than a line for each")
    (plain / "conf.py").write_text(bare, encoding="utf-8")
    menus = _menus(guide / "facts")
    for path in (plain / "docs").rglob("*.md"):
        name = path.relative_to(plain / "docs").with_suffix("").as_posix()
        text = path.read_text(encoding="utf-8")
        path.write_text(_page(text, manifest.pages.get(name), menus), encoding="utf-8")


def _page(text: str, page: Page | None, menus: dict[str, str]) -> str:
    blocks = list(page.blocks if page else ())
    plain: list[str] = []
    for part in parts(text):
        match part.name:
            case "block":
                plain.append(_code(blocks.pop(0)))
                # The same commands for other shells.
                while blocks and blocks[0].alternative > 1:
                    plain.append(_code(blocks.pop(0)))
            case "setup":
                plain += [_code(block) for block in blocks]
                blocks = []
            case "pages":
                plain += ["```{toctree}", *part.lines[1:-1], "```"]
            case "menu":
                plain.append(menus[part.argument])
            case name if name in _PRINTED:
                plain.append("")
            case _ if part.kind is Kind.CODE:
                plain += part.lines
            case _:
                plain += [_ROLE.sub(r"\1", line) for line in part.lines]
    if blocks:
        raise ValueError(f"the page {page.title if page else text!r} shows fewer blocks than the manifest")
    return "\n".join(plain) + "\n"


def _code(block: BlockStep) -> str:
    caption = f":caption: {block.file}\n" if block.file else ""
    return f"```{{code-block}} {block.language}\n{caption}{block.text}```"


def _menus(facts: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in facts.glob("*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, menu in table.get("menu", {}).items():
            ways = menu.get("way", {"": menu}).values()
            found[name] = "\n\n%\n\n".join("\n".join(f"1. {step}" for step in way["steps"]) for way in ways)
    return found
