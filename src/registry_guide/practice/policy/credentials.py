"""Find the caller of a request from its credentials, in the order and with the errors of GitLab.

The rules are those of `lib/api/api_guard.rb` and `lib/gitlab/auth/auth_finders.rb`: deploy token, then access
token, then job token. A username counts for job tokens only.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass

from registry_guide.practice import refusals
from registry_guide.practice.policy.caller import Anonymous, Bot, Caller, Deploy, Job, Person, kind_label
from registry_guide.practice.state.tokens import Token, Tokens, TokenState
from registry_guide.practice.world.vocabulary import TokenKind
from registry_guide.practice.world.world import User, World

JOB_USERNAME = "gitlab-ci-token"

# Names that clients and documents send, and that are nobody's.
_COMMON = {JOB_USERNAME, "__token__", "oauth2", "token"}

_ACCESS_KINDS = {TokenKind.PERSONAL, TokenKind.PROJECT, TokenKind.GROUP}


@dataclass(frozen=True, slots=True)
class Sent:
    """The credentials as they were sent, each by its carrier; `basic`: there is an Authorization of that kind."""

    basic: bool = False
    username: str = ""
    password: str = ""
    bearer: str = ""
    private_token: str = ""
    deploy_token: str = ""
    job_token: bool = False


def sent(headers: Mapping[str, str], query: Mapping[str, str]) -> Sent:
    """Take a request's headers (names in small letters) and query; what cannot be read counts as not sent."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    username = password = bearer = ""
    basic = scheme.lower() == "basic"
    if basic:
        username, _, password = _loose_base64(value.strip()).decode("utf-8", "surrogateescape").partition(":")
    elif scheme.lower() == "bearer":
        bearer = value.strip()
    return Sent(
        basic=basic,
        username=username,
        password=password,
        # In the order of Doorkeeper's `access_token_methods`.
        bearer=query.get("access_token") or bearer or query.get("bearer_token", ""),
        private_token=query.get("private_token") or headers.get("private-token", ""),
        deploy_token=headers.get("deploy-token", ""),
        job_token="job-token" in headers or "job_token" in query,
    )


def _loose_base64(text: str) -> bytes:
    """Decode as Ruby's `Base64.decode64` does: other letters are passed over, and padding may be missing."""
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text.partition("=")[0])
    return base64.b64decode(letters[: len(letters) - (len(letters) % 4 == 1)] + "==")


