"""Where the groups and projects of a world's file lie: what a reader may leave out, or say by number, is filled in."""

from collections.abc import Iterator, Mapping
from typing import Any

Table = dict[str, Any]


def lineage(path: str) -> tuple[str, ...]:
    """Give a path and the paths above it, outermost first."""
    parts = path.split("/")
    return tuple("/".join(parts[: end + 1]) for end in range(len(parts)))


def placed(data: Mapping[str, Any]) -> Table:
    """Give a world's tables with a path for each group and project, and with every group that lies above one.

    A path of digits only is a number, as GitLab reads it in an address: the place gets that number, and a path made of
    it. Where another table names a place by its number, it gets the place's path.
    """
    groups = [_numbered(table, lambda number: f"group-{number}") for table in data.get("group", ())]
    first = next((table["path"] for table in groups), "")
    projects = [
        _numbered(table, lambda number: f"{first or f'group-of-{number}'}/project-{number}")
        for table in data.get("project", ())
    ]
    known = {str(table["path"]).lower() for table in groups}
    known |= {str(table["username"]).lower() for table in data.get("user", ())}
    groups += [{"path": path} for path in _above([*groups, *projects], known)]
    paths = {kind: _by_number(tables) for kind, tables in (("group", groups), ("project", projects))}
    return {
        **data,
        "group": groups,
        "project": [_entries(table, paths) for table in projects],
        "token": [_token(table, paths) for table in data.get("token", ())],
        "package": [_named(table, paths) for table in data.get("package", ())],
    }


def _numbered(table: Table, path: Any) -> Table:
    number = table["path"]
    return {"id": int(number), **table, "path": path(number)} if number.isdecimal() else table


def _above(tables: list[Table], known: set[str]) -> Iterator[str]:
    """Give each path above a place that nothing has, outermost first."""
    found = dict.fromkeys(path for table in tables for path in lineage(table["path"])[:-1])
    for path in sorted(found, key=lambda path: path.count("/")):
        if path.lower() not in known:
            known.add(path.lower())
            yield path


def _by_number(tables: list[Table]) -> dict[str, str]:
    return {str(table["id"]): table["path"] for table in tables if "id" in table}


def _named(table: Table, paths: Mapping[str, Mapping[str, str]]) -> Table:
    return {key: paths[key].get(value, value) if key in paths else value for key, value in table.items()}


def _entries(table: Table, paths: Mapping[str, Mapping[str, str]]) -> Table:
    allowlist = [_named(entry, paths) for entry in table.get("job_token_allowlist", ())]
    return {**table, "job_token_allowlist": allowlist} if allowlist else table


def _token(table: Table, paths: Mapping[str, Mapping[str, str]]) -> Table:
    named = _named(table, paths)
    granular = {
        key: [paths[key.removesuffix("s")].get(name, name) for name in value] if key != "permissions" else value
        for key, value in table.get("granular", {}).items()
    }
    return {**named, "granular": granular} if granular else named
