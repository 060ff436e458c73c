"""Versions of the clients, read from the lockfile that also installs them."""

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
    pyproject = project / "pyproject.toml"
    groups = _toml(_text(pyproject), pyproject).get("dependency-groups", {})
    lock = project / "uv.lock"
    wanted = {group.removeprefix("client-") for group in groups if group.startswith("client-")}
    versions: dict[str, set[str]] = {}
    # To read all of a lock takes longer than to build a page, and each of its tables stands for itself.
    for table in _text(lock).split("\n[[package]]\n")[1:]:
        if table.partition("\n")[0].removeprefix("name = ").strip('"') in wanted:
            package = _toml(table, lock)
            versions.setdefault(package["name"], set()).add(package["version"])
    facts: dict[str, str] = {}
    for name in sorted(wanted):
        found = versions.get(name, set())
        if len(found) != 1:
            raise SourceError(f'the group "client-{name}" wants one version of {name} here, not {len(found)}', lock)
        facts[f"client.{name}.version"] = next(iter(found))
    return facts


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"this file cannot be read: {error}", path) from None


def _toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"this is not TOML: {error}", path) from None
