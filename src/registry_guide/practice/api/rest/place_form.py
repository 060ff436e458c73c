"""What the API tells of projects and groups.

Sources: `lib/api/entities/basic_project_details.rb`, `project.rb`, `group.rb`, `group_detail.rb` and
`namespace_basic.rb`.
"""

from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.policy.caller import Anonymous, Bot, Person
from registry_guide.practice.policy.policies import role_of
from registry_guide.practice.world.vocabulary import Role, Visibility
from registry_guide.practice.world.world import Group, Project

# What GitLab tells of a group's settings, none of which a world holds.
_GROUP_DEFAULTS: dict[str, object] = {
    "description": None,
    "share_with_group_lock": False,
    "require_two_factor_authentication": False,
    "two_factor_grace_period": 48,
    "project_creation_level": "developer",
    "auto_devops_enabled": None,
    "subgroup_creation_level": "maintainer",
    "emails_disabled": False,
    "emails_enabled": True,
    "show_diff_preview_in_email": True,
    "mentions_disabled": None,
    "lfs_enabled": True,
    "archived": False,
    "math_rendering_limits_enabled": True,
    "lock_math_rendering_limits_enabled": False,
    "default_branch": None,
    "default_branch_protection": 2,
    "default_branch_protection_defaults": {
        "allowed_to_push": [{"access_level": 40}],
        "allow_force_push": False,
        "allowed_to_merge": [{"access_level": 40}],
        "developer_can_initial_push": False,
    },
    "avatar_url": None,
    "request_access_enabled": True,
    "organization_id": 1,
    "shared_runners_setting": "enabled",
    "max_artifacts_size": None,
    "shared_with_groups": [],
}


def shown(exchange: Exchange, found: Project | Group) -> dict[str, object]:
    """Give a project or group as the API shows it to the caller."""
    return _group(exchange, found) if isinstance(found, Group) else _project(exchange, found)


def in_brief(exchange: Exchange, found: Project | Group) -> dict[str, object]:
    """Give what a list of places that are let in tells: the same to everybody, as to somebody not signed in."""
    if isinstance(found, Group):
        return {
            "id": found.id,
            "web_url": f"{exchange.base}/groups/{found.shown_path}",
            "name": found.shown_name,
            "full_path": found.shown_path,
        }
    return _brief(exchange, found, code=found.visibility is Visibility.PUBLIC)


def _brief(exchange: Exchange, found: Project, *, code: bool) -> dict[str, object]:
    """`code`: who asks may read the repository."""
    above, _, last = found.shown_path.rpartition("/")
    namespace = _namespace(exchange, above)
    address = exchange.registry.world.instance.links_to
    return {
        "id": found.id,
        "description": None,
        "name": found.shown_name,
        "name_with_namespace": f"{namespace['name']} / {found.shown_name}",
        "path": last,
        "path_with_namespace": found.shown_path,
        "created_at": found.created or exchange.registry.since,
        **({"default_branch": "main"} if code else {}),
        "tag_list": [],
        "topics": [],
        "ssh_url_to_repo": f"git@{address.name}:{found.shown_path}.git",
        "http_url_to_repo": f"{exchange.base}/{found.shown_path}.git",
        "web_url": f"{exchange.base}/{found.shown_path}",
        **({"readme_url": None, "forks_count": 0} if code else {}),
        "avatar_url": None,
        "star_count": 0,
        "last_activity_at": found.created or exchange.registry.since,
        "visibility": found.visibility.value,
        "namespace": namespace,
    }


def _namespace(exchange: Exchange, path: str) -> dict[str, object]:
    world = exchange.registry.world
    group = world.group(path)
    if group is None:
        user = world.user(path)
        about = {"id": user.id if user else None, "name": user.name if user else path, "path": path, "kind": "user"}
        return {**about, "full_path": path, "parent_id": None, "avatar_url": None, "web_url": f"{exchange.base}/{path}"}
    return {
        "id": group.id,
        "name": group.shown_name,
        "path": path.rpartition("/")[2],
        "kind": "group",
        "full_path": path,
        "parent_id": _parent(exchange, group),
        "avatar_url": None,
        "web_url": f"{exchange.base}/groups/{path}",
    }


def _project(exchange: Exchange, found: Project) -> dict[str, object]:
    caller = exchange.caller
    role = role_of(exchange.registry.world, caller, found)
    open_to = (Visibility.PUBLIC, *((Visibility.INTERNAL,) if isinstance(caller, Person | Bot) else ()))
    brief = _brief(exchange, found, code=found.visibility in open_to or (role is not None and role >= Role.REPORTER))
    if isinstance(caller, Anonymous):
        return brief
    return {
        **brief,
        "marked_for_deletion_at": found.marked,
        "marked_for_deletion_on": found.marked,
        "packages_enabled": found.package_access != "disabled",
        "archived": found.archived,
        "package_registry_access_level": found.package_access.value,
    }


def _group(exchange: Exchange, found: Group) -> dict[str, object]:
    parent = _parent(exchange, found)
    names = [
        group.shown_name for path in found.lineage if isinstance(group := exchange.registry.world.place(path), Group)
    ]
    return {
        "id": found.id,
        "web_url": f"{exchange.base}/groups/{found.shown_path}",
        "name": found.shown_name,
        "path": found.shown_path.rpartition("/")[2],
        "visibility": found.visibility.value,
        **_GROUP_DEFAULTS,
        "full_name": " / ".join(names),
        "full_path": found.shown_path,
        "created_at": found.created or exchange.registry.since,
        "parent_id": parent,
        "marked_for_deletion_on": found.marked,
        **({"prevent_sharing_groups_outside_hierarchy": False} if parent is None else {}),
    }


def _parent(exchange: Exchange, group: Group) -> int | None:
    above = exchange.registry.world.place(group.lineage[-2]) if len(group.lineage) > 1 else None
    return above.id if above is not None else None
