"""The example project's registry, as an owner of the project sees and changes it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from packaging.utils import canonicalize_name
from packaging.version import Version

from registry_guide.walk.fetch import fetch, rest, upload
from registry_guide.walk.footing import Footing
from registry_guide.walk.publication import Release


@dataclass(frozen=True)
class Owner:
    """Somebody with all rights in the example project, and their personal access token."""

    footing: Footing
    token: str

    @property
    def _environment(self) -> Mapping[str, str]:
        return self.footing.registry.environment

    def page(self, name: str) -> str | None:
        """Give the page of a package in the project's own index; nothing if GitLab has no such package."""
        return fetch(self.footing.package_url(name), self._environment, self.token)

    def remove(self, release: Release) -> None:
        """Delete a release with all its files, however its name is spelt."""
        packages = self.footing.fact("project.upload_url").removesuffix("/pypi")
        # GitLab searches by a part of the name as it was uploaded.
        query = urlencode({"package_type": "pypi", "package_name": release.name.partition("-")[0], "per_page": 100})
        listed = json.loads(rest("GET", f"{packages}?{query}", self._environment, self.token))
        for row in listed:
            if canonicalize_name(row["name"]) == release.name and Version(row["version"]) == release.version:
                rest("DELETE", f"{packages}/{row['id']}", self._environment, self.token)

    def add(self, release: Release, file: str, content: bytes) -> None:
        """Publish a file."""
        fields = {
            "name": release.name,
            "version": str(release.version),
            "sha256_digest": hashlib.sha256(content).hexdigest(),
        }
        upload(self.footing.fact("project.upload_url"), fields, file, content, self._environment, self.token)
