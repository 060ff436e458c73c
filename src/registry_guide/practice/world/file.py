"""Read a world from a TOML file."""

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from packaging.utils import canonicalize_name, canonicalize_version

from registry_guide.address import BadAddressError
from registry_guide.address import parse as parse_address
from registry_guide.practice.world.certificates import certifiable
from registry_guide.practice.world.package_table import package, public_package
from registry_guide.practice.world.placing import lineage, placed
from registry_guide.practice.world.vocabulary import PackageAccess, Role, TokenKind, Visibility
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

Table = dict[str, Any]
_Package = TypeVar("_Package")


class WorldError(Exception):
    """A world's file cannot be used; the message says where and why."""


def default_text() -> str:
    """Give the text of the world that a practice registry starts with when no other is named."""
    return files("registry_guide.practice").joinpath("world/default.toml").read_text("utf-8")


def read(path: Path) -> World:
    """Read a world; raises WorldError for a file that cannot be read or breaks the schema."""
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
    # The schema library takes a tenth of a second to load, and the shipped world is held by a test.
    if text != default_text():
        _check(data, name)
    if host is not None:
        _checked_address("--host", host)
        data.setdefault("instance", {})["host"] = host
    return _build(placed(data), name)


def _check(data: Table, name: str) -> None:
    import jsonschema

    schema = json.loads(files("registry_guide.practice").joinpath("world/world.schema.json").read_text("utf-8"))
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(data))
    if error is not None:
        where = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
        raise WorldError(f"{name}: {where.lstrip('.') or 'the file'}: {error.message}.")


def _build(data: Table, name: str) -> World:
    groups = tuple(_group(table, number) for number, table in _numbered(data.get("group", ())))
    projects = tuple(_project(table, number) for number, table in _numbered(data.get("project", ())))
    users = tuple(_user(table, number) for number, table in _numbered(data.get("user", ())))
    world = World(
        instance=_instance(data.get("instance", {}), name),
        users=users,
        groups=groups,
        projects=projects,
        members={
            (table["path"], username): Role.named(role)
            for table in (*data.get("group", ()), *data.get("project", ()))
            for username, role in table.get("members", {}).items()
        },
        allowlist=tuple(
            _allowlist(table["path"], entry)
            for table in data.get("project", ())
            for entry in table.get("job_token_allowlist", ())
        ),
        protected=tuple(
            _protected(table["path"], rule) for table in data.get("project", ()) for rule in table.get("protected", ())
        ),
        tokens=tuple(_token(table) for table in data.get("token", ())),
        packages=_packages(package, data, f"{name}: package"),
        public_packages=_packages(public_package, data.get("pypi", {}), f"{name}: pypi.package"),
    )
    _check_names(world, name)
    _check_once(world, name)
    return world


def _numbered(tables: Iterable[Table]) -> Iterable[tuple[int, Table]]:
    """Give each table its `id`, or the next number that no table claims."""
    tables = list(tables)
    claimed = {table["id"] for table in tables if "id" in table}
    free = (number for number in range(1, len(tables) + len(claimed) + 1) if number not in claimed)
    return [(table["id"] if "id" in table else next(free), table) for table in tables]


def _instance(table: Table, name: str) -> Instance:
    limit = table.get("rate_limit")
    instance = Instance(**(table | {"rate_limit": RateLimit(**limit) if limit else None}))
    for key in ("host", "links"):
        value = table.get(key)
        if value is not None:
            _checked_address(f"{name}: instance.{key}", value, plain=key == "links")
    return instance


def _checked_address(name: str, value: str, *, plain: bool = False) -> None:
    try:
        certifiable(parse_address(value, plain=plain))
    except BadAddressError as error:
        raise WorldError(f"{name} {value!r}: {error}") from None


def _user(table: Table, number: int) -> User:
    known = {key: table[key] for key in ("admin", "external", "blocked") if key in table}
    return User(number, table["username"], str(table.get("name", table["username"])), **known)


def _group(table: Table, number: int) -> Group:
    path = table["path"]
    return Group(
        id=number,
        path=path,
        name=table.get("name", path.rpartition("/")[2]),
        visibility=Visibility(table.get("visibility", "private")),
        lineage=lineage(path),
        forwarding=table.get("forwarding"),
        marked=_day(table, "marked_for_deletion"),
    )


