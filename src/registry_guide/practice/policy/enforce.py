"""Whether a request may do what it asks for: GitLab's order of checks, which decides between 401, 403 and 404.

Sources: `lib/api/pypi_packages.rb`, `lib/api/helpers/packages/basic_auth_helpers.rb`,
`lib/api/helpers/packages_helpers.rb`, `app/policies/`, `lib/ci/job_token/`.
"""

from dataclasses import dataclass

from registry_guide.practice import refusals
from registry_guide.practice.policy import policies
from registry_guide.practice.policy.caller import Anonymous, Bot, Caller, Deploy, Job, Person
from registry_guide.practice.state.registry import Registry
from registry_guide.practice.world.vocabulary import JobReach, Operation, PackageAccess, Visibility
from registry_guide.practice.world.world import SEEN, Granular, Group, Project

READ_SCOPES = ("api", "read_api")
WRITE_SCOPES = ("api",)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Permission that was given: `why` is the reason for the request log."""

    why: str
    reach: JobReach = JobReach.SAME


def find_project(registry: Registry, reference: str) -> Project:
    """Find a project by id or path; raises a 404 that is the same for everybody."""
    project = registry.world.project(reference)
    if project is None:
        raise refusals.not_found(f"there is no project {reference!r}; GitLab says so to everybody")
    return project


def find_group(registry: Registry, reference: str) -> Group:
    """Find a group by id or path; raises a 404 that is the same for everybody."""
    group = registry.world.group(reference)
    if group is None:
        user = registry.world.user(reference)
        what = "is a user's namespace, not a group" if user else "is no group"
        raise refusals.not_found(f"{reference!r} {what}; GitLab says so to everybody")
    return group


def read(registry: Registry, caller: Caller, project: Project, operation: Operation = Operation.READ) -> Allowed:
    """Let a caller read a project's packages, or raise the refusal."""
    reach, permissions = _reach(registry, caller, project)
    granular(caller, project, operation)
    verdict = policies.read_package(registry.world, caller, project, reach)
    if not verdict:
        visible = policies.read_project(registry.world, caller, project, reach)
        if visible:
            raise refusals.forbidden(verdict.why)
        raise _unseen(caller, visible.why)
    if not _open_to_all(project):
        _job_policy(registry, caller, project, reach, permissions, operation)
    return Allowed(verdict.why, reach)


def create(registry: Registry, caller: Caller, project: Project) -> Allowed:
    """Let a caller publish to a project, or raise the refusal."""
    return _write(registry, caller, project, Operation.CREATE)


def delete(registry: Registry, caller: Caller, project: Project) -> Allowed:
    """Let a caller delete packages of a project, or raise the refusal."""
    return _write(registry, caller, project, Operation.DELETE)


def _write(registry: Registry, caller: Caller, project: Project, operation: Operation) -> Allowed:
    reach, permissions = _reach(registry, caller, project)
    granular(caller, project, operation)
    visible = policies.read_project(registry.world, caller, project, reach)
    if not visible:
        raise _unseen(caller, visible.why)
    _job_policy(registry, caller, project, reach, permissions, operation)
    decide = policies.create_package if operation is Operation.CREATE else policies.destroy_package
    verdict = decide(registry.world, caller, project, reach)
    if not verdict:
        if isinstance(caller, Anonymous):
            raise refusals.unauthorized(verdict.why)
        raise refusals.forbidden(verdict.why)
    return Allowed(verdict.why, reach)


def read_group(registry: Registry, caller: Caller, group: Group, operation: Operation = Operation.READ) -> Allowed:
    """Let a caller read packages at a group's address, or raise the refusal."""
    granular(caller, group, operation)
    visible = policies.read_group(registry.world, caller, group)
    if not visible:
        raise _unseen(caller, visible.why)
    verdict = policies.read_group_packages(registry.world, caller, group)
    if not verdict:
        if isinstance(caller, Anonymous):
            raise refusals.unauthorized(verdict.why)
        raise refusals.forbidden(f"{verdict.why}; a member of one project may not read the whole group")
    return Allowed(verdict.why)


def visible_projects(registry: Registry, caller: Caller, group: Group) -> list[Project]:
    """List the projects whose packages the caller sees at a group's address.

    A deploy token sees those that it belongs to, in the group or not, and no other: not even the public ones.
    """
    if isinstance(caller, Deploy):
        return policies.reached_by(registry.world, caller)
    return [
        project
        for project in registry.world.projects_of(group)
        if policies.read_package(registry.world, caller, project, JobReach.SAME, through_group=True)
    ]


def granular(caller: Caller, place: Project | Group, operation: Operation) -> None:
    """Raise a 403 for a fine-grained token that does not hold the permission at this place."""
    if not isinstance(caller, Person | Bot) or caller.token.granular is None:
        return
    held = caller.token.granular
    if operation.granular_permission not in held.permissions or not _covers(held, place):
        raise refusals.insufficient_granular_scope(
            operation.named,
            place.shown_path,
            f"{caller} is fine-grained and holds {', '.join(held.permissions) or 'nothing'}"
            f" for {', '.join((*held.projects, *held.groups)) or 'every place'}",
        )


def _covers(held: Granular, place: Project | Group) -> bool:
    """Tell whether what a fine-grained token holds counts at a place; without any named, it counts at all."""
    if not held.projects and not held.groups:
        return True
    return place.path in held.projects or not set(held.groups).isdisjoint(place.lineage)


def _unseen(caller: Caller, why: str) -> refusals.RefusalError:
    """Refuse what the caller may not know of: 401 invites credentials, 404 hides."""
    if isinstance(caller, Anonymous):
        return refusals.unauthorized(why)
    return refusals.not_found(f"{why}; GitLab hides what the caller may not see")


def _open_to_all(project: Project) -> bool:
    """Tell whether whoever is signed in may read the packages, so that a job token's permissions do not count."""
    return project.visibility is not Visibility.PRIVATE and project.package_access in (
        PackageAccess.ENABLED,
        PackageAccess.PUBLIC,
    )


def _reach(registry: Registry, caller: Caller, project: Project) -> tuple[JobReach, tuple[str, ...] | None]:
    if isinstance(caller, Job):
        return registry.allowlists.reach(caller.project, project)
    return JobReach.SAME, None


def _job_policy(
    registry: Registry,
    caller: Caller,
    project: Project,
    reach: JobReach,
    permissions: tuple[str, ...] | None,
    operation: Operation,
) -> None:
    """Raise a 403 for a job without the permission; a job off the allowlist writes nowhere."""
    if not isinstance(caller, Job) or _job_may(reach, permissions, operation):
        return
    where = f"#{project.id}" if registry.world.instance.version == SEEN else project.shown_path
    raise refusals.forbidden(
        f"the allowlist of {project.path} gives jobs of {caller.project} "
        f"{', '.join(permissions or ()) or 'no permission'}; this needs {operation.job_permission}",
        "Insufficient permissions to access this resource in project "
        f"{where}. The following token permission is required: {operation.job_permission}.",
    )


def _job_may(reach: JobReach, permissions: tuple[str, ...] | None, operation: Operation) -> bool:
    if reach is JobReach.SAME:
        return True
    if permissions is None:
        return reach is JobReach.LISTED
    # admin_packages includes read_packages, as a policy of GitLab's job token permissions does.
    return not {operation.job_permission, "admin_packages"}.isdisjoint(permissions)
