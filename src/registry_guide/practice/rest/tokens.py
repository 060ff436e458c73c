"""Deploy tokens and access tokens: made, listed, rotated and revoked.

Sources: https://docs.gitlab.com/api/deploy_tokens/, .../project_access_tokens/, .../group_access_tokens/,
.../personal_access_tokens/.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from registry_guide.practice import answers
from registry_guide.practice.access import role_of
from registry_guide.practice.caller import Anonymous, Bot, Person
from registry_guide.practice.exchange import Exchange, Handler
from registry_guide.practice.rest import common, tokenform
from registry_guide.practice.tokens import Token, TokenState, new_secret
from registry_guide.practice.vocabulary import Role, TokenKind
from registry_guide.practice.world import Group, Project, TokenSpec

_FAMILY = {TokenKind.DEPLOY: "deploy"}


def listing(kind: TokenKind, *, of_group: bool) -> Handler:
    """Make the handler that lists the tokens of a project or group."""

    async def handler(exchange: Exchange) -> Response:
        place = _place(exchange, kind, of_group=of_group)
        return common.listed(exchange, _active(exchange, exchange.registry.tokens.listed(kind, place=place.path)))

    return handler


def making(kind: TokenKind, *, of_group: bool) -> Handler:
    """Make the handler that makes a token of a project or group; its secret is shown this once."""

    async def handler(exchange: Exchange) -> Response:
        place = _place(exchange, kind, of_group=of_group)
        values = await common.body(exchange)
        common.required(values, "name", "scopes")
        role = None
        if kind is not TokenKind.DEPLOY:
            role = tokenform.role(values)
            own = role_of(exchange.registry.world, exchange.caller, place)
            if not isinstance(exchange.caller, Person):
                raise _may_not_make(kind, "a token of a project or group makes no other")
            tokenform.read(kind, values, place=place, role=role)
            if not common.text_value(values, "expires_at"):
                raise answers.bad_request("expires_at is missing", "an access token must have an end")
            if own is None or role > own:
                why = f"a token cannot have a higher role than its maker, who is {own.label if own else 'no member'}"
                raise _may_not_make(kind, why)
        return _made(exchange, tokenform.read(kind, values, place=place, role=role))

    return handler


def showing(kind: TokenKind, *, of_group: bool) -> Handler:
    """Make the handler that shows one token."""

    async def handler(exchange: Exchange) -> Response:
        return common.json_answer(_json(exchange, _of_place(exchange, kind, of_group=of_group)))

    return handler


def revoking(kind: TokenKind, *, of_group: bool) -> Handler:
    """Make the handler that revokes one token."""

    async def handler(exchange: Exchange) -> Response:
        token = _of_place(exchange, kind, of_group=of_group)
        if kind is TokenKind.DEPLOY:
            exchange.registry.tokens.remove(token)
        else:
            exchange.registry.tokens.revoke(token)
        return common.no_content()

    return handler


def rotating(kind: TokenKind, *, of_group: bool) -> Handler:
    """Make the handler that revokes a token and makes another like it."""

    async def handler(exchange: Exchange) -> Response:
        return await _rotated(exchange, _of_place(exchange, kind, of_group=of_group))

    return handler


async def every_deploy_token(exchange: Exchange) -> Response:
    """List the deploy tokens of the whole instance: administrators only."""
    caller = common.identify(exchange)
    if isinstance(caller, Anonymous):
        raise answers.message(401, "401 Unauthorized", caller.because)
    if not isinstance(caller, Person) or not caller.user.admin:
        raise answers.forbidden("only an administrator lists the deploy tokens of the instance")
    exchange.why = f"{caller} administers the instance"
    return common.listed(exchange, _active(exchange, exchange.registry.tokens.listed(TokenKind.DEPLOY)))


def _active(exchange: Exchange, tokens: list[Token]) -> list[dict[str, object]]:
    """Give tokens as JSON; with `active=true` or `state=active` the active ones alone."""
    query = exchange.request.query_params
    only = query.get("active", "").lower() in ("true", "1") or query.get("state") == "active"
    return [_json(exchange, token) for token in tokens if not only or token.state is TokenState.ACTIVE]


async def personal_list(exchange: Exchange) -> Response:
    """List the caller's own personal access tokens."""
    user = _person(exchange).user.username
    tokens = exchange.registry.tokens.listed(TokenKind.PERSONAL, user=user)
    return common.listed(exchange, [_json(exchange, token) for token in tokens])


async def personal_show(exchange: Exchange) -> Response:
    """Show one of the caller's tokens; `self` is the one that the call was made with."""
    return common.json_answer(_json(exchange, _own(exchange)))


