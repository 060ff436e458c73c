"""A small guide in a temporary directory, and what building it says."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from tools.build import ROOT

FACTS = """\
[placeholder.host]
label = "Host"
example = "gitlab.example.com"
rule = "[a-z.:0-9]+"
explain = "A host."
where = "In the address bar."

[placeholder.package]
label = "Package"
example = "my-package"
rule = "[a-z-]+"
explain = "A name."
where = "In pyproject.toml."

[placeholder.token]
label = "Token"
secret = true
example = "glpat-EXAMPLE"

[instance]
url = "{host | address}"
other = "unused by most"

[choice.client]
label = "Client"
labels.uv = "uv"
labels.pip = "pip"

[start.empty]
about = "an empty directory"
"""

HEAD = '{#-\nlanguage = "toml"\nkind = "file"\nfile = "a.toml"\npurpose = "says it"\nrun = "walk"\n-#}\n'
PAGE = "---\nstart: empty\n---\n# Title\n\n"
CONF = """\
extensions = ["myst_parser", "sphinx_tabs.tabs", "registry_guide.blocks"]
html_theme = "basic"
nitpicky = True
myst_enable_extensions = ["colon_fence"]
"""


@dataclass
class Guide:
    """A guide below ``root``; :meth:`build` returns what Sphinx said and read."""

    root: Path
    read: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.write("conf.py", CONF)
        self.write("pyproject.toml", "[project]\nname = 'x'\n")
        self.write("uv.lock", "version = 1\n")
        self.write("facts/facts.toml", FACTS)
        self.write("facts/languages.toml", (ROOT / "facts/languages.toml").read_text(encoding="utf-8"))
        (self.root / "templates").mkdir()

    def write(self, name: str, text: str) -> None:
        """Write a file below the root."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def page(self, name: str, body: str) -> None:
        """Write a page that starts with the usual front matter and title."""
        self.write(f"docs/{name}.md", PAGE + body)

    def build(self, builder: str = "html", jobs: int = 1) -> str:
        """Build, and return the warnings without colours, with paths as seen from the root."""
        warnings = io.StringIO()
        with docutils_namespace():
            app = Sphinx(
                srcdir=self.root / "docs",
                confdir=self.root,
                outdir=self.root / "out" / builder,
                doctreedir=self.root / "trees" / builder,
                buildername=builder,
                status=None,
                warning=warnings,
                parallel=jobs,
            )
            self.read, self.written = [], []
            app.connect("env-before-read-docs", lambda app, env, names: self.read.extend(names))
            app.connect("doctree-resolved", lambda app, tree, name: self.written.append(name))
            app.build()
        said = re.sub(r"\x1b\[[0-9;]*m", "", warnings.getvalue())
        return said.replace(f"{self.root}/", "")

    def html(self, name: str) -> str:
        """Return a page as it was built."""
        return (self.root / "out" / "html" / f"{name}.html").read_text(encoding="utf-8")
