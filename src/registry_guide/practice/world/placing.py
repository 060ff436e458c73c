"""Where the groups and projects of a world's file lie: what a reader may leave out, or say by number, is filled in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from registry_guide.practice.world import tables

_Place = TypeVar("_Place", tables.Group, tables.Project)
_Naming = TypeVar("_Naming", tables.Token, tables.Allowlist)
# The path of each place that has a number, by the number.
_Numbers = Mapping[str, str]


def lineage(path: str) -> tuple[str, ...]:
    """Give a path and the paths above it, outermost first."""
    parts = path.split("/")
    return tuple("/".join(parts[: end + 1]) for end in range(len(parts)))


def placed(file: tables.File) -> tables.File:
    """Give a world's tables with a path for each group and project, and with every group that lies above one.

    A path of digits only is a number, as GitLab reads it in an address: the place gets that number, and a path made of
    it. Where another table names a place by its number, it gets the place's path.
    """
    groups, projects = _with_paths(file)
    by_group, by_project = _by_number(groups), _by_number(projects)

    def named(table: _Naming) -> _Naming:
        return replace(table, project=_path(table.project, by_project), group=_path(table.group, by_group))

    def allowing(table: tables.Project) -> tables.Project:
        return replace(table, job_token_allowlist=tuple(map(named, table.job_token_allowlist)))

    def reaching(table: tables.Token) -> tables.Token:
        held = table.granular
        if held is not UNSET:
            held = replace(held, projects=_paths(held.projects, by_project), groups=_paths(held.groups, by_group))
        return replace(named(table), granular=held)

    return replace(
        file,
        group=tuple(groups),
        project=tuple(map(allowing, projects)),
        token=tuple(map(reaching, file.token)),
        package=tuple(replace(table, project=_path(table.project, by_project)) for table in file.package),
    )


def _with_paths(file: tables.File) -> tuple[list[tables.Group], list[tables.Project]]:
    """Give the groups and the projects, each with a path, and every group that lies above one."""
    groups = [_numbered(table, lambda number: f"group-{number}") for table in file.group]
    first = next((table.path for table in groups), "")
    projects = [
        _numbered(table, lambda number: f"{first or f'group-of-{number}'}/project-{number}") for table in file.project
    ]
    known = {table.path.lower() for table in groups} | {table.username.lower() for table in file.user}
    groups += [tables.Group(path=path) for path in _above([*groups, *projects], known)]
    return groups, projects


def _numbered(table: _Place, path: Callable[[str], str]) -> _Place:
    number = table.path
    if not number.isdecimal():
        return table
    return replace(table, id=int(number) if table.id is UNSET else table.id, path=path(number))


def _above(places: Sequence[tables.Group | tables.Project], known: set[str]) -> Iterator[str]:
    """Give each path above a place that nothing has, outermost first."""
    found = dict.fromkeys(path for table in places for path in lineage(table.path)[:-1])
    for path in sorted(found, key=lambda path: path.count("/")):
        if path.lower() not in known:
            known.add(path.lower())
            yield path


def _by_number(places: Sequence[tables.Group | tables.Project]) -> _Numbers:
    return {str(table.id): table.path for table in places if table.id is not UNSET}


def _path(name: str | UnsetType, numbers: _Numbers) -> str | UnsetType:
    return UNSET if name is UNSET else numbers.get(name, name)


def _paths(names: Sequence[str], numbers: _Numbers) -> tuple[str, ...]:
    return tuple(numbers.get(name, name) for name in names)
