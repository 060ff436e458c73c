"""What a call of the API says of a token that it makes: its name, scopes, role and last day.

Sources: `lib/api/deploy_tokens.rb`, `lib/api/resource_access_tokens.rb`, `lib/gitlab/auth.rb`, and
https://docs.gitlab.com/api/deploy_tokens/, .../project_access_tokens/, .../group_access_tokens/.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry_guide.practice import refusals
from registry_guide.practice.api.rest import params
from registry_guide.practice.api.rest.params import Param
from registry_guide.practice.world.vocabulary import Role, TokenKind
from registry_guide.practice.world.world import Group, Project, TokenSpec

LONGEST = timedelta(days=365)
_DEPLOY_SCOPES = (
    "read_repository",
    "read_registry",
    "write_registry",
    "read_package_registry",
    "write_package_registry",
    "read_virtual_registry",
    "write_virtual_registry",
)
_ACCESS_SCOPES = (
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
)
# In the order in which GitLab declares them, which is that of its refusals.
DEPLOY = (
    Param("name", params.text, required=True),
    Param("scopes", params.comma_list, required=True, values=_DEPLOY_SCOPES),
    Param("expires_at", params.day),
    Param("username", params.text),
)
ACCESS = (
    Param("name", params.text, required=True),
    Param("scopes", params.array, required=True, values=_ACCESS_SCOPES),
    Param("expires_at", params.day),
    Param(
        "access_level",
        params.integer,
        values=tuple(int(role) for role in Role if role not in (Role.ADMIN, Role.SECURITY_MANAGER)),
        default=int(Role.MAINTAINER),
    ),
)


def read(kind: TokenKind, values: Mapping[str, Any], *, place: Project | Group, role: Role | None = None) -> TokenSpec:
    """Give the token that a call's values ask for; raise the answer that refuses them."""
    expires = values.get("expires_at")
    if not values["scopes"]:
        text = "Scopes can't be blank"
        if kind is TokenKind.DEPLOY:
            raise refusals.message(400, text, "a token needs a scope")
        raise refusals.bad_request(text, "a token needs a scope")
    if kind is not TokenKind.DEPLOY:
        _check_end(expires)
    return TokenSpec(
        name=values["name"],
        kind=kind,
        title=values["name"],
        secret=None,
        user=None,
        project=place.path if isinstance(place, Project) else None,
        group=place.path if isinstance(place, Group) else None,
        role=role,
        scopes=tuple(values["scopes"]),
        username=values.get("username") or None,
        expires=expires.isoformat() if expires is not None else None,
        revoked=False,
        granular=None,
    )


def _check_end(expires: date | None) -> None:
    if expires is None:
        raise refusals.bad_request("expires_at is missing", "an access token must have an end")
    last = datetime.now(UTC).date() + LONGEST
    if expires > last:
        text = f"Expiration date must be before {last}"
        raise refusals.bad_request(text, "an access token lasts at most 365 days")
