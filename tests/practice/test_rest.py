"""The REST calls around the registry: what they answer, and that what they change takes effect."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from registry_guide.practice.running import Running, practice
from tools.checks.asking import WORLD

PROJECT = "/projects/private%2Fproject"
PYPI = f"{PROJECT}/packages/pypi"


class Api:
    """GitLab's API as one caller after another."""

    def __init__(self, running: Running) -> None:
        self.tokens = running.tokens
        self._client = httpx.Client(base_url=f"{running.plain}/api/v4", trust_env=False, timeout=20)

    def __call__(self, method: str, path: str, caller: str = "owner", **more: Any) -> httpx.Response:
        headers = {"PRIVATE-TOKEN": self.tokens[caller]} if caller else {}
        return self._client.request(method, path, headers={**headers, **more.pop("headers", {})}, **more)

    def upload(self, name: str, auth: tuple[str, str], version: str = "1.0", project: str = PROJECT) -> int:
        sent = self._client.post(
            f"{project}/packages/pypi",
            auth=auth,
            data={"name": name, "version": version, "sha256_digest": "2" * 64},
            files={"content": (f"{name}-{version}.tar.gz", name.encode())},
        )
        return sent.status_code

    def read(self, auth: tuple[str, str], project: str = PROJECT) -> int:
        return self._client.get(f"{project}/packages/pypi/simple", auth=auth).status_code


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with practice(world=WORLD) as running:
        yield Api(running)


@pytest.mark.parametrize(
    ("method", "path", "caller", "status"),
    [
        ("GET", "/user", "owner", 200),
        ("GET", "/user", "", 401),
        ("GET", PROJECT, "owner", 200),
        ("GET", PROJECT, "outsider", 404),
        ("GET", PROJECT, "", 404),
        ("GET", "/projects/public%2Fproject", "", 200),
        ("GET", "/groups/private", "group_guest", 200),
        ("GET", "/groups/private", "outsider", 404),
        ("GET", "/groups/alice", "alice", 404),
        ("GET", f"{PROJECT}/packages", "guest", 403),
        ("GET", f"{PROJECT}/packages", "reporter", 200),
        ("GET", f"{PROJECT}/packages", "outsider", 404),
        ("GET", f"{PROJECT}/packages/999999", "reporter", 404),
        ("GET", f"{PROJECT}/packages/x", "reporter", 400),
        ("GET", "/groups/private/packages", "group_reporter", 200),
        ("GET", "/groups/private/packages", "owner", 200),
        ("GET", "/groups/private/packages", "outsider", 404),
        ("GET", "/groups/private/packages", "", 404),
        ("GET", "/groups/internal/packages", "outsider", 200),
        ("GET", "/groups/public/packages", "", 200),
        ("GET", f"{PROJECT}/deploy_tokens", "developer", 403),
        ("GET", f"{PROJECT}/deploy_tokens", "maintainer", 200),
        ("GET", f"{PROJECT}/access_tokens", "developer", 401),
        ("GET", f"{PROJECT}/access_tokens", "maintainer", 200),
        ("GET", "/groups/private/access_tokens", "group_maintainer", 401),
        ("GET", "/groups/private/access_tokens", "group_owner", 200),
        ("GET", f"{PROJECT}/job_token_scope", "developer", 403),
        ("GET", f"{PROJECT}/packages/protection/rules", "developer", 403),
        ("GET", "/personal_access_tokens/self", "read_api", 404),
        ("GET", "/deploy_tokens", "admin", 200),
        ("GET", "/deploy_tokens", "owner", 403),
        ("GET", "/deploy_tokens", "", 401),
        ("GET", "/nothing/here", "owner", 404),
    ],
)
def test_who_may_call(api: Api, method: str, path: str, caller: str, status: int) -> None:
    assert api(method, path, caller).status_code == status


def test_a_project_is_found_by_its_path(api: Api) -> None:
    found = api("GET", PROJECT).json()
    assert (found["id"], found["path_with_namespace"]) == (3, "private/project")
    assert [p["id"] for p in api("GET", "/projects?search=private/project").json()] == [3]


