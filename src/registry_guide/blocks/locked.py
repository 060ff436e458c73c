"""Versions of the clients, read from the lock file that also installs them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from registry_guide.blocks.errors import SourceError


def client_versions(project: Path) -> dict[str, str]:
    """Give the fact ``client.NAME.version`` for each dependency group ``client-NAME`` of a project.

    Takes the directory of pyproject.toml and uv.lock. Raises SourceError if a group's client is not locked, or
    more than once.
    """
    groups = _read(project / "pyproject.toml").get("dependency-groups", {})
    lock = project / "uv.lock"
    versions: dict[str, set[str]] = {}
    for package in _read(lock).get("package", []):
        versions.setdefault(package["name"], set()).add(package.get("version", ""))
    facts: dict[str, str] = {}
    for group in groups:
        name = group.removeprefix("client-")
        if name == group:
            continue
        found = versions.get(name, set())
        if len(found) != 1:
            raise SourceError(f'the group "{group}" wants one version of {name} here, not {len(found)}', lock)
        facts[f"client.{name}.version"] = next(iter(found))
    return facts


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"this file cannot be read: {error}", path) from None
