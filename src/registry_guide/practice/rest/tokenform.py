"""What a call of the API says of a token that it makes: its name, scopes, role and last day.

Sources: https://docs.gitlab.com/api/deploy_tokens/, .../project_access_tokens/, .../group_access_tokens/,
.../personal_access_tokens/.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry_guide.practice import answers
from registry_guide.practice.rest import common
from registry_guide.practice.vocabulary import Role, TokenKind
from registry_guide.practice.world import Group, Project, TokenSpec

LONGEST = timedelta(days=365)
_DEPLOY_SCOPES = {
    "read_repository",
    "read_registry",
    "write_registry",
    "read_package_registry",
    "write_package_registry",
    "read_virtual_registry",
    "write_virtual_registry",
}
_ACCESS_SCOPES = {
    "api",
    "read_api",
    "read_repository",
    "write_repository",
    "read_registry",
    "write_registry",
    "read_virtual_registry",
    "write_virtual_registry",
    "create_runner",
    "manage_runner",
    "ai_features",
    "k8s_proxy",
    "self_rotate",
}
_PERSONAL_SCOPES = {*_ACCESS_SCOPES, "read_user"}


def read(
    kind: TokenKind,
    values: Mapping[str, Any],
    *,
    place: Project | Group | None = None,
    role: Role | None = None,
    user: str | None = None,
) -> TokenSpec:
    """Give the token that a call's values ask for; raise the answer that refuses them."""
    scopes = common.comma_list(values["scopes"])
    known = _PERSONAL_SCOPES if kind is TokenKind.PERSONAL else _ACCESS_SCOPES
    if kind is TokenKind.DEPLOY:
        known = _DEPLOY_SCOPES
    if not scopes or not set(scopes) <= known:
        raise answers.error(400, "scopes does not have a valid value", f"scopes are of {', '.join(sorted(known))}")
    default = None if kind is TokenKind.DEPLOY else datetime.now(UTC).date() + LONGEST
    title = common.text_value(values, "name")
    return TokenSpec(
        name=title,
        kind=kind,
        title=title,
        secret=None,
        user=user,
        project=place.path if isinstance(place, Project) else None,
        group=place.path if isinstance(place, Group) else None,
        role=role,
        scopes=tuple(scopes),
        username=common.text_value(values, "username") or None,
        expires=expiry(values, default),
        revoked=False,
        granular=None,
    )


def expiry(values: Mapping[str, Any], default: date | None) -> str | None:
    """Give the last day that a call's values ask for, in ISO form; raise the answer that refuses it."""
    given = common.text_value(values, "expires_at")
    if not given:
        return default.isoformat() if default is not None else None
    try:
        expires = date.fromisoformat(given[:10])
    except ValueError as error:
        raise answers.error(400, "expires_at is invalid", "expires_at is no date") from error
    today = datetime.now(UTC).date()
    if default is not None and expires > today + LONGEST:
        text = f"Expiration date must be before {today + LONGEST}"
        raise answers.bad_request(text, "an access token lasts at most 365 days")
    return expires.isoformat()


def role(values: Mapping[str, Any]) -> Role:
    """Give the role that a call's values ask for, Maintainer if none; raise the answer that refuses it."""
    given = values.get("access_level", Role.MAINTAINER)
    try:
        found = Role(int(given))
    except (TypeError, ValueError) as error:
        raise answers.error(400, "access_level does not have a valid value", "no such role") from error
    if found is Role.ADMIN:
        raise answers.error(400, "access_level does not have a valid value", "no such role")
    return found