def test_lists_come_in_pages(api: Api) -> None:
    first = api("GET", f"{PROJECT}/packages?per_page=2")
    assert len(first.json()) == 2
    assert first.headers["X-Next-Page"] == "2"
    second = api("GET", f"{PROJECT}/packages?per_page=2&page=2")
    assert {p["id"] for p in first.json()}.isdisjoint(p["id"] for p in second.json())


def test_deleting_needs_maintainer_and_frees_the_name(api: Api) -> None:
    owner = ("", api.tokens["owner"])
    assert api.upload("deleted", owner) == 201
    assert api.upload("deleted", owner) == 400
    (package,) = api("GET", f"{PROJECT}/packages?package_name=deleted").json()
    path = f"{PROJECT}/packages/{package['id']}"
    (file,) = api("GET", f"{path}/package_files").json()
    assert (file["file_name"], file["size"], file["file_sha256"]) == ("deleted-1.0.tar.gz", 7, "2" * 64)
    assert api("DELETE", path, "developer").status_code == 403
    # A deploy token deletes nothing, whatever its scopes: the REST API does not look at it.
    assert api("DELETE", path, "", headers={"Deploy-Token": api.tokens["deploy_both"]}).status_code == 404
    assert api("DELETE", path, "deploy_both").status_code == 401
    assert api("DELETE", path, "maintainer").status_code == 204
    assert api("GET", f"{PYPI}/simple/deleted").status_code == 302
    assert api.upload("deleted", owner) == 201
    (package,) = api("GET", f"{PROJECT}/packages?package_name=deleted").json()
    path = f"{PROJECT}/packages/{package['id']}"
    (file,) = api("GET", f"{path}/package_files").json()
    assert api("DELETE", f"{path}/package_files/{file['id']}").status_code == 204
    # A file that is gone is told of in other letters than a package.
    gone = [api("DELETE", f"{path}/package_files/{file['id']}"), api("DELETE", f"{PROJECT}/packages/999999")]
    assert [(each.status_code, each.json()["message"]) for each in gone] == [
        (404, "404 Not Found"),
        (404, "404 Not found"),
    ]
    # A deleted file's name stays taken, and its address breaks, until GitLab cleans up; a deleted package frees both.
    assert api("GET", f"{PYPI}/files/{'2' * 64}/deleted-1.0.tar.gz").status_code == 500
    assert "<a " not in api("GET", f"{PYPI}/simple/deleted").text
    assert api.upload("deleted", owner) == 400
    assert api("DELETE", path).status_code == 204
    assert api("GET", f"{PYPI}/files/{'2' * 64}/deleted-1.0.tar.gz").status_code == 404
    assert api.upload("deleted", owner) == 201


def test_the_clean_up_frees_a_deleted_files_name(tmp_path: Path) -> None:
    state = tmp_path / "state"
    for left in (True, False):
        with practice(world=WORLD, state=state) as running:
            api = Api(running)
            assert api.upload("cleaned", ("", api.tokens["owner"])) == 201
            if left:
                (package,) = api("GET", f"{PROJECT}/packages?package_name=cleaned").json()
                path = f"{PROJECT}/packages/{package['id']}/package_files"
                (file,) = api("GET", path).json()
                assert api("DELETE", f"{path}/{file['id']}").status_code == 204
                assert api.upload("cleaned", ("", api.tokens["owner"])) == 400


@pytest.mark.parametrize(
    ("place", "least"), [(PROJECT, "maintainer"), ("/groups/private", "group_owner")], ids=["project", "group"]
)
def test_a_deploy_token_is_made_works_and_is_revoked(api: Api, place: str, least: str) -> None:
    body = {"name": "ours", "scopes": ["read_package_registry", "write_package_registry"]}
    made = api("POST", f"{place}/deploy_tokens", least, json=body)
    assert made.status_code == 201
    token = made.json()
    assert token["username"] == f"gitlab+deploy-token-{token['id']}"
    assert token["token"].startswith("gldt-")
    auth = (token["username"], token["token"])
    assert (api.read(auth), api.upload(f"by-{token['id']}", auth)) == (200, 201)
    shown = api("GET", f"{place}/deploy_tokens/{token['id']}", least).json()
    assert "token" not in shown
    assert shown["id"] in [one["id"] for one in api("GET", f"{place}/deploy_tokens", least).json()]
    assert api("DELETE", f"{place}/deploy_tokens/{token['id']}", least).status_code == 204
    assert api.read(auth) == 401
    assert api("DELETE", f"{place}/deploy_tokens/999", least).status_code == 404