async def personal_revoke(exchange: Exchange) -> Response:
    """Revoke one of the caller's tokens."""
    exchange.registry.tokens.revoke(_own(exchange))
    return common.no_content()


async def personal_rotate(exchange: Exchange) -> Response:
    """Rotate one of the caller's tokens."""
    return await _rotated(exchange, _own(exchange))


async def personal_make(exchange: Exchange) -> Response:
    """Make a personal access token for a user: administrators only."""
    caller = common.identify(exchange)
    wanted = common.number(exchange, "user_id")
    if isinstance(caller, Anonymous):
        raise answers.message(401, "401 Unauthorized", caller.because)
    if not isinstance(caller, Person) or not caller.user.admin:
        raise answers.forbidden("only an administrator makes personal access tokens for users by the API")
    found = next((user for user in exchange.registry.world.users if user.id == wanted), None)
    if found is None:
        raise answers.not_found(f"there is no user {wanted}", "User")
    values = await common.body(exchange)
    common.required(values, "name", "scopes")
    return _made(exchange, tokenform.read(TokenKind.PERSONAL, values, user=found.username))


def _place(exchange: Exchange, kind: TokenKind, *, of_group: bool) -> Project | Group:
    refused = 403 if kind is TokenKind.DEPLOY or exchange.request.method == "POST" else 401
    if of_group:
        return common.group(exchange, Role.OWNER if kind is not TokenKind.DEPLOY else Role.MAINTAINER, refused)
    return common.project(exchange, Role.MAINTAINER, refused)


def _may_not_make(kind: TokenKind, why: str) -> answers.Refusal:
    return answers.bad_request(f"User does not have permission to create {kind} access token", why)


def _of_place(exchange: Exchange, kind: TokenKind, *, of_group: bool) -> Token:
    place = _place(exchange, kind, of_group=of_group)
    token = exchange.registry.tokens.get(_FAMILY.get(kind, "access"), common.number(exchange, "token_id"))
    if token is None or token.kind is not kind or token.place != place.path:
        raise answers.not_found(f"{place.path} has no such token")
    return token


def _person(exchange: Exchange) -> Person:
    caller = common.identify(exchange)
    if not isinstance(caller, Person):
        raise answers.message(401, "401 Unauthorized", f"{caller} is no user with tokens of their own")
    exchange.why = f"{caller} asks about their own tokens"
    return caller


def _own(exchange: Exchange) -> Token:
    if exchange.text("token_id") == "self":
        caller = common.identify(exchange)
        if not isinstance(caller, Person | Bot):
            raise answers.message(401, "401 Unauthorized", "the call was made with no access token")
        exchange.why = f"{caller} asks about itself"
        return caller.token
    person = _person(exchange)
    token = exchange.registry.tokens.get("access", common.number(exchange, "token_id"))
    if token is None or token.kind is not TokenKind.PERSONAL or token.user != person.user.username:
        raise answers.not_found("the caller has no such token")
    return token


async def _rotated(exchange: Exchange, token: Token) -> Response:
    if token.state is not TokenState.ACTIVE:
        raise answers.message(400, "400 Bad request - Token already revoked", "a void token cannot be rotated")
    values = await common.body(exchange)
    expires = tokenform.expiry(values, datetime.now(UTC).date() + timedelta(days=7))
    exchange.registry.tokens.revoke(token)
    spec = TokenSpec(
        name=token.title,
        kind=token.kind,
        title=token.title,
        secret=None,
        user=token.user,
        project=None if token.place_is_group else token.place,
        group=token.place if token.place_is_group else None,
        role=token.role,
        scopes=token.scopes,
        username=None,
        expires=expires,
        revoked=False,
        granular=token.granular,
    )
    return _made(exchange, spec, status=200)


def _made(exchange: Exchange, spec: TokenSpec, status: int = 201) -> Response:
    secret = new_secret(spec.kind)
    token = exchange.registry.tokens.add(spec, secret)
    exchange.why = f"{exchange.why}; the token {token.title!r} is made, its secret shown this once"
    return common.json_answer({**_json(exchange, token), "token": secret}, status)


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
    world = exchange.registry.world
    owner = world.user(token.user or "")
    about = {
        **shared,
        "active": token.state is TokenState.ACTIVE,
        "created_at": token.created_at,
        "description": None,
        "last_used_at": None,
        "user_id": owner.id if owner is not None else 1_000_000 + token.id,
    }
    if token.place is None:
        return about
    find: Callable[[str], Project | Group | None] = world.group if token.place_is_group else world.project
    place = find(token.place)
    return {
        **about,
        "access_level": token.role,
        "resource_type": "group" if token.place_is_group else "project",
        "resource_id": place.id if place is not None else None,
    }
