"""The closed sets of words that GitLab's access rules are made of."""

from enum import Enum, IntEnum, StrEnum


class Role(IntEnum):
    """A member's role; the numbers are GitLab's access levels (`Gitlab::Access`)."""

    GUEST = 10
    PLANNER = 15
    REPORTER = 20
    SECURITY_MANAGER = 25
    DEVELOPER = 30
    MAINTAINER = 40
    OWNER = 50
    ADMIN = 60

    @property
    def label(self) -> str:
        """The role as GitLab's pages spell it."""
        return self.name.replace("_", " ").capitalize()

    @classmethod
    def named(cls, name: str) -> "Role":
        """Take a role's name as worlds spell it (`"security manager"`); raise KeyError for any other word."""
        return cls[name.upper().replace(" ", "_")]


class Visibility(StrEnum):
    """Who may see a group or project at all."""

    PRIVATE = "private"
    INTERNAL = "internal"
    PUBLIC = "public"


class PackageAccess(StrEnum):
    """A project's package registry setting (`package_registry_access_level` in GitLab's project API)."""

    DISABLED = "disabled"
    PRIVATE = "private"
    ENABLED = "enabled"
    PUBLIC = "public"


class TokenKind(StrEnum):
    """The kinds of token that GitLab knows and this registry takes."""

    PERSONAL = "personal"
    PROJECT = "project"
    GROUP = "group"
    OAUTH = "oauth"
    DEPLOY = "deploy"
    JOB = "job"

    @property
    def prefix(self) -> str:
        """What a token of this kind begins with."""
        return _PREFIXES[self]


_PREFIXES = {
    TokenKind.PERSONAL: "glpat-",
    TokenKind.PROJECT: "glpat-",
    TokenKind.GROUP: "glpat-",
    TokenKind.OAUTH: "gloas-",
    TokenKind.DEPLOY: "gldt-",
    TokenKind.JOB: "glcbt-",
}


class Operation(Enum):
    """What a request wants, and what each kind of restricted token must hold for it."""

    READ = ("read_packages", "package:read", "read_pypi_package")
    DOWNLOAD = ("read_packages", "package:read", "download_pypi_package")
    CREATE = ("admin_packages", "package:create", "authorize_pypi_package")
    DELETE = ("admin_packages", "package:delete", "delete_package")

    def __init__(self, job_permission: str, granular_permission: str, named: str) -> None:
        self.job_permission = job_permission
        self.granular_permission = granular_permission
        # As GitLab's refusal of a fine-grained token names it.
        self.named = named


class JobReach(Enum):
    """How a job's project stands to the project that the job asks for."""

    SAME = "the job runs in this project"
    LISTED = "the project's job token allowlist has the job's project"
    OUTSIDE = "the project's job token allowlist does not have the job's project"
