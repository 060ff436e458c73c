"""Bundles: the styles and scripts that pages load together are one file for a browser, which asks once."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from registry_guide.blocks.lean import lean
from registry_guide.blocks.used import Names, names, used
from registry_guide.blocks.written import LOADED, Page, Pages

#: The files that each bundle is made of, in the order in which a page loads them, by the bundle's own name.
Bundles = Mapping[str, Sequence[str]]

# An address in a style that is seen from the style's own folder.
_SEEN_FROM_THERE = re.compile(r"""url\((["']?)(?!["']|[a-z]+:|[/#])""")


def setup_bundles(app: Sphinx) -> None:
    """Put bundles in place of their parts on every page that loads all of them, and write the bundles."""
    app.add_config_value("guide_bundles", {}, "html", dict, "the parts of each bundle, in order: files below _static")
    app.add_config_value("guide_nameless", [], "html", list, "scripts below _static that give no element a name")
    # After `assets` chose what a page loads, and after it made the files small.
    app.connect("html-page-context", _replace, priority=950)
    app.connect("build-finished", _write, priority=950)


def _replace(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    for kind, suffix in (("css_files", ".css"), ("script_files", ".js")):
        bundles = {name: parts for name, parts in app.config.guide_bundles.items() if name.endswith(suffix)}
        if bundles and kind in context:
            # The order in which Sphinx is about to write them.
            context[kind] = bundled(sorted(context[kind], key=lambda each: each.priority), bundles)


def bundled(files: list[Any], bundles: Bundles) -> list[Any]:
    """Give a page's files with the first bundle whose parts are all among them, in order, for the same media.

    The bundle stands where its first part stood, and is loaded as its last one is: a script that waits for the page
    may wait for it with others. What a page loads between the parts, and is none of them, comes after the bundle: a
    style of one page then still has the last word.
    """
    for name, parts in bundles.items():
        found = _found(files, [f"_static/{part}" for part in parts])
        if found:
            first, last = found[0], found[-1]
            bundle = type(last)(f"_static/{name}", priority=first.priority, **last.attributes)
            return [bundle if each is first else each for each in files if each is first or each not in found]
    return files


def _found(files: list[Any], wanted: list[str]) -> list[Any]:
    """Give the files of these names, if all are there, in this order and for the same media; else none."""
    found = [each for each in files if each.filename in wanted]
    media = {each.attributes.get("media") for each in found}
    return found if [each.filename for each in found] == wanted and len(media) == 1 else []


def join(parts: Mapping[str, str], suffix: str) -> str:
    """Give the text of a bundle from the texts of its parts, by their places below the folder of the bundle."""
    if suffix == ".css":
        return lean("\n".join(_moved(text, posixpath.dirname(part)) for part, text in parts.items()), "css")
    # A script need not end its last statement.
    return lean("\n;\n".join(parts.values()))


def _moved(style: str, folder: str) -> str:
    return _SEEN_FROM_THERE.sub(rf"url(\1{folder}/", style) if folder else style


def _write(app: Sphinx, error: Exception | None) -> None:
    static = app.outdir / "_static"
    if error is not None or app.builder.format != "html" or not static.is_dir():
        return
    bundles: Bundles = {
        name: parts
        for name, parts in app.config.guide_bundles.items()
        if all((static / part).is_file() for part in parts)
    }
    if not bundles:
        return
    # Those of earlier builds too.
    pages = Pages(Path(app.outdir), Path(app.doctreedir) / "pages.json")
    versions = _write_bundles(static, pages.by_file().values(), bundles, app.config.guide_nameless)
    _readdress(pages, versions)
    pages.remember()
    loaded = {name for page in pages.by_file().values() for name in page.loads}
    for part in set[str]().union(*bundles.values()) - loaded:
        (static / part).unlink()


def _write_bundles(static: Path, pages: Iterable[Page], bundles: Bundles, nameless: Sequence[str]) -> dict[str, str]:
    """Write each bundle, a style without the rules that no page needs; give the version of each."""
    texts = {
        name: join({part: (static / part).read_text(encoding="utf-8") for part in parts}, Path(name).suffix)
        for name, parts in bundles.items()
    }
    known = _names(static, pages, texts, nameless)
    versions = {}
    for name, text in texts.items():
        whole = lean(used(text, known), "css") if name.endswith(".css") else text
        (static / name).write_text(whole, encoding="utf-8")
        versions[name] = hashlib.sha256(whole.encode()).hexdigest()[:8]
    return versions


def _names(static: Path, pages: Iterable[Page], texts: Mapping[str, str], nameless: Sequence[str]) -> Names:
    scripts = {name for page in pages for name in page.scripts} - {*texts, *nameless}
    there = [path.read_text(encoding="utf-8") for name in scripts if (path := static / name).is_file()]
    return names(pages, [*there, *(text for name, text in texts.items() if name.endswith(".js"))])


def _readdress(pages: Pages, versions: Mapping[str, str]) -> None:
    """Write the versions of bundles into the pages that have others."""
    wanted = {name: f"?v={version}" for name, version in versions.items()}

    def address(match: re.Match[str]) -> str:
        before, name, version = match.groups(default="")
        return before + name + wanted.get(name, version)

    for path, page in pages.by_file().items():
        if any(wanted.get(name, version) != version for name, version in page.loads.items()):
            pages.write(path, LOADED.sub(address, path.read_text(encoding="utf-8")))
