"""The tables of a world's file: the one place where its keys, their rules and what is said of them stand.

Reading a file, ``world.schema.json`` and the reference for readers come from them. What depends on other tables, such
as a name that none declares, is checked when a world is built.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field

from registry_guide.practice.world import needs
from registry_guide.practice.world.vocabulary import PackageAccess, TokenKind, Visibility


def says(words: str) -> Meta:
    """Give what the reference says of a key."""
    return Meta(description=words)


_PART: Final = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"

Id = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=1)]
Said = Annotated[str, Meta(min_length=1)]
Secret = Annotated[str, Meta(min_length=8)]
Username = Annotated[str, Meta(pattern=f"^{_PART}$")]
Place = Annotated[str, Meta(pattern=rf"^\.?{_PART}(/\.?{_PART})*$")]
ProjectPath = Annotated[str, Meta(pattern=rf"^([1-9][0-9]{{0,8}}|\.?{_PART}(/\.?{_PART})+)$")]
FormerPath = Annotated[str, Meta(pattern=f"^{_PART}(/{_PART})+$")]
TokenName = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]
Scope = Annotated[str, Meta(pattern="^[a-z_]+$")]
RoleName = Literal["guest", "planner", "reporter", "security manager", "developer", "maintainer", "owner"]
Members = Mapping[str, RoleName]
JobPermission = Literal["read_packages", "admin_packages", "read_jobs", "read_repositories"]
GranularPermission = Literal["package:read", "package:create", "package:delete"]


class RateLimit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many requests are answered in how many seconds, for each address or user."""

    requests: Annotated[Count, says("How many requests are answered.")]
    seconds: Annotated[Count, says("In how many seconds.")]


class Instance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The instance and its switches."""

    host: (
        Annotated[
            str,
            says(
                "The address under which the registry answers, as in a browser: a host name, with a port or a"
                " path below which GitLab lies if there is one."
            ),
        ]
        | UnsetType
    ) = UNSET
    links: (
        Annotated[
            str,
            says(
                "The address that GitLab writes into its own links, where its administrator has told it "
                "another one than it answers under."
            ),
        ]
        | UnsetType
    ) = UNSET
    version: (
        Annotated[
            Literal["18.9", "19.4"],
            says("Which GitLab it answers as: the one that was seen, or what the code of a later one says."),
        ]
        | UnsetType
    ) = UNSET
    packages: Annotated[bool, says("Whether the instance has package registries at all.")] | UnsetType = UNSET
    forwarding: Annotated[bool, says("Whether a package that is not found is asked for at pypi.org.")] | UnsetType = (
        UNSET
    )
    max_file_size: Annotated[Count, says("The largest file that an upload may hold, in bytes.")] | UnsetType = UNSET
    json_index: Annotated[bool, says("The feature flag pypi_pep_691_json.")] | UnsetType = UNSET
    guests_pull: Annotated[bool, says("The feature flag allow_guest_plus_roles_to_pull_packages.")] | UnsetType = UNSET
    protected_deletion: (
        Annotated[
            bool, says("The feature flag packages_protected_packages_delete: protection rules count for deletion.")
        ]
        | UnsetType
    ) = UNSET
    fips: Annotated[bool, says("FIPS mode: a SHA-256 digest is required, MD5 digests are dropped.")] | UnsetType = UNSET
    direct_download: (
        Annotated[bool, says("Downloads redirect to a signed address of the object storage.")] | UnsetType
    ) = UNSET
    rate_limit: (
        Annotated[RateLimit, says("How many requests are answered in how many seconds, for each address or user.")]
        | UnsetType
    ) = UNSET


class User(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person with an account."""

    id: Annotated[Id, says("Numeric; given out in order if left out.")] | UnsetType = UNSET
    username: Annotated[Username, says("The login.")]
    name: Annotated[str, says("The name shown.")] | UnsetType = UNSET
    admin: Annotated[bool, says("Whether they administer the instance.")] = False
    external: Annotated[bool, says("An external user sees internal projects only as a member.")] = False
    blocked: Annotated[bool, says("A blocked user's tokens are refused.")] = False
    password: Annotated[str, says("Never accepted by the registry, as on GitLab.")] | UnsetType = UNSET


