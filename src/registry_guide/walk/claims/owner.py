"""A project's registry, as an owner of the project sees and changes it."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from packaging.utils import canonicalize_name
from packaging.version import Version

from registry_guide.walk.claims.publication import Release
from registry_guide.walk.requests.asker import Asker
from registry_guide.walk.requests.fetch import fetch, rest, upload


@dataclass(frozen=True)
class Owner:
    """Somebody with all rights in a project.

    Attributes:
        url: the address at which the project takes uploads.
        asker: asks the registry.
        token: a personal access token with the scope api.
    """

    url: str
    asker: Asker
    token: str

    def page(self, name: str) -> str | None:
        """Give the page of a package in the project's own index; nothing if GitLab has no such package."""
        return fetch(f"{self.url}/simple/{name}/", self.asker, self.token)

    def remove(self, release: Release) -> None:
        """Delete a release with all its files, however its name is spelt."""
        packages = self.url.removesuffix("/pypi")
        # GitLab searches by a part of the name as it was uploaded.
        query = urlencode({"package_type": "pypi", "package_name": release.name.partition("-")[0], "per_page": 100})
        for row in rest("GET", f"{packages}?{query}", self.asker, self.token).json():
            if canonicalize_name(row["name"]) == release.name and Version(row["version"]) == release.version:
                rest("DELETE", f"{packages}/{row['id']}", self.asker, self.token)

    def add(self, release: Release, file: str, content: bytes) -> None:
        """Publish a file."""
        fields = {
            "name": release.name,
            "version": str(release.version),
            "sha256_digest": hashlib.sha256(content).hexdigest(),
        }
        upload(self.url, fields, file, content, self.asker, self.token)
