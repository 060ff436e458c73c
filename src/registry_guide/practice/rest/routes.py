"""The addresses of the REST API's calls."""

from collections.abc import Iterator

from registry_guide.practice.exchange import Address
from registry_guide.practice.rest import making, packages, places, rules, tokens
from registry_guide.practice.vocabulary import TokenKind

_API = "/api/v4"
_PROJECT = f"{_API}/projects/{{id}}"
_GROUP = f"{_API}/groups/{{id}}"


def _tokens() -> Iterator[Address]:
    for base, of_group in ((_PROJECT, False), (_GROUP, True)):
        access = TokenKind.GROUP if of_group else TokenKind.PROJECT
        for name, kind in (("deploy_tokens", TokenKind.DEPLOY), ("access_tokens", access)):
            every, one = f"{base}/{name}", f"{base}/{name}/{{token_id}}"
            yield Address("GET", every, tokens.listing(kind, of_group=of_group))
            yield Address("POST", every, tokens.making(kind, of_group=of_group))
            yield Address("GET", one, tokens.showing(kind, of_group=of_group))
            yield Address("DELETE", one, tokens.revoking(kind, of_group=of_group))
        yield Address("POST", f"{base}/access_tokens/{{token_id}}/rotate", tokens.rotating(access, of_group=of_group))
    yield Address("GET", f"{_API}/deploy_tokens", tokens.every_deploy_token)
    personal = f"{_API}/personal_access_tokens"
    yield Address("GET", personal, tokens.personal_list)
    yield Address("GET", f"{personal}/{{token_id}}", tokens.personal_show)
    yield Address("DELETE", f"{personal}/{{token_id}}", tokens.personal_revoke)
    yield Address("POST", f"{personal}/{{token_id}}/rotate", tokens.personal_rotate)
    yield Address("POST", f"{_API}/users/{{user_id}}/personal_access_tokens", tokens.personal_make)


def _allowlists() -> Iterator[Address]:
    scope = f"{_PROJECT}/job_token_scope"
    yield Address("GET", scope, rules.job_scope)
    yield Address("PATCH", scope, rules.change_job_scope)
    for name, kind in (("allowlist", "project"), ("groups_allowlist", "group")):
        yield Address("GET", f"{scope}/{name}", rules.allowlist(kind))
        yield Address("POST", f"{scope}/{name}", rules.allow(kind))
        yield Address("DELETE", f"{scope}/{name}/{{target_{kind}_id}}", rules.disallow(kind))


REST = (
    Address("GET", f"{_API}/user", places.user),
    Address("GET", f"{_API}/version", places.version),
    Address("GET", f"{_API}/projects", places.projects),
    Address("POST", f"{_API}/projects", making.making("project")),
    Address("DELETE", _PROJECT, making.removing("project")),
    Address("POST", f"{_API}/groups", making.making("group")),
    Address("DELETE", _GROUP, making.removing("group")),
    Address("GET", _PROJECT, places.project),
    Address("GET", _GROUP, places.group),
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
