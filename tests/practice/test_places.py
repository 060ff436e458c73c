"""Groups and projects made and removed through the REST API."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.practice.running import practice
from registry_guide.practice.world.file import WorldError, read
from tests.practice.test_rest import Api
from tools.checks.asking import WORLD


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("places") / "state"


@pytest.fixture
def api(state: Path) -> Iterator[Api]:
    with practice(world=WORLD, state=state) as running:
        yield Api(running)


def group(api: Api, name: str, parent: int, caller: str = "group_owner") -> tuple[int, dict[str, object]]:
    answer = api("POST", "/groups", caller, json={"name": name, "path": name, "parent_id": parent})
    return answer.status_code, answer.json()


def test_a_group_is_made_used_kept_and_removed_in_two_steps(state: Path) -> None:
    with practice(world=WORLD, state=state) as running:
        api = Api(running)
        parent = api("GET", "/groups/private", "group_owner").json()["id"]
        status, made = group(api, "scratch", parent)
        assert (status, made["full_path"]) == (201, "private/scratch")
        values = {"name": "my-project", "path": "my-project", "namespace_id": made["id"]}
        assert (
            api("POST", "/projects", "group_owner", json=values).json()["path_with_namespace"]
            == "private/scratch/my-project"
        )
        project = "/projects/private%2Fscratch%2Fmy-project"
        owner = ("owner", api.tokens["group_owner"])
        assert api.upload("my-package", owner, project=project) == 201
        token = api(
            "POST", f"{project}/deploy_tokens", "group_owner", json={"name": "t", "scopes": ["read_package_registry"]}
        ).json()
        assert api.read((token["username"], token["token"]), project) == 200
    # What was made is there when the registry starts again.
    with practice(world=WORLD, state=state) as running:
        api = Api(running)
        address = f"/groups/{made['id']}"
        assert api.read((token["username"], token["token"]), project) == 200
        wanted = {"permanently_remove": "true", "full_path": "private/scratch"}
        assert api("DELETE", address, "group_owner", params=wanted).json() == {
            "message": "Group must be marked for deletion first."
        }
        assert api("DELETE", address, "group_owner").status_code == 202
        shown = api("GET", address, "group_owner").json()
        assert shown["marked_for_deletion_on"]
        # Its path is another now: by the old one there is no group, and its projects still answer.
        assert shown["full_path"] == f"private/scratch-deletion_scheduled-{made['id']}"
        assert api("GET", "/groups/private%2Fscratch", "group_owner").status_code == 404
        assert api.read((token["username"], token["token"]), project) == 200
        wrong = api("DELETE", address, "group_owner", params=wanted)
        assert wrong.json()["message"].startswith("`full_path` is incorrect.")
        wanted["full_path"] = shown["full_path"]
        assert api("DELETE", address, "group_owner", params=wanted).status_code == 202
        assert api("GET", address, "group_owner").status_code == api("GET", project, "group_owner").status_code == 404
        assert api.read((token["username"], token["token"]), project) == 404
    with practice(world=WORLD, state=state) as running:
        assert Api(running)("GET", address, "group_owner").status_code == 404
        again = group(Api(running), "scratch", parent)
        assert again[0] == 201
        assert again[1]["id"] != made["id"]


def test_who_may_make_places(api: Api) -> None:
    parent = api("GET", "/groups/private", "group_owner").json()["id"]
    values = {"name": "p", "path": "p", "namespace_id": parent}
    assert [group(api, "g", parent, caller)[0] for caller in ("", "outsider", "group_developer")] == [401, 404, 403]
    assert [
        api("POST", "/projects", caller, json=values).status_code for caller in ("group_guest", "group_developer")
    ] == [400, 201]
    assert api("POST", "/projects", "group_developer", json=values).json() == {
        "message": {"path": ["has already been taken"]}
    }
    assert api("DELETE", "/groups/private", "group_developer").status_code == 403
    assert "can contain only letters" in str(group(api, "no/slash", parent)[1]["message"])
    open_one = {"name": "o", "path": "o", "parent_id": parent, "visibility": "public"}
    assert "visibility_level" in api("POST", "/groups", "group_owner", json=open_one).json()["message"]
    assert api("POST", "/groups", "group_owner", json={"name": "o"}).json() == {"error": "path is missing"}
    assert api("DELETE", "/groups/private", "group_owner", params={"permanently_remove": "true"}).status_code == 400
    assert api("GET", "/version").status_code == 200
    assert api("GET", "/version", "").status_code == 401


def index(api: Api, project: str) -> int:
    return api("GET", f"/projects/{project}/packages/pypi/simple", "group_owner").status_code


def test_a_renamed_project_moves_and_its_old_paths_still_lead_to_it(tmp_path: Path) -> None:
    with practice(world=WORLD, state=tmp_path / "state") as running:
        api = Api(running)
        token = api(
            "POST",
            "/projects/private%2Flisted/deploy_tokens",
            "group_owner",
            json={"name": "t", "scopes": ["write_package_registry"]},
        ).json()
        auth = (token["username"], token["token"])
        for old, new in (("listed", "once"), ("once", "twice")):
            renamed = api("PUT", f"/projects/private%2F{old}", "group_owner", json={"path": new})
            assert (renamed.status_code, renamed.json()["path_with_namespace"]) == (200, f"private/{new}")
        number = renamed.json()["id"]
        # The package registry's own addresses go on answering; everywhere else the caller is sent on or refused.
        assert {index(api, f"private%2F{name}") for name in ("listed", "once", "twice")} == {200}
        assert api.read(auth, "/projects/private%2Flisted") == 200
        assert api.upload("by-old-path", auth, project="/projects/private%2Flisted") == 201
        sent_on = api("GET", "/projects/private%2Flisted/packages?per_page=1", "group_owner")
        assert (sent_on.status_code, "Content-Type" in sent_on.headers) == (301, False)
        assert sent_on.headers["Location"].endswith(f"/api/v4/projects/{number}/packages?per_page=1")
        assert sent_on.text == f"This resource has been moved permanently to {sent_on.headers['Location']}"
        refused = api("POST", "/projects/private%2Flisted/archive", "group_owner")
        assert refused.json()["message"] == "Non GET methods are not allowed for moved projects"
        assert refused.status_code == api("HEAD", "/projects/private%2Flisted", "group_owner").status_code == 405
        # Who may not see the project is not told that it has moved.
        assert api("GET", "/projects/private%2Flisted", "outsider").status_code == 404
        # Another project can take the old path: it then leads there, and has nothing of the first one's.
        parent = api("GET", "/groups/private", "group_owner").json()["id"]
        taken = api("POST", "/projects", "group_owner", json={"name": "listed", "namespace_id": parent}).json()
        assert taken["path_with_namespace"] == "private/listed"
        assert taken["id"] != number
        assert api.read(auth, "/projects/private%2Flisted") == 404
        assert api.read(auth, "/projects/private%2Ftwice") == 200
        clash = api("PUT", f"/projects/{number}", "group_owner", json={"path": "listed"})
        assert (clash.status_code, clash.json()) == (400, {"message": {"path": ["has already been taken"]}})
    with practice(world=WORLD, state=tmp_path / "state") as running:
        api = Api(running)
        assert api("GET", f"/projects/{number}", "group_owner").json()["path_with_namespace"] == "private/twice"
        assert api("GET", "/projects/private%2Flisted", "group_owner").json()["id"] == taken["id"]
        assert api.read(auth, "/projects/private%2Fonce") == 200


def test_a_renamed_group_takes_all_along_and_its_old_path_is_gone(tmp_path: Path) -> None:
    with practice(world=WORLD, state=tmp_path / "state") as running:
        api = Api(running)
        made = api(
            "POST",
            "/groups/private/deploy_tokens",
            "group_owner",
            json={"name": "t", "scopes": ["read_package_registry"]},
        ).json()
        auth = (made["username"], made["token"])
        renamed = api("PUT", "/groups/private", "group_owner", json={"path": "hidden", "name": "Hidden"}).json()
        assert (renamed["full_path"], renamed["name"], renamed["full_name"]) == ("hidden", "Hidden", "Hidden")
        assert api("GET", "/groups/private", "group_owner").status_code == 404
        assert api("GET", "/groups/hidden%2Fsub", "group_owner").json()["full_path"] == "hidden/sub"
        assert (index(api, "private%2Fproject"), index(api, "hidden%2Fproject")) == (200, 200)
        assert api.read(auth, "/projects/private%2Fproject") == 200
        listed = api("GET", "/groups/hidden/packages?per_page=1", "group_owner").json()[0]
        assert listed["project_path"].startswith("hidden/")
        assert listed["_links"]["web_path"].startswith("/hidden/")


def test_an_archived_project_is_read_and_not_changed(api: Api) -> None:
    project = "/projects/private%2Fother"
    owner = ("", api.tokens["alice"])
    assert api("POST", f"{project}/archive", "group_maintainer").status_code == 403
    for _ in range(2):
        archived = api("POST", f"{project}/archive", "alice")
        assert (archived.status_code, archived.json()["archived"]) == (201, True)
    assert api.read(owner, project) == 200
    assert api.upload("late", owner, project=project) == 403
    (package, *_) = api("GET", f"{project}/packages", "alice").json()
    assert api("DELETE", f"{project}/packages/{package['id']}", "alice").status_code == 403
    assert api("POST", f"{project}/unarchive", "alice").json()["archived"] is False
    assert api.upload("late", owner, project=project) == 201


def test_what_is_marked_for_deletion_can_be_restored(tmp_path: Path) -> None:
    project, group = "/projects/private%2Flisted", "/groups/closed"
    for restarted in (False, True):
        with practice(world=WORLD, state=tmp_path / "state") as running:
            api = Api(running)
            if not restarted:
                assert api("POST", f"{project}/restore", "alice").json() == {
                    "message": "Project has not been marked for deletion"
                }
                number = api("GET", project, "alice").json()["id"]
                for place in (project, group):
                    assert api("DELETE", place, "alice").status_code == 202
                again = api("DELETE", f"/projects/{number}", "alice")
                assert (again.status_code, again.json()["message"]) == (
                    400,
                    "Project has been already marked for deletion",
                )
                inside = api("GET", "/projects/closed%2Fproject", "alice")
                assert inside.status_code == 301
                # What lies in a group that is marked needs no mark of its own.
                at = inside.headers["Location"].partition("/api/v4")[2]
                assert api("DELETE", at, "alice").status_code == 202
                assert api("GET", at, "alice").json()["marked_for_deletion_on"] is None
            else:
                assert api("GET", project, "alice").status_code == 301
                shown = api("GET", f"/projects/{number}", "alice").json()
                assert shown["path"] == f"listed-deletion_scheduled-{number}"
                back = api("POST", f"/projects/{number}/restore", "alice")
                assert (back.status_code, back.json()["path"]) == (201, "listed")
                assert back.json()["marked_for_deletion_at"] is None
                closed = api("POST", "/groups/5/restore", "alice")
                assert (closed.status_code, closed.json()["full_path"]) == (201, "closed")
                assert api("GET", "/projects/closed%2Fproject", "alice").status_code == 200
    with practice(world=WORLD, state=tmp_path / "state") as running:
        assert [Api(running)("GET", place, "alice").status_code for place in (project, group)] == [200, 200]


def test_a_world_holds_what_is_marked_for_deletion(tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    text = """
[[user]]
username = "alice"
[[group]]
path = "going"
marked_for_deletion = {day}
members = {{ alice = "owner" }}
[[project]]
path = "going/project"
[[token]]
name = "alice"
kind = "personal"
user = "alice"
scopes = ["api"]
"""
    world.write_text(text.format(day="2026-11-25"), "utf-8")
    with practice(world=world) as running:
        api = Api(running)
        assert api("GET", "/groups/going", "alice").status_code == 404
        shown = api("GET", "/groups/1", "alice").json()
        assert (shown["full_path"], shown["marked_for_deletion_on"]) == ("going-deletion_scheduled-1", "2026-11-25")
        assert api.read(("", api.tokens["alice"]), "/projects/going%2Fproject") == 200
        assert api("POST", "/groups/1/restore", "alice").json()["full_path"] == "going"
        assert api("GET", "/groups/going", "alice").status_code == 200
    world.write_text(text.format(day='"soon"'), "utf-8")
    with pytest.raises(WorldError, match="going: marked_for_deletion: 'soon' is no date"):
        read(world)
