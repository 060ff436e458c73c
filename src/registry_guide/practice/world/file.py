"""Read a world from a TOML file."""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from msgspec import UNSET, Struct, UnsetType, ValidationError, convert
from msgspec.structs import asdict, replace
from packaging.utils import canonicalize_name, canonicalize_version

from registry_guide.address import BadAddressError
from registry_guide.address import parse as parse_address
from registry_guide.practice.world import tables
from registry_guide.practice.world.certificates import certifiable
from registry_guide.practice.world.package_table import package, public_package
from registry_guide.practice.world.placing import lineage, placed
from registry_guide.practice.world.vocabulary import Role
from registry_guide.practice.world.wheel import BadPackageError
from registry_guide.practice.world.world import (
    AllowlistEntry,
    Granular,
    Group,
    Instance,
    Project,
    ProtectionSpec,
    PublicPackage,
    RateLimit,
    TokenSpec,
    User,
    World,
)

# What a project may lie in: a group, or the namespace of a user.
_NAMESPACE = "namespace"

_Value = TypeVar("_Value")
_Package = TypeVar("_Package")
_Table = TypeVar("_Table", tables.Package, tables.PublicPackage)
_Numbered = TypeVar("_Numbered", tables.User, tables.Group, tables.Project)


class WorldError(Exception):
    """A world's file cannot be used; the message says where and why."""


def default_text() -> str:
    """Give the text of the world that a practice registry starts with when no other is named."""
    return files("registry_guide.practice").joinpath("world/default.toml").read_text("utf-8")


def read(path: Path) -> World:
    """Read a world; raises WorldError for a file that cannot be read or breaks a rule."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise WorldError(f"The world {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise WorldError(f"The world {path} is not UTF-8.") from error
    return parse(text, str(path))


def parse(text: str, name: str = "the world", *, host: str | None = None) -> World:
    """Make a world of TOML text; `name` stands in errors, `host` overrides the instance's address."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WorldError(f"{name} is not TOML: {error}.") from error
    file = _typed(data, name)
    if host is not None:
        _checked_address("--host", host)
        file = replace(file, instance=replace(file.instance, host=host))
    return _build(placed(file), name)


def _typed(data: dict[str, Any], name: str) -> tables.File:
    try:
        return convert(data, tables.File)
    except ValidationError as error:
        # Only a file with a fault needs the words for it.
        from registry_guide.practice.world.faults import fault

        where, what = fault(error, data, tables.File)
        raise WorldError(f"{name}: {where}: {what}.") from None


def _build(file: tables.File, name: str) -> World:
    world = World(
        instance=_instance(file.instance, name),
        users=tuple(_user(table, number) for number, table in _numbered(file.user)),
        groups=tuple(_group(table, number) for number, table in _numbered(file.group)),
        projects=tuple(_project(table, number) for number, table in _numbered(file.project)),
        members=_members((*file.group, *file.project)),
        allowlist=tuple(_allowlist(table.path, entry) for table in file.project for entry in table.job_token_allowlist),
        protected=tuple(_protected(table.path, rule) for table in file.project for rule in table.protected),
        tokens=tuple(map(_token, file.token)),
        packages=_packages(package, file.package, f"{name}: package"),
        public_packages=_packages(public_package, file.pypi.package, f"{name}: pypi.package"),
    )
    _check_names(world, name)
    _check_once(world, name)
    return world


def _members(places: Sequence[tables.Group | tables.Project]) -> dict[tuple[str, str], Role]:
    """Give the role of each member, by the path of the place and the username."""
    return {(table.path, username): Role.named(role) for table in places for username, role in table.members.items()}


def _given(value: _Value | UnsetType) -> _Value | None:
    """Give what a table says, or nothing if it does not."""
    return None if value is UNSET else value


def _said(table: Struct) -> dict[str, Any]:
    """Give the keys that a table has."""
    return {key: value for key, value in asdict(table).items() if value is not UNSET}


def _numbered(rows: Sequence[_Numbered]) -> Iterable[tuple[int, _Numbered]]:
    """Give each table its `id`, or the next number that no table claims."""
    claimed = {row.id for row in rows if row.id is not UNSET}
    free = (number for number in range(1, len(rows) + len(claimed) + 1) if number not in claimed)
    return [(next(free) if row.id is UNSET else row.id, row) for row in rows]


def _instance(table: tables.Instance, name: str) -> Instance:
    limit = _given(table.rate_limit)
    instance = Instance(**{**_said(table), "rate_limit": RateLimit(limit.requests, limit.seconds) if limit else None})
    for key, value in (("host", table.host), ("links", table.links)):
        if value is not UNSET:
            _checked_address(f"{name}: instance.{key}", value, plain=key == "links")
    return instance