class Group(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group; a subgroup is one whose path lies below another."""

    id: Annotated[Id, says("Numeric; given out in order if left out.")] | UnsetType = UNSET
    path: Annotated[Place, says("The full path; groups above it that no table declares are made. Or its number.")]
    name: Annotated[str, says("The name shown.")] | UnsetType = UNSET
    visibility: Annotated[Visibility, says("Who may see it.")] = Visibility.PRIVATE
    forwarding: Annotated[bool, says("Overrides the setting of the instance or of the group above.")] | UnsetType = (
        UNSET
    )
    marked_for_deletion: Annotated[
        Any, says("The date on which it was marked for deletion: it then has another path, and is not removed here.")
    ] = UNSET
    members: Annotated[Members, says("Usernames with their roles.")] = field(default_factory=dict)


class Allowlist(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of a job-token allowlist: a project or a group whose job tokens may come in."""

    project: Annotated[Place, says("The full path of the project that comes in.")] | UnsetType = UNSET
    group: Annotated[Place, says("The full path of a group whose projects come in.")] | UnsetType = UNSET
    permissions: (
        Annotated[
            tuple[JobPermission, ...], says("Fine-grained permissions; without this key the default permissions apply.")
        ]
        | UnsetType
    ) = UNSET

    def __post_init__(self) -> None:
        needs.check(self, needs.ONE_PLACE)


_OfOnePlace = Annotated[Allowlist, Meta(extra_json_schema=needs.rule(needs.ONE_PLACE))]


class Protected(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One protection rule for packages."""

    pattern: Annotated[Said, says("The package name, with * for any characters.")]
    push: Annotated[Literal["maintainer", "owner", "admin"], says("The least role that may publish.")] | UnsetType = (
        UNSET
    )
    delete: Annotated[Literal["owner", "admin"], says("The least role that may delete.")] | UnsetType = UNSET


class Project(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A project, with its package registry."""

    id: Annotated[Id, says("Numeric; given out in order if left out.")] | UnsetType = UNSET
    path: Annotated[
        ProjectPath,
        says(
            "The full path, with at least one slash; groups above it that no table declares are made. Or "
            "its number: it then lies in the first group of the file."
        ),
    ]
    name: Annotated[str, says("The name shown.")] | UnsetType = UNSET
    visibility: Annotated[Visibility, says("Who may see it.")] = Visibility.PRIVATE
    package_access: Annotated[
        PackageAccess,
        says(
            "Who may use its package registry: nobody, members (of a private project; of others everyone "
            "with access, and no job that its allowlist lacks), everyone with access, or everyone."
        ),
    ] = PackageAccess.ENABLED
    archived: Annotated[bool, says("An archived project is read and not changed.")] = False
    former_paths: Annotated[
        tuple[FormerPath, ...], says("Full paths that it had before, by which it still answers.")
    ] = ()
    marked_for_deletion: Annotated[
        Any, says("The date on which it was marked for deletion: it then has another path, and is not removed here.")
    ] = UNSET
    members: Annotated[Members, says("Usernames with their roles, beside those of the groups above.")] = field(
        default_factory=dict
    )
    job_token_allowlist: Annotated[tuple[_OfOnePlace, ...], says("Whose job tokens may come in.")] = ()
    protected: Annotated[tuple[Protected, ...], says("Protection rules for packages.")] = ()


class Granular(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a fine-grained token may do, and where."""

    permissions: Annotated[tuple[GranularPermission, ...], says("What it may do with packages.")]
    projects: Annotated[tuple[Place, ...], says("The full paths of the projects it reaches.")] = ()
    groups: Annotated[tuple[Place, ...], says("The full paths of the groups it reaches.")] = ()


class Token(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token of any kind."""

    name: Annotated[TokenName, says("How the practice registry's output names the token.")]
    kind: Annotated[TokenKind, says("What kind of token it is.")]
    title: Annotated[Said, says("The token's name on GitLab's pages.")] | UnsetType = UNSET
    secret: Annotated[Secret, says("The token itself; made at random if not given.")] | UnsetType = UNSET
    user: Annotated[Username, says("Whose it is: personal tokens, and the user of a job.")] | UnsetType = UNSET
    project: Annotated[Place, says("The project it belongs to.")] | UnsetType = UNSET
    group: Annotated[Place, says("The group it belongs to.")] | UnsetType = UNSET
    role: Annotated[RoleName, says("The role of a project or group access token.")] | UnsetType = UNSET
    scopes: Annotated[tuple[Scope, ...], says("The scopes of a legacy token or of a deploy token.")] = ()
    username: Annotated[Said, says("A deploy token's username.")] | UnsetType = UNSET
    expires: Annotated[Any, says("A date; the token is void from that day on.")] = UNSET
    revoked: Annotated[bool, says("Whether it was revoked.")] = False
    finished: Annotated[bool, says("Job tokens: the job has ended.")] = False
    granular: Annotated[Granular, says("Makes a personal token a fine-grained one.")] | UnsetType = UNSET

    def __post_init__(self) -> None:
        needs.check(self, needs.OF_KIND[self.kind])


_OfItsKind = Annotated[Token, Meta(extra_json_schema=needs.rules_of_kinds())]


class Package(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A package that is in a registry from the start."""

    project: Annotated[Place, says("The full path of its project.")]
    name: Annotated[Said, says("Its name, as it was published.")]
    version: Annotated[Said, says("Its version, as it was published.")]
    requires_python: Annotated[str, says("The Python versions it takes.")] = ""
    requires: Annotated[tuple[str, ...], says("What it depends on.")] = ()
    status: Annotated[
        Literal["default", "hidden", "deprecated", "pending_destruction"],
        says("Its state in GitLab; one that waits for destruction is not listed."),
    ] = "default"


class PublicPackage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A package on the stand-in for PyPI, as a stranger would publish it."""

    name: Annotated[Said, says("Its name.")]
    version: Annotated[Said, says("Its version.")]
    requires: Annotated[tuple[str, ...], says("What it depends on.")] = ()
    requires_python: Annotated[str, says("The Python versions it takes.")] = ""
    extras: Annotated[Mapping[str, tuple[str, ...]], says("Its extras: a table of what each depends on.")] = field(
        default_factory=dict
    )
    yanked: Annotated[bool | str, says("Whether it was yanked, or the reason why it was.")] = False
    uploaded: Annotated[Any, says("When it was uploaded, a date or a time; 1 January 2024 if it is left out.")] = UNSET


class PyPI(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The stand-in for PyPI."""

    package: tuple[PublicPackage, ...] = ()


class File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A world's file."""

    instance: Instance = field(default_factory=Instance)
    user: tuple[User, ...] = ()
    group: tuple[Group, ...] = ()
    project: tuple[Project, ...] = ()
    token: tuple[_OfItsKind, ...] = ()
    package: tuple[Package, ...] = ()
    pypi: PyPI = field(default_factory=PyPI)


def schema() -> str:
    """Give the JSON schema of a world's file, as ``world.schema.json`` holds it."""
    table = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "World of a practice registry",
        **msgspec.json.schema(File),
    }
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"
