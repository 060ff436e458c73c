"""Deploy tokens and access tokens of projects and groups: made, listed, shown and revoked.

Sources: `lib/api/deploy_tokens.rb`, `lib/api/resource_access_tokens.rb`, `app/services/resource_access_tokens/`,
`app/policies/`, and https://docs.gitlab.com/api/deploy_tokens/, .../project_access_tokens/, .../group_access_tokens/.
"""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange, Handler
from registry_guide.practice.api.rest import common, lists, params, token_form
from registry_guide.practice.api.rest.params import Param
from registry_guide.practice.policy.caller import Bot, Person
from registry_guide.practice.policy.policies import role_of
from registry_guide.practice.state.tokens import Token, TokenState, new_secret
from registry_guide.practice.world.vocabulary import Role, TokenKind
from registry_guide.practice.world.world import Group, Project, TokenSpec

_DEPLOY_LIST = (*lists.PAGE, Param("active", params.boolean))
_ACCESS_LIST = (
    Param("revoked", params.boolean),
    Param("state", params.text, values=("active", "inactive")),
    Param("search", params.text),
    Param("sort", params.text),
)
_NUMBER = Param("token_id", params.integer, required=True)
# Whose access tokens they are, and who looks after them: others see that there are none.
_LEAST = {TokenKind.PROJECT: Role.MAINTAINER, TokenKind.GROUP: Role.OWNER}


def deploy_list(*, of_group: bool) -> Handler:
    """Make the handler that lists the deploy tokens of a project or group."""

    async def handler(exchange: Exchange) -> Response:
        values = params.asked(exchange, *_DEPLOY_LIST)
        place = _place(exchange, Role.MAINTAINER, of_group=of_group)
        return _deploy_listed(exchange, values, place.path)

    return handler


async def every_deploy_token(exchange: Exchange) -> Response:
    """List the deploy tokens of the whole instance: administrators only."""
    values = params.asked(exchange, *_DEPLOY_LIST)
    caller = common.signed_in(exchange)
    if not isinstance(caller, Person) or not caller.user.admin:
        raise refusals.forbidden("only an administrator lists the deploy tokens of the instance")
    exchange.why = f"{caller} administers the instance"
    return _deploy_listed(exchange, values, None)


def deploy_make(*, of_group: bool) -> Handler:
    """Make the handler that makes a deploy token; its secret is shown this once."""

    async def handler(exchange: Exchange) -> Response:
        values = await params.read(exchange, *token_form.DEPLOY)
        place = _place(exchange, _keeper(of_group=of_group), of_group=of_group)
        return _made(exchange, token_form.read(TokenKind.DEPLOY, values, place=place))

    return handler


def deploy_show(*, of_group: bool) -> Handler:
    """Make the handler that shows a deploy token."""

    async def handler(exchange: Exchange) -> Response:
        values = params.asked(exchange, _NUMBER)
        place = _place(exchange, Role.MAINTAINER, of_group=of_group)
        return common.json_answer(_json(exchange, _deploy(exchange, place, values["token_id"])))

    return handler


def deploy_revoke(*, of_group: bool) -> Handler:
    """Make the handler that revokes a deploy token, of which nothing is left."""

    async def handler(exchange: Exchange) -> Response:
        values = params.asked(exchange, _NUMBER)
        place = _place(exchange, _keeper(of_group=of_group), of_group=of_group)
        exchange.registry.tokens.remove(_deploy(exchange, place, values["token_id"]))
        return common.no_content()

    return handler


def access_list(kind: TokenKind) -> Handler:
    """Make the handler that lists the access tokens of a project or group (`kind`)."""

    async def handler(exchange: Exchange) -> Response:
        common.signed_in(exchange)
        values = params.asked(exchange, *_ACCESS_LIST)
        place = _kept(exchange, kind)
        tokens = exchange.registry.tokens.listed(kind, place=place.path)
        found = [_json(exchange, token) for token in tokens if _wanted(token, values)]
        return lists.listed(exchange, values, found)

    return handler


def access_make(kind: TokenKind) -> Handler:
    """Make the handler that makes an access token; its secret is shown this once."""

    async def handler(exchange: Exchange) -> Response:
        caller = common.signed_in(exchange)
        values = await params.read(exchange, *token_form.ACCESS)
        place = _place(exchange, None, of_group=kind is TokenKind.GROUP)
        own = role_of(exchange.registry.world, caller, place)
        if not isinstance(caller, Person) or own is None or own < _LEAST[kind]:
            why = f"{caller} makes no {kind} access tokens" + (
                ": a token of a project or group makes no other" if isinstance(caller, Bot) else ""
            )
            raise refusals.bad_request(f"User does not have permission to create {kind} access token", why)
        role = Role(values["access_level"])
        if role is Role.OWNER and own < Role.OWNER:
            raise refusals.bad_request(
                "Could not provision owner access to project access token", f"{caller} is {own.label}"
            )
        return _made(exchange, token_form.read(kind, values, place=place, role=role))

    return handler