def _checked_address(name: str, value: str, *, plain: bool = False) -> None:
    try:
        certifiable(parse_address(value, plain=plain))
    except BadAddressError as error:
        raise WorldError(f"{name} {value!r}: {error}") from None


def _user(table: tables.User, number: int) -> User:
    name = table.username if table.name is UNSET else table.name
    return User(number, table.username, name, table.admin, table.external, table.blocked)


def _group(table: tables.Group, number: int) -> Group:
    return Group(
        id=number,
        path=table.path,
        name=_name(table),
        visibility=table.visibility,
        lineage=lineage(table.path),
        forwarding=_given(table.forwarding),
        marked=_day(table.path, "marked_for_deletion", table.marked_for_deletion),
    )


def _project(table: tables.Project, number: int) -> Project:
    return Project(
        id=number,
        path=table.path,
        name=_name(table),
        visibility=table.visibility,
        package_access=table.package_access,
        lineage=lineage(table.path),
        archived=table.archived,
        former_paths=table.former_paths,
        marked=_day(table.path, "marked_for_deletion", table.marked_for_deletion),
    )


def _name(table: tables.Group | tables.Project) -> str:
    return table.path.rpartition("/")[2] if table.name is UNSET else table.name


def _day(table: str, key: str, value: Any) -> str | None:
    try:
        return None if value is UNSET else date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise WorldError(f"{table}: {key}: {value!r} is no date.") from None


def _allowlist(target: str, entry: tables.Allowlist) -> AllowlistEntry:
    return AllowlistEntry(target, _given(entry.project), _given(entry.group), _given(entry.permissions))


def _protected(project: str, rule: tables.Protected) -> ProtectionSpec:
    return ProtectionSpec(project, rule.pattern, _role(rule.push), _role(rule.delete))


def _role(name: str | UnsetType) -> Role | None:
    return None if name is UNSET else Role.named(name)


def _token(table: tables.Token) -> TokenSpec:
    granular = _given(table.granular)
    return TokenSpec(
        name=table.name,
        kind=table.kind,
        title=table.name if table.title is UNSET else table.title,
        secret=_given(table.secret),
        user=_given(table.user),
        project=_given(table.project),
        group=_given(table.group),
        role=_role(table.role),
        scopes=table.scopes,
        username=_given(table.username),
        expires=_day(table.name, "expires", table.expires),
        revoked=table.revoked or table.finished,
        granular=Granular(granular.permissions, granular.projects, granular.groups) if granular else None,
    )


def _packages(read: Callable[[_Table], _Package], rows: Sequence[_Table], where: str) -> tuple[_Package, ...]:
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except BadPackageError as error:
            raise WorldError(f"{where} {row.name!r}: {error}.") from None
    return tuple(found)


def _released(package: PublicPackage) -> str:
    return f"{canonicalize_name(package.name)} {canonicalize_version(package.version)}"


def _check_names(world: World, name: str) -> None:
    """Raise WorldError where one table names a user, project or group that no table declares."""
    users = {user.username for user in world.users}
    groups = {group.path for group in world.groups}
    declared = {
        User: users,
        Project: {project.path for project in world.projects},
        Group: groups,
        _NAMESPACE: groups | users,
    }
    for wanted, kind, where in _names_used(world):
        if wanted is not None and wanted not in declared[kind]:
            raise WorldError(f"{name}: {where}: no table declares {wanted!r}.")


def _names_used(world: World) -> Iterator[tuple[str | None, object, str]]:
    """Give each name by which a table may mean another one, what is called so, and the table."""
    yield from ((username, User, f"members of {path}") for path, username in world.members)
    yield from ((token.user, User, f"token {token.name}") for token in world.tokens)
    yield from ((token.project, Project, f"token {token.name}") for token in world.tokens)
    yield from ((token.group, Group, f"token {token.name}") for token in world.tokens)
    yield from ((package.project, Project, f"package {package.name}") for package in world.packages)
    for kind, key in ((Project, "project"), (Group, "group")):
        for entry in world.allowlist:
            yield getattr(entry, key), kind, f"job_token_allowlist of {entry.target}"
    yield from ((project.path.rpartition("/")[0], _NAMESPACE, project.path) for project in world.projects)
    yield from ((group.path.rpartition("/")[0] or None, Group, group.path) for group in world.groups)


def _check_once(world: World, name: str) -> None:
    """Raise WorldError where two tables declare the same."""
    for what, names in (
        ("user", [user.username for user in world.users]),
        ("group", [group.path.lower() for group in world.groups]),
        ("project", [project.path.lower() for project in world.projects]),
        ("token", [token.name for token in world.tokens]),
        ("package on PyPI", map(_released, world.public_packages)),
    ):
        for twice, count in Counter(names).items():
            if count > 1:
                raise WorldError(f"{name}: the {what} {twice!r} is declared {count} times.")
