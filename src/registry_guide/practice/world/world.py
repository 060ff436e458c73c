"""A world: the groups, projects, users and tokens that a practice registry starts with, as values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from registry_guide.address import Address, parse
from registry_guide.practice.world.vocabulary import PackageAccess, Role, TokenKind, Visibility

SEEN = "18.9"
"""The version of GitLab whose answers were seen; of later ones only the code was read."""

UPLOADED = datetime(2024, 1, 1, tzinfo=UTC)
"""When a package of the stand-in for PyPI was uploaded, if its world does not say."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most `requests` in `seconds`, counted for each address (anonymous) or user."""

    requests: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Instance:
    """The settings of the whole GitLab instance, with GitLab's defaults."""

    host: str = "gitlab.example.com"
    links: str | None = None
    version: str = SEEN
    packages: bool = True
    forwarding: bool = True
    max_file_size: int = 3 * 1024**3
    json_index: bool = False
    guests_pull: bool = False
    fips: bool = False
    protected_deletion: bool = False
    direct_download: bool = False
    rate_limit: RateLimit | None = None

    @property
    def address(self) -> Address:
        """Where the instance answers."""
        return parse(self.host)

    @property
    def links_to(self) -> Address:
        """Where its own links lead: elsewhere, if its administrator told it another address than it answers under."""
        return self.address if self.links is None else parse(self.links, plain=True)


@dataclass(frozen=True, slots=True)
class User:
    """A person or service account."""

    id: int
    username: str
    name: str
    admin: bool = False
    external: bool = False
    blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What groups and projects have in common.

    `path` is the one that it had first, by which members and tokens keep to it; `moved` the one that it has now, if
    that is another. `lineage` holds its own path and those of the groups it lies in, outermost first. `marked` is the
    day on which it was marked for deletion, `created` when the API made it.
    """

    id: int
    path: str
    name: str
    visibility: Visibility
    lineage: tuple[str, ...]
    marked: str | None = None
    moved: str | None = None
    created: str | None = None

    @property
    def shown_path(self) -> str:
        """The full path as GitLab has it now."""
        return self.moved or self.path

    @property
    def shown_name(self) -> str:
        """The name as GitLab has it: another while the place waits for its deletion."""
        return scheduled(self.name, self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(_Place):
    """A group or subgroup; `forwarding` says whether it sends names that it has not on to PyPI."""

    forwarding: bool | None = None

    def holds(self, project: "Project") -> bool:
        """Tell whether the project lies in this group or below it."""
        return self.path in project.lineage


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(_Place):
    """A project; `former_paths` are others that it had before, or between its first path and that of now."""

    package_access: PackageAccess
    archived: bool = False
    former_paths: tuple[str, ...] = ()


def _key(id_or_path: str) -> str:
    """Give what a place is looked up by: digits are a number, whatever zeros they begin with."""
    return id_or_path.lstrip("0") if re.fullmatch("[0-9]+", id_or_path) else id_or_path.lower()


def scheduled(text: str, place: _Place) -> str:
    """Give a name or path as GitLab changes it while the place waits for its deletion."""
    return f"{text}-deletion_scheduled-{place.id}" if place.marked else text


@dataclass(frozen=True, slots=True)
class AllowlistEntry:
    """A project's leave for the job tokens of another project or group.

    `permissions` is None for GitLab's default permissions, else the fine-grained ones.
    """

    target: str
    project: str | None
    group: str | None
    permissions: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ProtectionSpec:
    """A package protection rule: names matching `pattern` need a role to be pushed or deleted."""

    project: str
    pattern: str
    push: Role | None
    delete: Role | None


@dataclass(frozen=True, slots=True)
class Granular:
    """What a fine-grained personal access token may do, and where (no place: everywhere its user may)."""

    permissions: tuple[str, ...]
    projects: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenSpec:
    """A token that the world declares; `place` is the path of its project or group."""

    name: str
    kind: TokenKind
    title: str
    secret: str | None
    user: str | None
    project: str | None
    group: str | None
    role: Role | None
    scopes: tuple[str, ...]
    username: str | None
    expires: str | None
    revoked: bool
    granular: Granular | None


@dataclass(frozen=True, slots=True)
class PackageSpec:
    """A package that is already in a project when the registry starts."""

    project: str
    name: str
    version: str
    requires_python: str = ""
    status: str = "default"
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicPackage:
    """A package of the stand-in for PyPI; `yanked` may be the reason, `extras` says what each extra requires."""

    name: str
    version: str
    requires: tuple[str, ...] = ()
    requires_python: str = ""
    extras: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    yanked: bool | str = False
    uploaded: datetime = UPLOADED


@dataclass(frozen=True)
class World:
    """Everything that does not change while the registry runs, and what it starts with."""

    instance: Instance = field(default_factory=Instance)
    users: tuple[User, ...] = ()
    groups: tuple[Group, ...] = ()
    projects: tuple[Project, ...] = ()
    members: dict[tuple[str, str], Role] = field(default_factory=dict)
    allowlist: tuple[AllowlistEntry, ...] = ()
    protected: tuple[ProtectionSpec, ...] = ()
    tokens: tuple[TokenSpec, ...] = ()
    packages: tuple[PackageSpec, ...] = ()
    public_packages: tuple[PublicPackage, ...] = ()

    @cached_property
    def _projects(self) -> dict[str, Project]:
        found = {path.lower(): project for project in self.projects for path in project.former_paths}
        found |= {project.path.lower(): project for project in self.projects}
        found |= {str(project.id): project for project in self.projects}
        return found | {project.shown_path.lower(): project for project in self.projects}

    @cached_property
    def _groups(self) -> dict[str, Group]:
        found = {str(group.id): group for group in self.groups}
        return found | {group.shown_path.lower(): group for group in self.groups}

    @property
    def places(self) -> Iterator[Group | Project]:
        """Yield all groups and projects."""
        yield from self.groups
        yield from self.projects

    @cached_property
    def _lasting(self) -> dict[str, Group | Project]:
        return {place.path: place for place in self.places}

    @cached_property
    def _users(self) -> dict[str, User]:
        return {user.username.lower(): user for user in self.users}

    def project(self, id_or_path: str) -> Project | None:
        """Find a project by numeric id or full path, in any case, or by a path that it had before."""
        return self._projects.get(_key(id_or_path))

    def group(self, id_or_path: str) -> Group | None:
        """Find a group by numeric id or full path, in any case; no path that it had before, and no user's namespace."""
        return self._groups.get(_key(id_or_path))

    def place(self, path: str) -> Group | Project | None:
        """Find a group or project by its `path`, which it keeps when it moves."""
        return self._lasting.get(path)

    def user(self, username: str) -> User | None:
        """Find a user by username."""
        return self._users.get(username.lower())

    def projects_of(self, group: Group) -> Iterator[Project]:
        """Yield the projects in a group and its subgroups."""
        return (project for project in self.projects if group.holds(project))

    def role(self, user: User, lineage: tuple[str, ...]) -> Role | None:
        """Give the highest role of a user at a place: its own path and the paths above it."""
        if user.admin:
            return Role.ADMIN
        if user.username.lower() in (path.lower() for path in lineage):
            return Role.OWNER
        held = [role for path in lineage if (role := self.members.get((path, user.username))) is not None]
        return max(held, default=None)

    def forwards(self, place: Project | Group) -> bool:
        """Tell whether a missing package is asked for at pypi.org: the nearest group's setting counts."""
        groups = {group.path: group for group in self.groups}
        for path in reversed(place.lineage):
            group = groups.get(path)
            if group is not None and group.forwarding is not None:
                return group.forwarding
        return self.instance.forwarding
