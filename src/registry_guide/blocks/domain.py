"""What Sphinx keeps of the guide between builds: the steps of each page, and what each page was made from."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any, ClassVar, cast

from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.marks import checked, mark
from registry_guide.blocks.report import report
from registry_guide.blocks.template import Templates
from registry_guide.records.ledger import Ledger
from registry_guide.records.manifest import BlockStep, CheckStep


class GuideDomain(Domain):
    """Holds for each page its manifest entry (``pages``) and the fingerprints of what it used (``used``).

    ``marked`` holds the marks that each page was last written with. ``templates``, with their facts, and the ``ledger``
    are read anew for each build and are not pickled.
    """

    name = "guide"
    label = "registry guide"
    data_version = 4
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}, "used": {}, "marked": {}, "reports": {}}
    templates: Templates
    ledger: Ledger | None

    @classmethod
    def of(cls, env: BuildEnvironment) -> GuideDomain:
        """Give the domain of a build."""
        return cast(GuideDomain, env.get_domain(cls.name))

    @property
    def facts(self) -> Facts:
        """The facts of this build."""
        return self.templates.facts

    @property
    def pages(self) -> dict[str, Any]:
        """The manifest's Page of each document, without its URL, which only a builder knows."""
        return cast(dict[str, Any], self.data["pages"])

    def note(self, docname: str, keys: Set[str]) -> None:
        """Remember that a page was made from these facts, placeholders and templates."""
        used = self.data["used"].setdefault(docname, {})
        used.update({key: self.templates.digest(key) for key in keys})

    def outdated(self) -> set[str]:
        """Give the documents for which something they were made from is no longer the same."""
        digest = self.templates.digest
        return {
            docname
            for docname, used in self.data["used"].items()
            if any(digest(key) != kept for key, kept in used.items())
        }

    def marks(self, docname: str) -> tuple[object, ...]:
        """Give what the ledger has a page say: of each block and claim, or the report; and the day."""
        return (*self._marks(docname), self.day(docname))

    def _marks(self, docname: str) -> tuple[object, ...]:
        if docname in self.data["reports"]:
            return tuple(node.astext() for node in report(self.ledger, dict(sorted(self.pages.items()))))
        steps = self.pages[docname].steps if docname in self.pages else ()
        return (
            *(mark(self.ledger, step) for step in steps if isinstance(step, BlockStep)),
            *(checked(self.ledger, step) for step in steps if isinstance(step, CheckStep)),
        )

    def day(self, docname: str) -> str:
        """Give the day (UTC) of the last walk of a page's blocks; empty for a page that no walk has marked."""
        when = self.ledger.when if self.ledger else None
        return f"{when:%Y-%m-%d}" if when and docname in self.pages and any(self._marks(docname)) else ""

    def remarked(self) -> set[str]:
        """Give the pages whose marks are no longer those they were written with, and remember the new ones."""
        stale = set()
        for docname in {*self.pages, *self.data["reports"]}:
            marks = self.marks(docname)
            if self.data["marked"].get(docname, ()) != marks:
                stale.add(docname)
            self.data["marked"][docname] = marks
        return stale

    def used_templates(self) -> set[str]:
        """Give the names of all templates that pages use."""
        keys = {key for used in self.data["used"].values() for key in used}
        return {key.removeprefix("template.") for key in keys if key.startswith("template.")}

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is read again or gone."""
        for table in self.data.values():
            if isinstance(table, dict):
                table.pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader found out about some pages."""
        for docname in docnames:
            for kind in ("pages", "used", "reports"):
                if docname in otherdata[kind]:
                    self.data[kind][docname] = otherdata[kind][docname]