@pytest.mark.parametrize(
    ("place", "least"), [(PROJECT, "maintainer"), ("/groups/private", "group_owner")], ids=["project", "group"]
)
def test_an_access_token_is_made_listed_and_revoked(api: Api, place: str, least: str) -> None:
    soon = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    body = {"name": "bot", "scopes": ["api"], "access_level": 30, "expires_at": soon}
    made = api("POST", f"{place}/access_tokens", least, json=body).json()
    assert (made["expires_at"], made["access_level"]) == (soon, 30)
    auth = ("", made["token"])
    assert api.upload(f"bot-{made['id']}", auth) == 201
    one = f"{place}/access_tokens/{made['id']}"
    assert api("GET", one, least).json() == {name: value for name, value in made.items() if name != "token"}
    for query, there in (("", True), ("?state=active", True), ("?state=inactive", False), ("?revoked=true", False)):
        listed = api("GET", f"{place}/access_tokens{query}", least).json()
        assert (made["id"] in [token["id"] for token in listed]) == there
    refused = api("DELETE", one, "developer" if place == PROJECT else "group_maintainer")
    assert (refused.status_code, "cannot delete bot" in refused.text) == (400, True)
    assert api("DELETE", one, least).status_code == 204
    assert (api.read(auth), api("GET", one, least).json()["revoked"]) == (401, True)
    absent = api("GET", f"{place}/access_tokens/none", least)
    kind = "project" if place == PROJECT else "group"
    assert (absent.status_code, absent.json()["message"]) == (404, f"404 {kind} Access Token Not Found")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"name": "x"}, '{"error":"scopes is missing, scopes does not have a valid value"}'),
        ({"name": "x", "scopes": "api"}, '{"error":"scopes is invalid"}'),
        ({"name": "x", "scopes": ["admin_everything"]}, '{"error":"scopes does not have a valid value"}'),
        ({"name": "x", "scopes": ["api"], "expires_at": "tomorrow"}, '{"error":"expires_at is invalid"}'),
        ({"name": "x", "scopes": ["api"], "access_level": 7}, '{"error":"access_level does not have a valid value"}'),
        ({"name": "\ud800", "scopes": ["api"]}, '{"error":"name is invalid"}'),
    ],
)
def test_a_token_that_cannot_be(api: Api, body: dict[str, Any], said: str) -> None:
    text, kind = json.dumps(body), {"Content-Type": "application/json"}
    answer = api("POST", f"{PROJECT}/access_tokens", "maintainer", content=text, headers=kind)
    assert (answer.status_code, answer.text) == (400, said)


def test_a_token_is_no_higher_than_its_maker_and_lasts_a_year(api: Api) -> None:
    soon = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    body: dict[str, Any] = {"name": "x", "scopes": ["api"], "access_level": 50, "expires_at": soon}
    assert "provision owner access" in api("POST", f"{PROJECT}/access_tokens", "maintainer", json=body).text
    lesser = {**body, "access_level": 10}
    assert "permission" in api("POST", f"{PROJECT}/access_tokens", "developer", json=lesser).text
    # A token of a project makes no other, whatever its role.
    bot = api("POST", f"{PROJECT}/access_tokens", json={**body, "access_level": 40}).json()["token"]
    made = api(
        "POST", f"{PROJECT}/access_tokens", "", json={**body, "access_level": 10}, headers={"PRIVATE-TOKEN": bot}
    )
    assert (made.status_code, "permission" in made.text) == (400, True)
    # GitLab looks at the last day alone: a token may end today.
    assert (
        api("POST", f"{PROJECT}/access_tokens", json={**body, "expires_at": str(datetime.now(UTC).date())}).json()[
            "active"
        ]
        is False
    )
    body = {"name": "x", "scopes": ["api"], "access_level": 30}
    assert "expires_at is missing" in api("POST", f"{PROJECT}/access_tokens", json=body).text
    body = {"name": "x", "scopes": ["api"], "access_level": 30, "expires_at": "2999-01-01"}
    assert "Expiration date must be before" in api("POST", f"{PROJECT}/access_tokens", json=body).text


