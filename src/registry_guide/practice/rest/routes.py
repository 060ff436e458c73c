"""The addresses of the REST API's calls."""

from collections.abc import Iterator

from registry_guide.practice.exchange import Address
from registry_guide.practice.rest import changing, making, packages, places, rules, tokens
from registry_guide.practice.vocabulary import TokenKind

_API = "/api/v4"
_PROJECT = f"{_API}/projects/{{id}}"
_GROUP = f"{_API}/groups/{{id}}"


def _tokens() -> Iterator[Address]:
    for base, kind in ((_PROJECT, TokenKind.PROJECT), (_GROUP, TokenKind.GROUP)):
        of_group = kind is TokenKind.GROUP
        deploy, access = f"{base}/deploy_tokens", f"{base}/access_tokens"
        yield Address("GET", deploy, tokens.deploy_list(of_group=of_group))
        yield Address("POST", deploy, tokens.deploy_make(of_group=of_group))
        yield Address("GET", f"{deploy}/{{token_id}}", tokens.deploy_show(of_group=of_group))
        yield Address("DELETE", f"{deploy}/{{token_id}}", tokens.deploy_revoke(of_group=of_group))
        yield Address("GET", access, tokens.access_list(kind))
        yield Address("POST", access, tokens.access_make(kind))
        yield Address("GET", f"{access}/{{token_id}}", tokens.access_show(kind))
        yield Address("DELETE", f"{access}/{{token_id}}", tokens.access_revoke(kind))
    yield Address("GET", f"{_API}/deploy_tokens", tokens.every_deploy_token)


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
    Address("POST", f"{_API}/projects", making.make_project),
    Address("POST", f"{_API}/groups", making.make_group),
    Address("GET", _PROJECT, places.project),
    Address("GET", _GROUP, places.group),
    Address("PUT", _PROJECT, changing.rename_project),
    Address("PUT", _GROUP, changing.rename_group),
    Address("POST", f"{_PROJECT}/archive", changing.archiving(archived=True)),
    Address("POST", f"{_PROJECT}/unarchive", changing.archiving(archived=False)),
    Address("DELETE", _PROJECT, changing.removing("project")),
    Address("DELETE", _GROUP, changing.removing("group")),
    Address("POST", f"{_PROJECT}/restore", changing.restoring("project")),
    Address("POST", f"{_GROUP}/restore", changing.restoring("group")),
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
