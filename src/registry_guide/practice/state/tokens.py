"""Tokens as the registry keeps them: found by their secret, which itself is not kept."""

import hashlib
import hmac
import json
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum

from registry_guide.practice.world.vocabulary import Role, TokenKind
from registry_guide.practice.world.world import Granular, TokenSpec


class TokenState(Enum):
    """Whether a token may still be used."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


_FAMILIES = {TokenKind.DEPLOY: "deploy", TokenKind.JOB: "job"}


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret. `place` is the path of its project or group, if it belongs to one."""

    id: int
    kind: TokenKind
    title: str
    user: str | None
    place: str | None
    place_is_group: bool
    role: Role | None
    scopes: tuple[str, ...]
    granular: Granular | None
    created_at: str
    expires_at: str | None
    revoked: bool

    @property
    def state(self) -> TokenState:
        """Tell whether the token is active today; it is void from the day on that `expires_at` names."""
        if self.expires_at is not None and date.fromisoformat(self.expires_at[:10]) <= datetime.now(UTC).date():
            return TokenState.EXPIRED
        return TokenState.REVOKED if self.revoked else TokenState.ACTIVE


def now() -> str:
    """Give the time as GitLab's API writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_secret(kind: TokenKind) -> str:
    """Make a token of the kind's form: GitLab's prefix and random characters."""
    return kind.prefix + secrets.token_urlsafe(20)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


def _token(row: sqlite3.Row) -> Token:
    granular = json.loads(row["granular"]) if row["granular"] else None
    return Token(
        id=row["id"],
        kind=TokenKind(row["kind"]),
        title=row["title"],
        user=row["user"],
        place=row["place"],
        place_is_group=bool(row["place_is_group"]),
        role=Role(row["role"]) if row["role"] is not None else None,
        scopes=tuple(row["scopes"].split()),
        granular=Granular(**{key: tuple(names) for key, names in granular.items()}) if granular else None,
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked=bool(row["revoked"]),
    )


class Tokens:
    """The tokens in a database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, secret: str) -> Token | None:
        """Find the token, of any kind and state, that has this secret; none for one that is empty.

        The search is by digest, so its time tells nothing about the secrets that are kept.
        """
        if not secret:
            return None
        wanted = _digest(secret)
        row = self._connection.execute("SELECT * FROM token WHERE digest = ?", (wanted,)).fetchone()
        if row is None or not hmac.compare_digest(row["digest"], wanted):
            return None
        return _token(row)

    def names(self, name: str) -> bool:
        """Tell whether some token is called so, or has this username."""
        query = "SELECT 1 FROM token WHERE user = ? OR title = ? LIMIT 1"
        return self._connection.execute(query, (name, name)).fetchone() is not None

    def add(self, spec: TokenSpec, secret: str) -> Token:
        """Keep a new token; raises sqlite3.IntegrityError if another has the same secret."""
        family = _FAMILIES.get(spec.kind, "access")
        (number,) = self._connection.execute(
            "SELECT coalesce(max(id), 0) + 1 FROM token WHERE family = ?", (family,)
        ).fetchone()
        place = spec.project or spec.group
        granular = spec.granular
        fields = {
            "family": family,
            "id": number,
            "kind": spec.kind.value,
            "title": spec.title,
            "digest": _digest(secret),
            "user": spec.user or spec.username or self._username(spec, number),
            "place": place,
            "place_is_group": spec.group is not None,
            "role": spec.role,
            "scopes": " ".join(spec.scopes),
            "granular": None
            if granular is None
            else json.dumps(
                {"permissions": granular.permissions, "projects": granular.projects, "groups": granular.groups}
            ),
            "created_at": now(),
            "expires_at": spec.expires,
            "revoked": spec.revoked,
        }
        self._connection.execute(
            f"INSERT INTO token ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})",
            tuple(fields.values()),
        )
        token = self.get(family, number)
        assert token is not None
        return token

    @staticmethod
    def _username(spec: TokenSpec, number: int) -> str:
        """Give the username that GitLab makes for a token that is nobody's own."""
        if spec.kind is TokenKind.DEPLOY:
            return f"gitlab+deploy-token-{number}"
        return f"{spec.kind.value}_bot_{number}"

    def get(self, family: str, number: int) -> Token | None:
        """Find a token by its family (`access`, `deploy` or `job`) and id."""
        row = self._connection.execute("SELECT * FROM token WHERE family = ? AND id = ?", (family, number)).fetchone()
        return None if row is None else _token(row)

    def listed(self, kind: TokenKind, *, place: str | None = None) -> list[Token]:
        """List tokens of a kind, of one place if it is named, oldest first."""
        rows = self._connection.execute(
            "SELECT * FROM token WHERE kind = ? AND (? IS NULL OR place = ?)"
            " AND NOT (family = 'deploy' AND place IS NULL) ORDER BY id",
            (kind.value, place, place),
        )
        return [_token(row) for row in rows]

    def remove(self, token: Token) -> None:
        """Forget a token, as GitLab does with a deploy token that is revoked; its number is given to no other."""
        self._connection.execute(
            "UPDATE token SET revoked = 1, place = NULL WHERE family = ? AND id = ?",
            (_FAMILIES.get(token.kind, "access"), token.id),
        )

    def revoke(self, token: Token) -> None:
        """Make a token void."""
        self._connection.execute(
            "UPDATE token SET revoked = 1 WHERE family = ? AND id = ?",
            (_FAMILIES.get(token.kind, "access"), token.id),
        )