def _project(table: Table, number: int) -> Project:
    path = table["path"]
    return Project(
        id=number,
        path=path,
        name=table.get("name", path.rpartition("/")[2]),
        visibility=Visibility(table.get("visibility", "private")),
        package_access=PackageAccess(table.get("package_access", "enabled")),
        lineage=lineage(path),
        archived=table.get("archived", False),
        former_paths=tuple(table.get("former_paths", ())),
        marked=_day(table, "marked_for_deletion"),
    )


def _day(table: Table, key: str) -> str | None:
    value = table.get(key)
    try:
        return date.fromisoformat(str(value)[:10]).isoformat() if value is not None else None
    except ValueError:
        raise WorldError(f"{table.get('path') or table.get('name')}: {key}: {value!r} is no date.") from None


def _allowlist(target: str, entry: Table) -> AllowlistEntry:
    permissions = entry.get("permissions")
    return AllowlistEntry(
        target, entry.get("project"), entry.get("group"), None if permissions is None else tuple(permissions)
    )


def _protected(project: str, rule: Table) -> ProtectionSpec:
    push, delete = rule.get("push"), rule.get("delete")
    return ProtectionSpec(
        project, rule["pattern"], Role.named(push) if push else None, Role.named(delete) if delete else None
    )


def _token(table: Table) -> TokenSpec:
    granular = table.get("granular")
    return TokenSpec(
        name=table["name"],
        kind=TokenKind(table["kind"]),
        title=str(table.get("title", table["name"])),
        secret=table.get("secret"),
        user=table.get("user"),
        project=table.get("project"),
        group=table.get("group"),
        role=Role.named(table["role"]) if "role" in table else None,
        scopes=tuple(table.get("scopes", ())),
        username=table.get("username"),
        expires=_day(table, "expires"),
        revoked=table.get("revoked", False) or table.get("finished", False),
        granular=Granular(**{key: tuple(names) for key, names in granular.items()}) if granular else None,
    )


def _packages(read: Callable[[Table], _Package], data: Table, where: str) -> tuple[_Package, ...]:
    found = []
    for table in data.get("package", ()):
        try:
            found.append(read(table))
        except BadPackageError as error:
            raise WorldError(f"{where} {table['name']!r}: {error}.") from None
    return tuple(found)


def _released(package: PublicPackage) -> str:
    return f"{canonicalize_name(package.name)} {canonicalize_version(package.version)}"


def _check_names(world: World, name: str) -> None:
    """Raise WorldError where one table names a user, project or group that no table declares."""
    users = {user.username for user in world.users}
    projects = {project.path for project in world.projects}
    groups = {group.path for group in world.groups}
    namespaces = groups | users
    wanted: list[tuple[str | None, set[str], str]] = [
        *((username, users, f"members of {path}") for path, username in world.members),
        *((token.user, users, f"token {token.name}") for token in world.tokens),
        *((token.project, projects, f"token {token.name}") for token in world.tokens),
        *((token.group, groups, f"token {token.name}") for token in world.tokens),
        *((package.project, projects, f"package {package.name}") for package in world.packages),
        *((entry.project, projects, f"job_token_allowlist of {entry.target}") for entry in world.allowlist),
        *((entry.group, groups, f"job_token_allowlist of {entry.target}") for entry in world.allowlist),
        *((project.path.rpartition("/")[0], namespaces, project.path) for project in world.projects),
        *((group.path.rpartition("/")[0] or None, groups, group.path) for group in world.groups),
    ]
    for wanted_name, known, where in wanted:
        if wanted_name is not None and wanted_name not in known:
            raise WorldError(f"{name}: {where}: no table declares {wanted_name!r}.")


def _check_once(world: World, name: str) -> None:
    """Raise WorldError where two tables declare the same."""
    for what, names in (
        ("user", [user.username for user in world.users]),
        ("group", [group.path.lower() for group in world.groups]),
        ("project", [project.path.lower() for project in world.projects]),
        ("token", [token.name for token in world.tokens]),
        ("package on PyPI", [_released(each) for each in world.public_packages]),
    ):
        for twice, count in Counter(names).items():
            if count > 1:
                raise WorldError(f"{name}: the {what} {twice!r} is declared {count} times.")