def access_show(kind: TokenKind) -> Handler:
    """Make the handler that shows an access token."""

    async def handler(exchange: Exchange) -> Response:
        common.signed_in(exchange)
        return common.json_answer(_json(exchange, _access(exchange, kind, _kept(exchange, kind))))

    return handler


def access_revoke(kind: TokenKind) -> Handler:
    """Make the handler that revokes an access token."""

    async def handler(exchange: Exchange) -> Response:
        caller = common.signed_in(exchange)
        place = _place(exchange, None, of_group=kind is TokenKind.GROUP)
        token = _access(exchange, kind, place)
        role = role_of(exchange.registry.world, caller, place)
        if role is None or role < _LEAST[kind]:
            name = caller.user.name if isinstance(caller, Person) else str(caller)
            raise refusals.bad_request(
                f"{name} cannot delete {token.title}", f"{caller} looks after no tokens of {place.path}"
            )
        exchange.registry.tokens.revoke(token)
        return common.no_content()

    return handler


def _place(exchange: Exchange, least: Role | None, *, of_group: bool) -> Project | Group:
    return common.group(exchange, least) if of_group else common.project(exchange, least)


def _keeper(*, of_group: bool) -> Role:
    """Give the least role that makes and revokes deploy tokens; a group's Maintainer only sees them."""
    return Role.OWNER if of_group else Role.MAINTAINER


def _kept(exchange: Exchange, kind: TokenKind) -> Project | Group:
    """Find a place whose access tokens the caller looks after; anybody else who sees the place is told 401."""
    place = _place(exchange, None, of_group=kind is TokenKind.GROUP)
    role = role_of(exchange.registry.world, exchange.caller, place)
    if role is None or role < _LEAST[kind]:
        held = role.label if role is not None else "not a member"
        raise refusals.message(
            401, "401 Unauthorized", f"{exchange.caller} is {held}; this needs {_LEAST[kind].label} of {place.path}"
        )
    return place


def _deploy_listed(exchange: Exchange, values: Mapping[str, Any], place: str | None) -> Response:
    tokens = exchange.registry.tokens.listed(TokenKind.DEPLOY, place=place)
    only = values.get("active")
    found = [_json(exchange, token) for token in tokens if not only or token.state is TokenState.ACTIVE]
    return lists.listed(exchange, values, found)


def _wanted(token: Token, values: Mapping[str, Any]) -> bool:
    active = {"active": True, "inactive": False}.get(values.get("state", ""))
    return (
        values.get("revoked", token.revoked) == token.revoked
        and (active is None or active == (token.state is TokenState.ACTIVE))
        and values.get("search", "").lower() in token.title.lower()
    )


def _deploy(exchange: Exchange, place: Project | Group, number: int) -> Token:
    token = exchange.registry.tokens.get("deploy", number)
    if token is None or token.place != place.path:
        raise refusals.record_not_found(f"{place.path} has no deploy token {number}")
    return token


def _access(exchange: Exchange, kind: TokenKind, place: Project | Group) -> Token:
    wanted = exchange.text("token_id")
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) <= 18 else 0
    token = exchange.registry.tokens.get("access", number)
    if token is None or token.kind is not kind or token.place != place.path:
        raise refusals.not_found(f"{place.path} has no access token {wanted!r}", f"{kind} Access Token")
    return token


def _made(exchange: Exchange, spec: TokenSpec) -> Response:
    secret = new_secret(spec.kind)
    token = exchange.registry.tokens.add(spec, secret)
    exchange.why = f"{exchange.why}; the token {token.title!r} is made, its secret shown this once"
    return common.json_answer({**_json(exchange, token), "token": secret}, 201)


def _json(exchange: Exchange, token: Token) -> dict[str, object]:
    shared = {
        "id": token.id,
        "name": token.title,
        "scopes": list(token.scopes),
        "revoked": token.revoked,
        "expires_at": token.expires_at,
    }
    if token.kind is TokenKind.DEPLOY:
        ends = f"{token.expires_at[:10]}T00:00:00.000Z" if token.expires_at is not None else None
        expired = token.state is TokenState.EXPIRED
        return {**shared, "username": token.user, "expires_at": ends, "expired": expired}
    place = exchange.registry.world.place(token.place or "")
    assert place is not None
    return {
        **shared,
        "active": token.state is TokenState.ACTIVE,
        "created_at": token.created_at,
        "description": None,
        "last_used_at": None,
        "user_id": 1_000_000 + token.id,
        "access_level": token.role,
        "resource_type": "group" if token.place_is_group else "project",
        "resource_id": place.id,
    }
