"""Who may reach a project's packages: job token allowlist and protection rules.

Sources: `lib/api/project_job_token_scope.rb`, `app/services/ci/job_token_scope/`,
`lib/api/project_packages_protection_rules.rb`, `app/models/packages/protection/rule.rb`, and
https://docs.gitlab.com/api/project_job_token_scopes/, .../project_packages_protection_rules/.
"""

import json
import sqlite3
from dataclasses import replace

from starlette.responses import Response

from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange, Handler
from registry_guide.practice.api.rest import common, lists, params, place_form
from registry_guide.practice.api.rest.params import Param
from registry_guide.practice.policy import policies
from registry_guide.practice.state.protection import Rule
from registry_guide.practice.world.vocabulary import JobReach, Role
from registry_guide.practice.world.world import Group, Project

MOST_ENTRIES = 200
_TYPES = ("pypi", "conan", "generic", "helm", "maven", "npm", "nuget")
_PUSH = ("maintainer", "owner", "admin")
_DELETE = ("owner", "admin")
_ROLES = (
    Param("minimum_access_level_for_delete", params.text, values=("", *_DELETE)),
    Param("minimum_access_level_for_push", params.text, values=("", *_PUSH)),
)
_RULE = (
    Param("package_name_pattern", params.text, required=True),
    Param("package_type", params.text, required=True, values=_TYPES),
    *_ROLES,
)
_CHANGED = (
    Param("package_protection_rule_id", params.integer, required=True),
    Param("package_name_pattern", params.text),
    Param("package_type", params.text, values=_TYPES),
    *_ROLES,
)


async def job_scope(exchange: Exchange) -> Response:
    """Show whether the project's allowlist counts."""
    common.signed_in(exchange)
    common.project(exchange, Role.MAINTAINER)
    return common.json_answer({"inbound_enabled": True, "outbound_enabled": False})


async def change_job_scope(exchange: Exchange) -> Response:
    """Have the allowlist count; that it does not is refused, since GitLab enforces it for the whole instance."""
    common.signed_in(exchange)
    values = await params.read(exchange, Param("enabled", params.boolean, required=True, filled=True))
    common.project(exchange, Role.MAINTAINER)
    if not values["enabled"]:
        text = (
            "Job token scope cannot be disabled for this project because it is enforced for the instance. "
            "Contact your administrator to modify this setting."
        )
        raise refusals.bad_request(text, "the allowlist is enforced for the instance, as it is by default since 18.0")
    return common.no_content()


def allowlist(kind: str) -> Handler:
    """Make the handler that lists the projects or groups on the allowlist (`kind` is `project` or `group`)."""

    async def handler(exchange: Exchange) -> Response:
        common.signed_in(exchange)
        values = params.asked(exchange, *lists.PAGE)
        project = common.project(exchange, Role.MAINTAINER)
        numbers = [entry.source for entry in exchange.registry.allowlists.entries(project) if entry.kind == kind]
        # A project's own jobs are always let in, and it stands on its own list.
        numbers += [project.id] if kind == "project" else []
        return lists.listed(exchange, values, sorted(numbers), lambda number: _brief(exchange, kind, number))

    return handler


def allow(kind: str) -> Handler:
    """Make the handler that puts a project or group on the allowlist."""

    async def handler(exchange: Exchange) -> Response:
        caller = common.signed_in(exchange)
        name = f"target_{kind}_id"
        values = await params.read(exchange, params.NUMBERED, Param(name, params.integer, required=True, filled=True))
        project = common.project(exchange, Role.MAINTAINER)
        source = _source(exchange, kind, values[name])
        if source is None:
            raise refusals.not_found(f"there is no {kind} {values[name]}", f"{name} not found")
        world = exchange.registry.world
        seen = (
            policies.read_project(world, caller, source, JobReach.OUTSIDE)
            if isinstance(source, Project)
            else policies.read_group(world, caller, source)
        )
        if not seen:
            text = (
                f"The target_{kind} that you are attempting to access does not exist "
                "or you don't have permission to perform this action"
            )
            raise refusals.bad_request(text, seen.why)
        if len(exchange.registry.allowlists.entries(project)) >= MOST_ENTRIES:
            text = f"Target {kind} limit exceeded"
            raise refusals.bad_request(text, f"an allowlist has at most {MOST_ENTRIES} entries")
        try:
            if source == project:
                raise refusals.bad_request(
                    "Validation failed: Target project can't be the same as the source project", "it is let in anyhow"
                )
            exchange.registry.allowlists.add(project, kind, source.id)
        except sqlite3.IntegrityError as error:
            text = f"This {kind} is already in the job token allowlist."
            raise refusals.bad_request(text, f"{source.path} is on the allowlist already") from error
        exchange.why = f"{exchange.why}; jobs of {source.path} may now reach {project.path}"
        return common.json_answer({"source_project_id": project.id, name: source.id}, 201)

    return handler


