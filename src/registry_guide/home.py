"""Where the guide's own project lives, which its builders know: links to it, to a page's source and to its issues."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

#: What names the project's address, the most telling first: a builder's own word, then GitLab CI's and Read the Docs'.
ADDRESSES = ("GUIDE_PROJECT_URL", "CI_PROJECT_URL", "READTHEDOCS_GIT_CLONE_URL")
BRANCHES = ("GUIDE_PROJECT_BRANCH", "CI_DEFAULT_BRANCH")
_FOLDER = "docs"


@dataclass(frozen=True)
class Home:
    """The project's address in a browser, without a slash at its end, and the branch on which it is changed."""

    url: str
    branch: str = "main"

    @property
    def _between(self) -> str:
        return "" if urlsplit(self.url).hostname == "github.com" else "/-"

    def view(self, path: str) -> str:
        """Give the address of a page's source; `path` leads from the folder of the pages, and may hold a `{name}`."""
        return f"{self.url}{self._between}/blob/{quote(self.branch)}/{_FOLDER}/{quote(path, safe='/{}')}"

    def edit(self, path: str) -> str:
        """Give the address at which a page's source can be changed."""
        return f"{self.url}{self._between}/edit/{quote(self.branch)}/{_FOLDER}/{quote(path, safe='/{}')}"

    @property
    def issues(self) -> str:
        """The address of the form for a new issue, which takes values for its fields as a query."""
        return f"{self.url}{self._between}/issues/new"

    @property
    def title_key(self) -> str:
        """The name under which that form takes a title."""
        return "issue[title]" if self._between else "title"

    @property
    def description_key(self) -> str:
        """The name under which that form takes what is to be said."""
        return "issue[description]" if self._between else "body"

    @property
    def clone(self) -> str:
        """The address that git clones."""
        return f"{self.url}.git"

    def path(self, path: str) -> str:
        """Give where a page's source lies in the project."""
        return f"{_FOLDER}/{path}"


def find(environ: Mapping[str, str]) -> Home | None:
    """Find the project in an environment; an address that no browser can open is none."""
    url = next((browsable(environ[name]) for name in ADDRESSES if environ.get(name)), "")
    branch = next((environ[name] for name in BRANCHES if environ.get(name)), "main")
    return Home(url, branch) if url else None


def browsable(address: str) -> str:
    """Give what a browser opens for the address of a repository, without a name or a secret in it; empty for none."""
    ssh = re.fullmatch(r"(?:ssh://)?git@([\w.-]+)(?::\d+)?[:/](?!/)([\w./-]+)", address)
    parts = urlsplit(f"https://{ssh[1]}/{ssh[2]}" if ssh else address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path.rstrip('/').removesuffix('.git')}"
