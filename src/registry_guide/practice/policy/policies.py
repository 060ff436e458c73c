"""What a caller may do at a project or group: GitLab's project, group and package policies.

Each question is answered with a Verdict, whose sentence tells a reader what decided.
"""

from collections.abc import Set
from dataclasses import dataclass

from registry_guide.practice.policy.caller import Anonymous, Bot, Caller, Deploy, Job, Person
from registry_guide.practice.world.vocabulary import JobReach, PackageAccess, Role, Visibility
from registry_guide.practice.world.world import Group, Project, User, World

READ_SCOPES = {"read_package_registry", "write_package_registry"}
WRITE_SCOPE = "write_package_registry"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes or no, and why."""

    allowed: bool
    why: str

    def __bool__(self) -> bool:
        return self.allowed


def role_of(world: World, caller: Caller, place: Project | Group) -> Role | None:
    """Give the caller's role at a place, or None where it is no member."""
    match caller:
        case Person(user=user) | Job(user=user):
            return world.role(user, place.lineage)
        case Bot(token=token) if token.place in place.lineage:
            return token.role
    return None


def _user_of(caller: Caller) -> User | None:
    return caller.user if isinstance(caller, Person | Job) else None


def _signed_in(caller: Caller) -> bool:
    """Tell whether the caller is somebody who may see what is internal."""
    user = _user_of(caller)
    return isinstance(caller, Bot) or (user is not None and not user.external)


def _deploy_reaches(caller: Deploy, place: Project | Group) -> bool:
    """Tell whether a deploy token belongs to the place: a group's reaches projects below, not subgroups."""
    if isinstance(place, Group):
        return caller.token.place_is_group and caller.token.place == place.path
    return caller.token.place in place.lineage


def reached_by(world: World, caller: Deploy) -> list[Project]:
    """List the projects that a deploy token belongs to, with a package registry, wherever they lie."""
    return [
        project
        for project in world.projects
        if _deploy_reaches(caller, project) and project.package_access is not PackageAccess.DISABLED
    ]


def _role_phrase(role: Role | None, place: Project | Group) -> str:
    return f"{role.label} of {place.path}" if role is not None else f"not a member of {place.path}"


def read_project(world: World, caller: Caller, project: Project, reach: JobReach) -> Verdict:
    """Say whether the caller may know that the project is there (GitLab's `read_project`)."""
    if project.visibility is Visibility.PUBLIC:
        return Verdict(True, "the project is public")
    if isinstance(caller, Deploy):
        return _deploy_sees_project(caller, project)
    if isinstance(caller, Anonymous):
        return Verdict(False, f"the project is {project.visibility}, and {caller.because}")
    if project.visibility is Visibility.INTERNAL and _signed_in(caller):
        return Verdict(True, "the project is internal, and the caller is signed in")
    if isinstance(caller, Job) and reach is JobReach.OUTSIDE:
        return Verdict(False, f"{reach.value} ({caller.project}), and the project is {project.visibility}")
    role = role_of(world, caller, project)
    return Verdict(role is not None, f"{caller} is {_role_phrase(role, project)}")


def _deploy_sees_project(caller: Deploy, project: Project) -> Verdict:
    if project.visibility is Visibility.INTERNAL:
        return Verdict(True, "the project is internal, which lets in any active deploy token")
    if not _deploy_reaches(caller, project):
        return Verdict(False, f"{caller} belongs to {caller.token.place}, not to {project.path}")
    if READ_SCOPES.isdisjoint(caller.token.scopes):
        return Verdict(False, f"{caller} has no scope for packages")
    return Verdict(True, f"{caller} belongs to {caller.token.place}")


def read_package(
    world: World, caller: Caller, project: Project, reach: JobReach, *, through_group: bool = False
) -> Verdict:
    """Say whether the caller may read the project's packages (GitLab's `read_package`).

    `through_group`: asked at a group's address, where "allow anyone to pull" and job token allowlists do not count.
    """
    if project.package_access is PackageAccess.DISABLED:
        return Verdict(False, f"{project.path} has its package registry switched off")
    if project.package_access is PackageAccess.PUBLIC and not through_group:
        return Verdict(True, f"{project.path} lets anyone pull packages")
    outside = isinstance(caller, Job) and reach is JobReach.OUTSIDE and not through_group
    # "Only project members" keeps nobody out of a public or internal project, except jobs that its allowlist lacks.
    kept_out = outside and project.package_access is PackageAccess.PRIVATE
    if not kept_out and (why := _lets_in(project, caller)):
        return Verdict(True, why)
    if isinstance(caller, Anonymous | Deploy):
        return _stranger_reads(caller, project)
    if isinstance(caller, Job) and outside:
        return Verdict(False, f"{JobReach.OUTSIDE.value} ({caller.project})")
    return _member_reads(world, caller, project)


def _stranger_reads(caller: Anonymous | Deploy, project: Project) -> Verdict:
    """Say whether somebody who is no member may read what only members may, by a deploy token of the project."""
    if isinstance(caller, Deploy) and _deploy_reaches(caller, project):
        return _deploy_has(caller, READ_SCOPES)
    return Verdict(False, f"{project.path} keeps its packages to its members, and the caller is none")


