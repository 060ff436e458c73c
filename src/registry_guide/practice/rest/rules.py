"""Who may reach a project's packages: job token allowlist and protection rules.

Sources: https://docs.gitlab.com/api/project_job_token_scopes/, .../project_packages_protection_rules/.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from registry_guide.practice import answers
from registry_guide.practice.exchange import Exchange, Handler
from registry_guide.practice.protection import Rule
from registry_guide.practice.rest import common, places
from registry_guide.practice.vocabulary import Role

MOST_ENTRIES = 200
_PUSH = {Role.MAINTAINER, Role.OWNER, Role.ADMIN}
_DELETE = {Role.OWNER, Role.ADMIN}


async def job_scope(exchange: Exchange) -> Response:
    """Show whether the project's allowlist counts."""
    common.project(exchange, Role.MAINTAINER)
    return common.json_answer({"inbound_enabled": True, "outbound_enabled": False})


async def change_job_scope(exchange: Exchange) -> Response:
    """Have the allowlist count; that it does not is refused, since GitLab enforces it for the whole instance."""
    common.project(exchange, Role.MAINTAINER)
    values = await common.body(exchange)
    common.required(values, "enabled")
    enabled = {"true": True, "false": False}.get(str(values["enabled"]).lower())
    if enabled is None:
        raise answers.error(400, "enabled is invalid", "enabled is neither true nor false")
    if not enabled:
        text = (
            "Job token scope cannot be disabled for this project because it is enforced for the instance. "
            "Contact your administrator to modify this setting."
        )
        raise answers.bad_request(text, "the allowlist is enforced for the instance, as it is by default since 18.0")
    return common.no_content()


def allowlist(kind: str) -> Handler:
    """Make the handler that lists the projects or groups on the allowlist (`kind` is `project` or `group`)."""

    async def handler(exchange: Exchange) -> Response:
        project = common.project(exchange, Role.MAINTAINER)
        numbers = [entry.source for entry in exchange.registry.allowlists.entries(project) if entry.kind == kind]
        # A project's own jobs are always let in, and it stands on its own list.
        numbers += [project.id] if kind == "project" else []
        return common.listed(exchange, [_source(exchange, kind, number) for number in sorted(numbers)])

    return handler


def allow(kind: str) -> Handler:
    """Make the handler that puts a project or group on the allowlist."""

    async def handler(exchange: Exchange) -> Response:
        common.by_number(exchange)
        project = common.project(exchange, Role.MAINTAINER)
        values = await common.body(exchange)
        name = f"target_{kind}_id"
        common.required(values, name)
        world = exchange.registry.world
        wanted = str(values[name])
        source = (world.project if kind == "project" else world.group)(wanted) if wanted.isdecimal() else None
        if source is None:
            raise answers.not_found(f"there is no {kind} {wanted}", f"Target {kind.capitalize()}")
        if len(exchange.registry.allowlists.entries(project)) >= MOST_ENTRIES:
            text = f"400 Bad request - Target {kind} limit exceeded"
            raise answers.message(400, text, f"an allowlist has at most {MOST_ENTRIES} entries")
        try:
            exchange.registry.allowlists.add(project, kind, source.id)
        except sqlite3.IntegrityError as error:
            text = f"This {kind} is already in the job token allowlist."
            raise answers.bad_request(text, f"{source.path} is on the allowlist already") from error
        exchange.why = f"{exchange.why}; jobs of {source.path} may now reach {project.path}"
        body = {"source_project_id": project.id, name: source.id}
        return common.json_answer(body, 201)

    return handler


def disallow(kind: str) -> Handler:
    """Make the handler that takes a project or group off the allowlist."""

    async def handler(exchange: Exchange) -> Response:
        common.by_number(exchange)
        project = common.project(exchange, Role.MAINTAINER)
        source = common.number(exchange, f"target_{kind}_id")
        if not exchange.registry.allowlists.remove(project, kind, source):
            raise answers.not_found(f"{kind} {source} is not on the allowlist", f"Target {kind.capitalize()}")
        return common.no_content()

    return handler


