"""Groups and projects made and removed through the REST API."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.practice.running import practice
from tests.practice.conftest import WORLD
from tests.practice.test_rest import Api


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
