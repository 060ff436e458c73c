"""The addresses of the REST API's calls."""

from collections.abc import Iterator

from starlette.responses import Response

from registry_guide.practice.api.exchange import Address, Exchange, Handler
from registry_guide.practice.api.rest import changing, making, packages, places, rules, tokens
from registry_guide.practice.world.vocabulary import TokenKind

_API = "/api/v4"
_PROJECT = f"{_API}/projects/{{id}}"
_GROUP = f"{_API}/groups/{{id}}"


def _needs(permission: str, handler: Handler) -> Handler:
    """Name the permission that a fine-grained token would need for a call; without one GitLab knows none for it."""

    async def named(exchange: Exchange) -> Response:
        exchange.permission = permission
        return await handler(exchange)

    return named


def _tokens() -> Iterator[Address]:
    for base, kind in ((_PROJECT, TokenKind.PROJECT), (_GROUP, TokenKind.GROUP)):
        of_group = kind is TokenKind.GROUP
        deploy, access = f"{base}/deploy_tokens", f"{base}/access_tokens"
        yield Address("GET", deploy, _needs("read_deploy_token", tokens.deploy_list(of_group=of_group)))
        yield Address("POST", deploy, _needs("create_deploy_token", tokens.deploy_make(of_group=of_group)))
        yield Address(
            "GET", f"{deploy}/{{token_id}}", _needs("read_deploy_token", tokens.deploy_show(of_group=of_group))
        )
        yield Address(
            "DELETE", f"{deploy}/{{token_id}}", _needs("delete_deploy_token", tokens.deploy_revoke(of_group=of_group))
        )
        yield Address("GET", access, _needs("read_resource_access_token", tokens.access_list(kind)))
        yield Address("POST", access, _needs("create_resource_access_token", tokens.access_make(kind)))
        yield Address("GET", f"{access}/{{token_id}}", _needs("read_resource_access_token", tokens.access_show(kind)))
        yield Address(
            "DELETE", f"{access}/{{token_id}}", _needs("delete_resource_access_token", tokens.access_revoke(kind))
        )
    yield Address("GET", f"{_API}/deploy_tokens", _needs("read_deploy_token", tokens.every_deploy_token))


def _allowlists() -> Iterator[Address]:
    scope = f"{_PROJECT}/job_token_scope"
    yield Address("GET", scope, rules.job_scope)
    yield Address("PATCH", scope, rules.change_job_scope)
    for name, kind in (("allowlist", "project"), ("groups_allowlist", "group")):
        yield Address("GET", f"{scope}/{name}", rules.allowlist(kind))
        yield Address("POST", f"{scope}/{name}", rules.allow(kind))
        yield Address("DELETE", f"{scope}/{name}/{{target_{kind}_id}}", rules.disallow(kind))


REST = (
    Address("GET", f"{_API}/user", _needs("read_user", places.user)),
    Address("GET", f"{_API}/version", places.version),
    Address("GET", f"{_API}/projects", _needs("read_project", places.projects)),
    Address("POST", f"{_API}/projects", _needs("create_project", making.make_project)),
    Address("POST", f"{_API}/groups", _needs("create_group", making.make_group)),
    Address("GET", _PROJECT, _needs("read_project", places.project)),
    Address("GET", _GROUP, _needs("read_group", places.group)),
    Address("PUT", _PROJECT, _needs("update_project", changing.rename_project)),
    Address("PUT", _GROUP, _needs("update_group", changing.rename_group)),
    Address("POST", f"{_PROJECT}/archive", _needs("archive_project", changing.archiving(archived=True))),
    Address("POST", f"{_PROJECT}/unarchive", _needs("archive_project", changing.archiving(archived=False))),
    Address("DELETE", _PROJECT, _needs("delete_project", changing.removing("project"))),
    Address("DELETE", _GROUP, _needs("delete_group", changing.removing("group"))),
    Address("POST", f"{_PROJECT}/restore", _needs("restore_project", changing.restoring("project"))),
    Address("POST", f"{_GROUP}/restore", _needs("restore_group", changing.restoring("group"))),
    Address("GET", f"{_PROJECT}/packages", packages.project_packages),
    Address("GET", f"{_GROUP}/packages", packages.group_packages),
    Address("GET", f"{_PROJECT}/packages/protection/rules", rules.protection),
    Address("POST", f"{_PROJECT}/packages/protection/rules", rules.protect),
    Address("PATCH", f"{_PROJECT}/packages/protection/rules/{{package_protection_rule_id}}", rules.change_protection),
    Address("DELETE", f"{_PROJECT}/packages/protection/rules/{{package_protection_rule_id}}", rules.unprotect),
    Address("GET", f"{_PROJECT}/packages/{{package_id}}", packages.package),
    Address("DELETE", f"{_PROJECT}/packages/{{package_id}}", packages.delete_package),
    Address("GET", f"{_PROJECT}/packages/{{package_id}}/package_files", packages.package_files),
    Address("DELETE", f"{_PROJECT}/packages/{{package_id}}/package_files/{{package_file_id}}", packages.delete_file),
    *_tokens(),
    *_allowlists(),
)