async def protection(exchange: Exchange) -> Response:
    """List the protection rules."""
    project = common.project(exchange, Role.MAINTAINER)
    return common.listed(exchange, [_rule_json(rule) for rule in exchange.registry.protection.rules(project.id)])


async def protect(exchange: Exchange) -> Response:
    """Make a protection rule."""
    project = common.project(exchange, Role.MAINTAINER)
    values = await common.body(exchange)
    common.required(values, "package_name_pattern", "package_type")
    pattern = common.text_value(values, "package_name_pattern")
    _only_pypi(values)
    push = _level(values, "minimum_access_level_for_push", _PUSH)
    delete = _delete_level(exchange, values)
    if not pattern:
        raise _unprocessable("Package name pattern can't be blank")
    if push is None and delete is None:
        raise _unprocessable("A rule must have at least a minimum access role for push or delete.")
    try:
        rule = exchange.registry.protection.add(project.id, pattern, push, delete)
    except sqlite3.IntegrityError as error:
        raise _taken(pattern) from error
    exchange.why = f"{exchange.why}; {pattern!r} is now protected"
    return common.json_answer(_rule_json(rule), 201)


async def change_protection(exchange: Exchange) -> Response:
    """Change a protection rule."""
    rule = _found(exchange)
    values = await common.body(exchange)
    _only_pypi(values)
    changed = replace(rule, pattern=common.text_value(values, "package_name_pattern", rule.pattern))
    if "minimum_access_level_for_push" in values:
        changed = replace(changed, push=_level(values, "minimum_access_level_for_push", _PUSH))
    if "minimum_access_level_for_delete" in values:
        changed = replace(changed, delete=_delete_level(exchange, values))
    try:
        exchange.registry.protection.change(changed)
    except sqlite3.IntegrityError as error:
        raise _taken(changed.pattern) from error
    return common.json_answer(_rule_json(changed))


async def unprotect(exchange: Exchange) -> Response:
    """Drop a protection rule."""
    exchange.registry.protection.remove(_found(exchange))
    return common.no_content()


def _found(exchange: Exchange) -> Rule:
    project = common.project(exchange, Role.MAINTAINER)
    wanted = common.number(exchange, "package_protection_rule_id")
    for rule in exchange.registry.protection.rules(project.id):
        if rule.id == wanted:
            return rule
    raise answers.not_found(f"{project.path} has no rule {wanted}")


def _only_pypi(values: Mapping[str, Any]) -> None:
    if values.get("package_type", "pypi") != "pypi":
        text = "package_type does not have a valid value"
        raise answers.error(400, text, "the practice registry knows packages of the type pypi only")


def _level(values: Mapping[str, Any], name: str, allowed: set[Role]) -> Role | None:
    given = values.get(name)
    if given in (None, ""):
        return None
    for role in allowed:
        if role.name.lower() == given:
            return role
    raise answers.error(400, f"{name} does not have a valid value", f"{name} is none of the roles it may be")


def _taken(pattern: str) -> answers.Refusal:
    return _unprocessable(
        "Package name pattern has already been taken",
        "Pattern has already been taken",
        why=f"there is a rule for {pattern!r} already",
    )


def _unprocessable(*problems: str, why: str = "") -> answers.Refusal:
    body = json.dumps({"message": {"error": list(problems)}}, separators=(",", ":"))
    return answers.Refusal(422, body, why or problems[0])


def _delete_level(exchange: Exchange, values: Mapping[str, Any]) -> Role | None:
    """Give the role for deletion; without the flag packages_protected_packages_delete GitLab drops it."""
    role = _level(values, "minimum_access_level_for_delete", _DELETE)
    return role if exchange.registry.world.instance.protected_deletion else None


def _rule_json(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "project_id": rule.project,
        "package_name_pattern": rule.pattern,
        "package_type": "pypi",
        "minimum_access_level_for_delete": rule.delete.name.lower() if rule.delete is not None else None,
        "minimum_access_level_for_push": rule.push.name.lower() if rule.push is not None else None,
    }


def _source(exchange: Exchange, kind: str, number: int) -> dict[str, object]:
    world = exchange.registry.world
    found = (world.project if kind == "project" else world.group)(str(number))
    assert found is not None
    return places.in_brief(exchange, found)
