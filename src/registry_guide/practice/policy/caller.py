"""Who makes a request, once credentials are read."""

from dataclasses import dataclass

from registry_guide.practice.state.tokens import Token
from registry_guide.practice.world.vocabulary import TokenKind
from registry_guide.practice.world.world import User


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Nobody that GitLab knows; `because` says what was sent instead of a valid credential."""

    because: str = "no credentials were sent"

    def __str__(self) -> str:
        return "anonymous"


@dataclass(frozen=True, slots=True)
class Person:
    """A user, through a personal access token or an OAuth token."""

    user: User
    token: Token

    def __str__(self) -> str:
        return f"{self.user.username} ({_KINDS[self.token.kind]} {self.token.title!r})"


@dataclass(frozen=True, slots=True)
class Bot:
    """A project or group access token: a user of its own with one role at one place."""

    token: Token

    def __str__(self) -> str:
        return f"{_KINDS[self.token.kind]} {self.token.title!r}"


@dataclass(frozen=True, slots=True)
class Deploy:
    """A deploy token."""

    token: Token

    def __str__(self) -> str:
        return f"deploy token {self.token.user}"


@dataclass(frozen=True, slots=True)
class Job:
    """A CI job: its pipeline's user, from within its pipeline's project."""

    user: User
    token: Token

    @property
    def project(self) -> str:
        """The path of the project whose pipeline runs the job."""
        assert self.token.place is not None
        return self.token.place

    def __str__(self) -> str:
        return f"job token of {self.user.username} in {self.project}"


Caller = Anonymous | Person | Bot | Deploy | Job

_KINDS = {
    TokenKind.PERSONAL: "personal access token",
    TokenKind.PROJECT: "project access token",
    TokenKind.GROUP: "group access token",
    TokenKind.OAUTH: "OAuth token",
    TokenKind.DEPLOY: "deploy token",
    TokenKind.JOB: "job token",
}


def kind_label(kind: TokenKind) -> str:
    """Give the name of a kind of token in plain words."""
    return _KINDS[kind]