@pytest.mark.parametrize(("kind", "source"), [("project", 3), ("group", 3)])
def test_the_allowlist_lets_jobs_in(api: Api, kind: str, source: int) -> None:
    target, job = "/projects/9", ("gitlab-ci-token", api.tokens["job"])
    scope = f"{target}/job_token_scope"
    entries = f"{scope}/{'groups_' if kind == 'group' else ''}allowlist"
    assert api.read(job, target) == 404
    body = {f"target_{kind}_id": source}
    by_path = entries.replace("/9/", "/private%2Fother/")
    assert api("POST", by_path, "alice", json=body).text == '{"error":"id is invalid"}'
    assert api("DELETE", f"{by_path}/{source}", "alice").text == '{"error":"id is invalid"}'
    assert api("POST", entries, "alice", json=body).status_code == 201
    assert "already" in api("POST", entries, "alice", json=body).text
    assert [one["id"] for one in api("GET", entries, "alice").json()] == (
        [source, 9] if kind == "project" else [source]
    )
    assert api.read(job, target) == 200
    assert api("DELETE", f"{entries}/{source}", "alice").status_code == 204
    again = api("DELETE", f"{entries}/{source}", "alice")
    assert (again.status_code, f"Target {kind} is not in" in again.text) == (400, True)
    assert api("POST", entries, "alice", json={f"target_{kind}_id": 999}).json() == {
        "message": f"404 target_{kind}_id not found Not Found"
    }
    assert api.read(job, target) == 404
    # The instance enforces the allowlist: a project cannot let every job in.
    refused = api("PATCH", scope, "alice", json={"enabled": False})
    assert (refused.status_code, "enforced for the instance" in refused.text) == (400, True)
    assert api("GET", scope, "alice").json()["inbound_enabled"] is True
    assert api.read(job, target) == 404
    assert api("PATCH", scope, "alice", json={"enabled": "true"}).status_code == 204


def test_a_protection_rule_protects(api: Api) -> None:
    rules = f"{PROJECT}/packages/protection/rules"
    body = {
        "package_name_pattern": "guarded*",
        "package_type": "pypi",
        "minimum_access_level_for_push": "maintainer",
        "minimum_access_level_for_delete": "owner",
    }
    made = api("POST", rules, "maintainer", json=body)
    assert made.status_code == 201
    assert api("POST", rules, "maintainer", json=body).status_code == 422
    number = made.json()["id"]
    assert api.upload("guarded-one", ("", api.tokens["developer"])) == 403
    assert api.upload("guarded-one", ("", api.tokens["deploy_both"])) == 403
    assert api.upload("guarded-one", ("", api.tokens["maintainer"])) == 201
    (package,) = api("GET", f"{PROJECT}/packages?package_name=guarded-one").json()
    assert made.json()["minimum_access_level_for_delete"] is None
    assert api("DELETE", f"{PROJECT}/packages/{package['id']}", "maintainer").status_code == 204
    changed = api("PATCH", f"{rules}/{number}", "maintainer", json={"minimum_access_level_for_push": "owner"})
    assert changed.json()["minimum_access_level_for_push"] == "owner"
    assert api.upload("guarded-two", ("", api.tokens["maintainer"])) == 403
    # The case of letters does not count, the spelling does: the rule lets another name for the same page through.
    assert api.upload("GUARDED-three", ("", api.tokens["developer"])) == 403
    assert api("DELETE", f"{rules}/{number}", "maintainer").status_code == 204
    assert api.upload("guarded-two", ("", api.tokens["developer"])) == 201


def test_a_protection_rule_counts_for_deletion_behind_its_flag(registry: Callable[[str], Running]) -> None:
    api = Api(registry("protected_deletion"))
    rule = {"package_name_pattern": "kept*", "package_type": "pypi", "minimum_access_level_for_delete": "owner"}
    assert api("POST", f"{PROJECT}/packages/protection/rules", "maintainer", json=rule).status_code == 201
    # Deploy tokens are kept from pushing by any rule for the name.
    assert api.upload("kept", ("", api.tokens["deploy_both"])) == 403
    assert api.upload("kept", ("", api.tokens["developer"])) == 201
    (package,) = api("GET", f"{PROJECT}/packages?package_name=kept").json()
    refused = api("DELETE", f"{PROJECT}/packages/{package['id']}", "maintainer")
    assert (refused.status_code, refused.json()["message"]) == (403, "403 Forbidden - Package is deletion protected.")
    assert api("DELETE", f"{PROJECT}/packages/{package['id']}", "owner").status_code == 204