def _lets_in(project: Project, caller: Caller) -> str:
    """Say why a project's visibility lets the caller in; empty if it does not."""
    if project.visibility is Visibility.PUBLIC:
        return "the project is public"
    if project.visibility is Visibility.INTERNAL and (_signed_in(caller) or isinstance(caller, Deploy)):
        return "the project is internal, and the caller is signed in"
    return ""


def _deploy_has(caller: Deploy, wanted: Set[str]) -> Verdict:
    """Say whether a deploy token has one of these scopes."""
    scopes = ", ".join(caller.token.scopes) or "none"
    return Verdict(not wanted.isdisjoint(caller.token.scopes), f"{caller} has the scopes {scopes}")


def _member_reads(world: World, caller: Caller, place: Project | Group) -> Verdict:
    role = role_of(world, caller, place)
    phrase = f"{caller} is {_role_phrase(role, place)}"
    if role is None:
        return Verdict(False, phrase)
    if role >= Role.REPORTER:
        return Verdict(True, phrase)
    if world.instance.guests_pull:
        return Verdict(True, f"{phrase}, and guests may pull (flag allow_guest_plus_roles_to_pull_packages)")
    return Verdict(False, f"{phrase}; private packages need Reporter")


def create_package(world: World, caller: Caller, project: Project, reach: JobReach) -> Verdict:
    """Say whether the caller may publish to the project (GitLab's `create_package`)."""
    return _write(world, caller, project, reach, Role.DEVELOPER, "publishing needs Developer")


def destroy_package(world: World, caller: Caller, project: Project, reach: JobReach) -> Verdict:
    """Say whether the caller may delete packages of the project (GitLab's `destroy_package`)."""
    return _write(world, caller, project, reach, Role.MAINTAINER, "deleting needs Maintainer")


def _write(world: World, caller: Caller, project: Project, reach: JobReach, needed: Role, rule: str) -> Verdict:
    if project.package_access is PackageAccess.DISABLED:
        return Verdict(False, f"{project.path} has its package registry switched off")
    if project.archived:
        return Verdict(False, f"{project.path} is archived: it can be read and not changed")
    if isinstance(caller, Anonymous):
        return Verdict(False, caller.because)
    if isinstance(caller, Deploy):
        return _deploy_writes(caller, project)
    if isinstance(caller, Job) and reach is JobReach.OUTSIDE:
        return Verdict(False, f"{reach.value} ({caller.project})")
    role = role_of(world, caller, project)
    phrase = f"{caller} is {_role_phrase(role, project)}"
    if role is None or role < needed:
        return Verdict(False, f"{phrase}; {rule}")
    return Verdict(True, phrase)


def _deploy_writes(caller: Deploy, project: Project) -> Verdict:
    if not _deploy_reaches(caller, project):
        return Verdict(False, f"{caller} belongs to {caller.token.place}, not to {project.path}")
    return _deploy_has(caller, {WRITE_SCOPE})


def read_group(world: World, caller: Caller, group: Group) -> Verdict:
    """Say whether the caller may know that the group is there (GitLab's `read_group`)."""
    if group.visibility is Visibility.PUBLIC:
        return Verdict(True, "the group is public")
    if isinstance(caller, Anonymous):
        return Verdict(False, f"the group is {group.visibility}, and {caller.because}")
    if isinstance(caller, Deploy):
        return _deploy_sees_group(world, caller, group)
    if group.visibility is Visibility.INTERNAL and _signed_in(caller):
        return Verdict(True, "the group is internal, and the caller is signed in")
    role = role_of(world, caller, group)
    if role is None and any(role_of(world, caller, project) is not None for project in world.projects_of(group)):
        return Verdict(True, f"{caller} is a member of a project in {group.path}")
    return Verdict(role is not None, f"{caller} is {_role_phrase(role, group)}")


def _deploy_sees_group(world: World, caller: Deploy, group: Group) -> Verdict:
    """Say whether a deploy token lets its holder know of a group: it may be the group's, or that of a project in it."""
    if group.visibility is Visibility.INTERNAL:
        return Verdict(True, "the group is internal, which lets in any active deploy token")
    below = any(_deploy_reaches(caller, project) for project in world.projects_of(group))
    return Verdict(below or _deploy_reaches(caller, group), f"{caller} belongs to {caller.token.place}")


def read_group_packages(world: World, caller: Caller, group: Group) -> Verdict:
    """Say whether the caller may read packages at the group's address (GitLab's `read_package` on a group)."""
    if group.visibility is Visibility.PUBLIC:
        return Verdict(True, "the group is public")
    if isinstance(caller, Anonymous):
        return Verdict(False, f"the group is {group.visibility}, and {caller.because}")
    if isinstance(caller, Deploy):
        scopes = set(caller.token.scopes)
        return Verdict(
            _deploy_reaches(caller, group) and bool(READ_SCOPES & scopes),
            f"{caller} belongs to {caller.token.place} and has the scopes {', '.join(sorted(scopes)) or 'none'}",
        )
    return _member_reads(world, caller, group)