def disallow(kind: str) -> Handler:
    """Make the handler that takes a project or group off the allowlist."""

    async def handler(exchange: Exchange) -> Response:
        caller = common.signed_in(exchange)
        name = f"target_{kind}_id"
        number = params.asked(exchange, params.NUMBERED, Param(name, params.integer, required=True, filled=True))[name]
        # What is to be taken off is looked for first, and a project as one that the caller sees.
        source = _source(exchange, kind, number)
        world = exchange.registry.world
        if isinstance(source, Project) and not policies.read_project(world, caller, source, JobReach.OUTSIDE):
            source = None
        if source is None:
            raise refusals.not_found(
                f"there is no {kind} {number}", "Project" if kind == "project" else f"{name} not found"
            )
        project = common.project(exchange)
        role = policies.role_of(world, caller, project)
        if role is None or role < Role.MAINTAINER:
            raise refusals.forbidden(
                f"{caller} is no Maintainer of {project.path}", "Insufficient permissions to modify the job token scope"
            )
        if source == project:
            text = "Source project cannot be removed from the job token scope"
            raise refusals.bad_request(text, "a project's own jobs are always let in")
        if not exchange.registry.allowlists.remove(project, kind, number):
            text = f"Target {kind} is not in the job token scope"
            raise refusals.bad_request(text, f"{source.path} is not on the allowlist")
        return common.no_content()

    return handler


async def protection(exchange: Exchange) -> Response:
    """List the protection rules: all of them, for they come in no pages."""
    project = _protected(exchange)
    return common.json_answer([_rule_json(rule) for rule in exchange.registry.protection.rules(project.id)])


async def protect(exchange: Exchange) -> Response:
    """Make a protection rule."""
    values = await params.read(exchange, *_RULE)
    project = _protected(exchange)
    _only_pypi(values["package_type"])
    rule = _checked(exchange, Rule(0, project.id, values["package_name_pattern"], *_roles(exchange, values)))
    try:
        rule = exchange.registry.protection.add(project.id, rule.pattern, rule.push, rule.delete)
    except sqlite3.IntegrityError as error:
        raise _taken(rule.pattern) from error
    exchange.why = f"{exchange.why}; {rule.pattern!r} is now protected"
    return common.json_answer(_rule_json(rule), 201)


async def change_protection(exchange: Exchange) -> Response:
    """Change a protection rule."""
    values = await params.read(exchange, *_CHANGED)
    rule = _found(exchange, _protected(exchange), values["package_protection_rule_id"])
    _only_pypi(values.get("package_type", "pypi"))
    push, delete = _roles(exchange, values)
    changed = _checked(
        exchange,
        replace(
            rule,
            pattern=values.get("package_name_pattern", rule.pattern),
            push=push if "minimum_access_level_for_push" in values else rule.push,
            delete=delete if "minimum_access_level_for_delete" in values else rule.delete,
        ),
    )
    try:
        exchange.registry.protection.change(changed)
    except sqlite3.IntegrityError as error:
        raise _taken(changed.pattern) from error
    return common.json_answer(_rule_json(changed))


async def unprotect(exchange: Exchange) -> Response:
    """Drop a protection rule."""
    values = params.asked(exchange, _CHANGED[0])
    exchange.registry.protection.remove(_found(exchange, _protected(exchange), values["package_protection_rule_id"]))
    return common.no_content()


def _protected(exchange: Exchange) -> Project:
    """Find a project whose packages the caller administers."""
    common.signed_in(exchange)
    project = common.project(exchange)
    allowed = policies.destroy_package(exchange.registry.world, exchange.caller, project, JobReach.SAME)
    if not allowed:
        raise refusals.forbidden(allowed.why)
    exchange.why = allowed.why
    return project


def _found(exchange: Exchange, project: Project, wanted: int) -> Rule:
    for rule in exchange.registry.protection.rules(project.id):
        if rule.id == wanted:
            return rule
    raise refusals.record_not_found(f"{project.path} has no rule {wanted}")


def _only_pypi(package_type: str) -> None:
    if package_type != "pypi":
        text = "package_type does not have a valid value"
        raise refusals.error(400, text, "the practice registry knows packages of the type pypi only")


def _roles(exchange: Exchange, values: dict[str, str]) -> tuple[Role | None, Role | None]:
    """Give the roles for push and deletion; without packages_protected_packages_delete there is none for the latter."""
    push, delete = (values.get(f"minimum_access_level_for_{what}") for what in ("push", "delete"))
    counts = exchange.registry.world.instance.protected_deletion
    return Role.named(push) if push else None, Role.named(delete) if delete and counts else None


def _checked(exchange: Exchange, rule: Rule) -> Rule:
    problems = []
    if not rule.pattern.strip():
        problems.append("Package name pattern can't be blank")
    if len(rule.pattern) > 255:
        problems.append("Package name pattern is too long (maximum is 255 characters)")
    if rule.push is None and rule.delete is None:
        problems.append("A rule must have at least a minimum access role for push or delete.")
    if problems:
        raise _unprocessable(*problems)
    return rule


def _taken(pattern: str) -> refusals.RefusalError:
    return _unprocessable(
        "Package name pattern has already been taken",
        "Pattern has already been taken",
        why=f"there is a rule for {pattern!r} already",
    )


def _unprocessable(*problems: str, why: str = "") -> refusals.RefusalError:
    body = json.dumps({"message": {"error": list(problems)}}, separators=(",", ":"))
    return refusals.RefusalError(422, body, why or problems[0])


def _rule_json(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "project_id": rule.project,
        "package_name_pattern": rule.pattern,
        "package_type": "pypi",
        "minimum_access_level_for_delete": rule.delete.name.lower() if rule.delete is not None else None,
        "minimum_access_level_for_push": rule.push.name.lower() if rule.push is not None else None,
    }


def _source(exchange: Exchange, kind: str, number: int) -> Project | Group | None:
    world = exchange.registry.world
    return (world.project if kind == "project" else world.group)(str(number))


def _brief(exchange: Exchange, kind: str, number: int) -> dict[str, object]:
    found = _source(exchange, kind, number)
    assert found is not None
    return place_form.in_brief(exchange, found)
