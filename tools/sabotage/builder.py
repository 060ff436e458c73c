"""Where mutants are built: a copy of the guide's sources that Sphinx has read once."""

import io
import os
import pickle
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from registry_guide.blocks.collect import whole
from registry_guide.blocks.domain import GuideDomain
from registry_guide.blocks.facts import Facts
from registry_guide.records.manifest import Manifest
from tools.sabotage.mutant import Mutant

_SOURCES = ("conf.py", "pyproject.toml", "uv.lock", "CHANGELOG.md", "docs", "templates", "facts")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Built:
    """What Sphinx made of the sources.

    `complaint` is its first warning or error, if there was one; otherwise there are `manifest` and `facts`. `prose`
    holds the text of each page that was read.
    """

    complaint: str = ""
    manifest: Manifest | None = None
    facts: Facts | None = None
    prose: Mapping[str, str] | None = None


class Builder:
    """A copy of the sources in a directory of its own. Each build begins with what Sphinx read of the guide."""

    def __init__(self, root: Path, place: Path) -> None:
        self._place = place
        place.mkdir(parents=True)
        for name in _SOURCES:
            if (root / name).is_dir():
                shutil.copytree(root / name, place / name)
            else:
                shutil.copy2(root / name, place / name)
        self.unchanged = self._read(place / "doctrees")

    def build(self, mutant: Mutant) -> Built:
        """Have Sphinx read the pages that a mutant touches."""
        file = self._place / mutant.file
        before, since = file.read_text("utf-8"), file.stat().st_mtime_ns
        doctrees = self._place / "again"
        shutil.copytree(self._place / "doctrees", doctrees)
        try:
            file.write_text(mutant.text, "utf-8")
            return self._read(doctrees)
        finally:
            file.write_text(before, "utf-8")
            # Else the next mutant's build would read its pages, too.
            os.utime(file, ns=(since, since))
            shutil.rmtree(doctrees)

    def _read(self, doctrees: Path) -> Built:
        said = io.StringIO()
        try:
            with _standing_in(self._place), patch_docutils(self._place), docutils_namespace():
                site = Sphinx("docs", ".", self._place / "out", doctrees, "html", status=None, warning=said)
                read = site.builder.read()
                # Only a whole build does that itself. Who finds none reads every page.
                with (doctrees / ENV_PICKLE_FILENAME).open("wb") as file:
                    pickle.dump(site.env, file, pickle.HIGHEST_PROTOCOL)
                site.env.check_consistency()
                # Links are resolved now: a page that is only read does not know a dead one.
                prose = {
                    name: site.env.get_and_resolve_doctree(name, site.builder, tags=site.tags).astext()
                    for name in sorted(read)
                }
                domain = GuideDomain.of(site.env)
                facts = domain.facts
                pages = dict(sorted(domain.pages.items()))
        except SphinxError as error:
            return Built(complaint=str(error))
        complaint = _COLOUR.sub("", said.getvalue()).strip()
        if complaint:
            return Built(complaint=complaint.splitlines()[0])
        return Built(manifest=whole(pages, facts), facts=facts, prose=prose)


@contextmanager
def _standing_in(place: Path) -> Iterator[None]:
    # Messages then name files as they do in the project's own directory.
    before = Path.cwd()
    os.chdir(place)
    try:
        yield
    finally:
        os.chdir(before)