class Authenticator:
    """Finds callers among the tokens and users of a registry."""

    def __init__(self, world: World, tokens: Tokens) -> None:
        self._world = world
        self._tokens = tokens

    def caller(self, given: Sent, scopes: tuple[str, ...]) -> Caller:
        """Find the caller; `scopes` are those of which an access token needs one.

        Of several credentials the first of these counts: a deploy token (in Basic, where there is one), a running
        job's as Bearer, an OAuth token, an access token in the parameter, the header, as Bearer, by Basic, a job's by
        Basic. Raises RefusalError for a credential that GitLab refuses whatever is asked for, public or not.
        """
        deploy = self._active(given.password if given.basic else given.deploy_token or given.bearer, TokenKind.DEPLOY)
        if deploy is not None:
            return Deploy(deploy)
        job = self._active(given.bearer, TokenKind.JOB)
        if job is not None:
            return self._job(job)
        found = self._access(given, scopes, realm=True)
        if found is not None:
            return found
        if given.password:
            return self._basic(given.username, given.password, scopes)
        return Anonymous(self._because(given))

    def _active(self, secret: str, kind: TokenKind) -> Token | None:
        token = self._tokens.find(secret)
        return token if token and token.kind is kind and token.state is TokenState.ACTIVE else None

    def _access(self, given: Sent, scopes: tuple[str, ...], *, realm: bool) -> Caller | None:
        """Find who sent an access token by another carrier than Basic, or None; raises a 401 for an unknown one.

        What begins as a job token is passed over (`find_personal_access_token`).
        """
        oauth = self._tokens.find(given.bearer)
        if oauth is not None and oauth.kind is TokenKind.OAUTH:
            return self._checked(oauth, scopes)
        secret = given.private_token or given.bearer
        if not secret or secret.startswith(TokenKind.JOB.prefix):
            return None
        token = self._tokens.find(secret)
        if token is None or token.kind not in _ACCESS_KINDS:
            carrier = "PRIVATE-TOKEN" if given.private_token else "Authorization: Bearer"
            why = f"{carrier} holds no access token that GitLab knows"
            raise refusals.unauthorized(why) if realm else refusals.message(401, "401 Unauthorized", why)
        return self._checked(token, scopes)

    def api_caller(self, given: Sent, job_token: str, scopes: tuple[str, ...]) -> Caller:
        """Find the caller of the REST API beside the PyPI endpoints: Basic and deploy tokens do not count.

        `job_token` is the JOB-TOKEN header of an address that takes one, else empty.
        """
        job = self._active(given.bearer, TokenKind.JOB)
        if job is not None:
            return self._job(job)
        found = self._access(given, scopes, realm=False)
        if found is not None:
            return found
        if job_token:
            return self._job(self._tokens.find(job_token))
        carried = "Basic" if given.password else "a Deploy-Token header" if given.deploy_token else ""
        return Anonymous(f"{carried} counts at the package registry's addresses only" if carried else "")

    def counted_as(self, given: Sent) -> str:
        """Name whom a rate limit counts a request for: the user or token, or nothing for an address."""
        for secret in (given.private_token, given.bearer, given.password, given.deploy_token):
            token = self._tokens.find(secret)
            if token is not None and token.state is TokenState.ACTIVE:
                return f"{token.kind} {token.user}"
        return ""

    def _basic(self, username: str, password: str, scopes: tuple[str, ...]) -> Caller:
        token = self._tokens.find(password)
        if token is not None and token.kind in _ACCESS_KINDS:
            return self._checked(token, scopes)
        if username == JOB_USERNAME:
            return self._job(token)
        return Anonymous(_unknown(self._named(username), token))

    def _named(self, username: str) -> str:
        """Give a username as the log may show it: one that is no name known here may be a token in the wrong place."""
        if username in _COMMON or self._world.user(username) is not None or self._tokens.names(username):
            return repr(username)
        return "that was sent" if username else "''"

    def _checked(self, token: Token, scopes: tuple[str, ...]) -> Caller:
        label = f"the {kind_label(token.kind)} {token.title!r}"
        _check_state(token, label)
        user = None
        if token.kind not in (TokenKind.PROJECT, TokenKind.GROUP):
            user = self._user(token, f"{label} belongs to a user that is gone")
        if token.granular is None and not set(token.scopes) & set(scopes):
            raise refusals.insufficient_scope(
                f"{label} has the scopes {', '.join(token.scopes) or 'none'}; this needs {' or '.join(scopes)}",
            )
        return Bot(token) if user is None else Person(user, token)

    def _user(self, token: Token, gone: str) -> User:
        """Find the user of a token; `gone` says that there is none any more."""
        user = self._world.user(token.user or "")
        if user is None:
            raise refusals.unauthorized(gone)
        if user.blocked:
            raise refusals.forbidden(f"the user {user.username} is blocked", "Your account has been blocked.")
        return user

    def _job(self, token: Token | None) -> Caller:
        if token is None or token.kind is not TokenKind.JOB:
            raise refusals.unauthorized(
                f"the username {JOB_USERNAME} came with no job token that GitLab knows; "
                "this is refused even where anybody may read"
            )
        if token.state is not TokenState.ACTIVE:
            raise refusals.unauthorized("the job has ended, and its token with it")
        return Job(self._user(token, "the job's user is gone"), token)

    def _because(self, given: Sent) -> str:
        if given.job_token:
            return "a JOB-TOKEN header or parameter is ignored by the package registry for PyPI"
        if given.deploy_token:
            return "the Deploy-Token header holds no active deploy token"
        if given.bearer or given.private_token:
            return "what begins as a job token, and is none of a running job, is passed over"
        if given.username:
            return f"the username {self._named(given.username)} came without a password"
        return "no credentials were sent"


def _check_state(token: Token, label: str) -> None:
    """Raise a 401 for an access token that is void."""
    if token.state is TokenState.EXPIRED:
        raise refusals.invalid_token(
            "Token is expired. You can either do re-authorization or token refresh.",
            f"{label} expired on {token.expires_at}; a void token is refused even where anybody may read",
        )
    if token.state is TokenState.REVOKED:
        raise refusals.invalid_token(
            "Token was revoked. You have to re-authorize from the user.",
            f"{label} was revoked; a void token is refused even where anybody may read",
        )


def _unknown(username: str, token: Token | None) -> str:
    """Say why a Basic credential makes its sender anonymous."""
    if token is None:
        return f"the password sent with the username {username} is no token that GitLab knows"
    if token.kind is TokenKind.JOB:
        return f"a job token under the username {username}: a job token counts under {JOB_USERNAME} only"
    if token.kind is TokenKind.DEPLOY:
        return f"the deploy token {token.user} is {token.state.value}"
    return f"an {kind_label(token.kind)} counts as Authorization: Bearer only"