def test_a_job_token_header_counts_here_but_not_for_pypi(api: Api) -> None:
    job = {"JOB-TOKEN": api.tokens["job"]}
    assert api("GET", f"{PROJECT}/packages", "", headers=job).status_code == 200
    assert api("GET", f"{PYPI}/simple", "", headers=job).status_code == 401
    assert api("GET", f"{PROJECT}/deploy_tokens", "", headers=job).status_code == 404
    elsewhere = api("GET", "/projects/private%2Fother/packages", "", headers=job)
    assert (elsewhere.status_code, elsewhere.json()["message"]) == (
        403,
        "403 Forbidden - Authentication by CI/CD job token not allowed from project to project #9.",
    )
    bearer = {"Authorization": f"Bearer {api.tokens['job']}"}
    assert api("GET", f"{PROJECT}/packages", "", headers=bearer).status_code == 200
    for path, status in ((f"{PROJECT}/deploy_tokens", 404), (f"{PROJECT}/access_tokens", 401), ("/user", 401)):
        assert api("GET", path, "", headers=bearer).status_code == status


def test_lists_can_be_followed_sorted_and_refuse_what_they_do_not_know(api: Api) -> None:
    for number in range(25):
        assert api.upload("followed", ("", api.tokens["owner"]), f"1.{number}") == 201
    seen: list[str] = []
    answer = api("GET", f"{PROJECT}/packages?package_name=followed&order_by=version&sort=desc")
    while True:
        seen += [package["version"] for package in answer.json()]
        if "next" not in answer.links:
            break
        answer = api("GET", answer.links["next"]["url"].partition("/api/v4")[2])
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 25
    assert api("GET", f"{PROJECT}/packages?order_by=nope").status_code == 400
    assert api("GET", f"{PROJECT}/packages?sort=up").status_code == 400


def test_values_in_the_address_count_beside_a_body(api: Api) -> None:
    made = api("POST", f"{PROJECT}/deploy_tokens?name=in-address", json={"scopes": ["read_package_registry"]})
    assert (made.status_code, made.json()["name"]) == (201, "in-address")


def test_deploy_tokens_as_gitlab_writes_them(api: Api) -> None:
    values = {"name": "one", "scopes": "read_package_registry,write_package_registry", "expires_at": "2030-01-01"}
    made = api("POST", f"{PROJECT}/deploy_tokens", data=values).json()
    assert made["scopes"] == ["read_package_registry", "write_package_registry"]
    assert made["expires_at"] == "2030-01-01T00:00:00.000Z"
    active = [token["id"] for token in api("GET", f"{PROJECT}/deploy_tokens?active=true").json()]
    every = [token["id"] for token in api("GET", f"{PROJECT}/deploy_tokens").json()]
    assert made["id"] in active
    assert len(active) < len(every)
    assert api("DELETE", f"{PROJECT}/deploy_tokens/{made['id']}").status_code == 204
    assert api("GET", f"{PROJECT}/deploy_tokens/{made['id']}").status_code == 404


def test_rate_limits(registry: Callable[[str], Running]) -> None:
    running = registry("limited")
    address = f"{running.plain}/api/v4/projects/public%2Fproject/packages/pypi/simple"
    answers = [httpx.get(address) for _ in range(6)]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["4", "3", "2", "1", "0", "0"]
    assert {answer.headers["RateLimit-Name"] for answer in answers} == {"throttle_unauthenticated_packages_api"}
    assert "RateLimit-ResetTime" in answers[-1].headers
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert answers[-1].headers["Content-Type"].startswith("text/plain")
    assert httpx.get(address, auth=("", running.tokens["owner"])).status_code == 200
    # An upload counts as two: GitLab's Workhorse asks first whether it may.
    api = Api(running)
    assert [api.upload(f"counted-{number}", ("", api.tokens["developer"])) for number in range(3)] == [201, 201, 429]
    assert api.upload("refused", ("", api.tokens["reporter"])) == 403
    assert api.upload("refused", ("", api.tokens["group_reporter"])) == 403
