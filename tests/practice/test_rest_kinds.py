"""The REST calls, kind by kind: what holds of every list, address, place, role and parameter."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from registry_guide.practice.api.rest.routes import REST
from registry_guide.practice.running import practice
from tests.practice.test_rest import PROJECT, Api
from tools.checks.asking import WORLD

NOBODY, HIDDEN = "401 Unauthorized", "404 Project Not Found"
# A list of each kind, and whether its parameters are declared: those of the other do not say that they are wrong.
LISTS = [
    "/projects",
    f"{PROJECT}/packages",
    "/groups/private/packages",
    f"{PROJECT}/packages/3/package_files",
    f"{PROJECT}/deploy_tokens",
    "/groups/private/deploy_tokens",
    "/deploy_tokens",
    f"{PROJECT}/job_token_scope/allowlist",
    f"{PROJECT}/job_token_scope/groups_allowlist",
]
LENIENT = [f"{PROJECT}/access_tokens", "/groups/private/access_tokens"]
ONES = [
    "/user",
    "/version",
    PROJECT,
    "/groups/private",
    f"{PROJECT}/packages/3",
    f"{PROJECT}/job_token_scope",
    f"{PROJECT}/packages/protection/rules",
]
PAGING = {"x-total", "x-total-pages", "x-page", "x-per-page", "x-next-page", "x-prev-page", "link"}


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with practice(world=WORLD) as running:
        yield Api(running)


def said(answer: httpx.Response) -> tuple[int, object]:
    body = answer.json()
    return answer.status_code, body.get("error", body.get("message"))


@pytest.mark.parametrize("path", [*LISTS, *LENIENT])
@pytest.mark.parametrize(
    ("query", "page", "per_page"),
    [
        ("", "1", "20"),
        ("page=1&per_page=1", "1", "1"),
        ("per_page=101", "1", "100"),
        ("per_page=-1", "1", "20"),
        ("per_page=", "1", "20"),
        ("page=0", "1", "20"),
        ("page=-3", "1", "20"),
        ("page=", "1", "20"),
        ("page=99", "99", "20"),
        ("page=2&per_page=1", "2", "1"),
    ],
)
def test_every_list_comes_in_pages(api: Api, path: str, query: str, page: str, per_page: str) -> None:
    answer = api("GET", f"{path}?{query}", "admin")
    headers = answer.headers
    assert answer.status_code == 200
    assert set(headers) >= PAGING
    assert (headers["X-Page"], headers["X-Per-Page"]) == (page, per_page)
    total, pages, number = int(headers["X-Total"]), int(headers["X-Total-Pages"]), int(page)
    assert pages == max(1, -(-total // int(per_page)))
    assert len(answer.json()) == max(0, min(int(per_page), total - (number - 1) * int(per_page)))
    # Beyond the last page there is none before and none after.
    inside = total > (number - 1) * int(per_page)
    assert headers["X-Prev-Page"] == (str(number - 1) if inside and number > 1 else "")
    assert headers["X-Next-Page"] == (str(number + 1) if number < pages and inside else "")
    named = {rel for rel, there in (("prev", "X-Prev-Page"), ("next", "X-Next-Page")) if headers[there]}
    assert set(answer.links) == {"first", "last", *named}
    for rel, wanted in (("first", 1), ("last", pages)):
        asked = httpx.URL(answer.links[rel]["url"]).params
        assert asked["page"] == str(wanted)
        sent = httpx.QueryParams(query).get("per_page", "" if path in LENIENT else "20")
        assert asked["per_page"] == sent


@pytest.mark.parametrize("path", LISTS)
def test_every_list_refuses_what_is_no_page(api: Api, path: str) -> None:
    for query, problem in (
        ("per_page=0", "per_page has a value not allowed"),
        ("per_page=abc", "per_page is invalid"),
        ("page=abc", "page is invalid"),
        ("page=1.5&per_page=x", "page is invalid, per_page is invalid"),
        ("page[]=1", "page is invalid"),
    ):
        assert said(api("GET", f"{path}?{query}", "admin")) == (400, problem)


@pytest.mark.parametrize("path", [*LISTS, *LENIENT, *ONES])
def test_every_answer_has_a_mark_by_which_it_is_not_sent_twice(api: Api, path: str) -> None:
    first = api("GET", path, "admin")
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "max-age=0, private, must-revalidate")
    again = api("GET", path, "admin", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    head = api("HEAD", path, "admin")
    assert (head.status_code, head.content) == (200, b"")
    assert "ETag" not in head.headers
    for answer in (first, again, head):
        assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize("path", [path for path in (*LISTS, *LENIENT, *ONES) if "private" in path])
def test_a_place_answers_by_number_as_by_path_and_in_any_case(api: Api, path: str) -> None:
    ways = [path, path.replace("private%2Fproject", "3").replace("groups/private", "groups/3")]
    ways.append(path.replace("private%2Fproject", "Private%2fPROJECT").replace("groups/private", "groups/PRIVATE"))
    answers = [api("GET", way, "admin") for way in ways]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


TOKEN = {"name": "x", "scopes": ["read_package_registry"]}
RULE = {"package_name_pattern": "x", "package_type": "pypi", "minimum_access_level_for_push": "maintainer"}
# What each may do: nobody, a stranger, and members by role. At a public project, those who are no members see it.
ROLES = ("", "outsider", "guest", "reporter", "developer", "maintainer", "owner")
TABLE: list[tuple[str, str, dict[str, Any] | None, tuple[int, ...], tuple[int, ...]]] = [
    # call, address, body, at a private project, at a public one
    ("GET", "", None, (404, 404, 200, 200, 200, 200, 200), (200,) * 7),
    ("GET", "/packages", None, (404, 404, 403, 200, 200, 200, 200), (200,) * 7),
    ("GET", "/packages/999999", None, (404, 404, 403, 404, 404, 404, 404), (404,) * 7),
    ("DELETE", "/packages/999999", None, (404, 404, 403, 403, 403, 404, 404), (403, 403, 403, 403, 403, 404, 404)),
    ("GET", "/deploy_tokens", None, (404, 404, 403, 403, 403, 200, 200), (403, 403, 403, 403, 403, 200, 200)),
    ("POST", "/deploy_tokens", TOKEN, (404, 404, 403, 403, 403, 201, 201), (403, 403, 403, 403, 403, 201, 201)),
    ("DELETE", "/deploy_tokens/999", None, (404, 404, 403, 403, 403, 404, 404), (403, 403, 403, 403, 403, 404, 404)),
    ("GET", "/access_tokens", None, (401, 404, 401, 401, 401, 200, 200), (401, 401, 401, 401, 401, 200, 200)),
    ("DELETE", "/access_tokens/999", None, (401, 404, 404, 404, 404, 404, 404), (401, *(404,) * 6)),
    ("GET", "/job_token_scope", None, (401, 404, 403, 403, 403, 200, 200), (401, 403, 403, 403, 403, 200, 200)),
    (
        "PATCH",
        "/job_token_scope",
        {"enabled": True},
        (401, 404, 403, 403, 403, 204, 204),
        (401, 403, 403, 403, 403, 204, 204),
    ),
    ("GET", "/packages/protection/rules", None, (401, 404, 403, 403, 403, 200, 200), (401, *(403,) * 4, 200, 200)),
    ("DELETE", "/packages/protection/rules/999", None, (401, 404, *(403,) * 3, 404, 404), (401, *(403,) * 4, 404, 404)),
    ("PUT", "", {"name": "A project"}, (401, 404, 403, 403, 403, 200, 200), (401, 403, 403, 403, 403, 200, 200)),
    ("POST", "/unarchive", None, (401, 404, 403, 403, 403, 403, 201), (401, *(403,) * 5, 201)),
    ("POST", "/restore", None, (401, 404, 403, 403, 403, 403, 400), (401, *(403,) * 5, 400)),
]


@pytest.mark.parametrize(("method", "path", "body", "private", "public"), TABLE, ids=lambda value: str(value)[:30])
def test_who_may_do_what(
    api: Api, method: str, path: str, body: dict[str, Any] | None, private: tuple[int, ...], public: tuple[int, ...]
) -> None:
    for project, wanted in (("/projects/private%2Fproject", private), ("/projects/public%2Fproject", public)):
        answers = [api(method, f"{project}{path}", caller, json=body) for caller in ROLES]
        assert tuple(answer.status_code for answer in answers) == wanted


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        # nobody, a stranger, and a group's members by role
        ("GET", "/deploy_tokens", (404, 404, 403, 403, 200, 200)),
        ("POST", "/deploy_tokens", (404, 404, 403, 403, 403, 201)),
        ("DELETE", "/deploy_tokens/999", (404, 404, 403, 403, 403, 404)),
        ("GET", "/access_tokens", (401, 404, 401, 401, 401, 200)),
        ("GET", "", (404, 404, 200, 200, 200, 200)),
        ("PUT", "", (401, 404, 403, 403, 403, 200)),
        ("POST", "/restore", (401, 404, 403, 403, 403, 400)),
    ],
    ids=lambda value: str(value)[:30],
)
def test_who_may_do_what_in_a_group(api: Api, method: str, path: str, wanted: tuple[int, ...]) -> None:
    roles = ("", "outsider", "group_guest", "group_developer", "group_maintainer", "group_owner")
    body = TOKEN if path == "/deploy_tokens" and method == "POST" else None
    answers = [api(method, f"/groups/private{path}", caller, json=body) for caller in roles]
    assert tuple(answer.status_code for answer in answers) == wanted
    if path.startswith("/deploy_tokens"):
        assert api(method, f"/groups/public{path}", "", json=body).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body", "problem"),
    [
        ("POST", "/deploy_tokens", {}, "name is missing, scopes is missing"),
        ("POST", "/deploy_tokens", {"name": "x", "scopes": ["api"]}, "scopes does not have a valid value"),
        ("POST", "/deploy_tokens", {"name": ["x"], "scopes": ["read_registry"]}, "name is invalid"),
        ("POST", "/deploy_tokens", {**TOKEN, "expires_at": "soon"}, "expires_at is invalid"),
        ("GET", "/deploy_tokens/x", None, "token_id is invalid"),
        ("GET", "/deploy_tokens?active=maybe", None, "active is invalid"),
        (
            "POST",
            "/packages/protection/rules",
            {},
            "package_name_pattern is missing, package_type is missing, package_type does not have a valid value",
        ),
        (
            "POST",
            "/packages/protection/rules",
            {**RULE, "minimum_access_level_for_push": "developer"},
            "minimum_access_level_for_push does not have a valid value",
        ),
        ("DELETE", "/packages/protection/rules/x", None, "package_protection_rule_id is invalid"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_parameters_are_looked_at_before_the_caller(
    api: Api, method: str, path: str, body: dict[str, Any] | None, problem: str
) -> None:
    """Whoever asks, and wherever: also with a token that is no longer one, for a project that is not there."""
    for caller in ("", "outsider", "developer", "maintainer", "expired"):
        assert said(api(method, f"{PROJECT}{path}", caller, json=body)) == (400, problem)
    assert said(api(method, f"/projects/999999{path}", "", json=body)) == (400, problem)


@pytest.mark.parametrize(
    ("method", "path", "body", "problem"),
    [
        ("PATCH", "/job_token_scope", {}, "enabled is missing, enabled is empty"),
        ("PATCH", "/job_token_scope", {"enabled": "x"}, "enabled is invalid"),
        ("PATCH", "/job_token_scope", {"enabled": ""}, "enabled is empty"),
        (
            "POST",
            "/job_token_scope/allowlist",
            {},
            "id is invalid, target_project_id is missing, target_project_id is empty",
        ),
        ("GET", "/access_tokens?state=x", None, "state does not have a valid value"),
        (
            "POST",
            "/access_tokens",
            {"name": "x", "scopes": ["api"], "access_level": "x"},
            "access_level is invalid, access_level does not have a valid value",
        ),
        ("PUT", "", {}, "name, path are missing, at least one parameter must be provided"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_some_calls_want_somebody_first(
    api: Api, method: str, path: str, body: dict[str, Any] | None, problem: str
) -> None:
    assert said(api(method, f"{PROJECT}{path}", "", json=body)) == (401, NOBODY)
    assert said(api(method, f"/projects/999999{path}", "", json=body)) == (401, NOBODY)
    assert api(method, f"{PROJECT}{path}", "expired", json=body).status_code == 401
    for caller in ("outsider", "developer", "maintainer"):
        assert said(api(method, f"{PROJECT}{path}", caller, json=body)) == (400, problem)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/packages?order_by=nope", "order_by does not have a valid value"),
        ("/packages?sort=up&order_by=", "order_by does not have a valid value, sort does not have a valid value"),
        ("/packages?package_type=wheel", "package_type does not have a valid value"),
        ("/packages?status=gone", "status does not have a valid value"),
        ("/packages?order_by[]=name", "order_by is invalid"),
        ("/packages/x", "package_id is invalid"),
        ("/packages/x/package_files?sort=up", "package_id is invalid, sort does not have a valid value"),
    ],
)
def test_packages_ask_first_who_may_read_them(api: Api, path: str, problem: str) -> None:
    assert said(api("GET", f"{PROJECT}{path}", "reporter")) == (400, problem)
    assert said(api("GET", f"{PROJECT}{path}", "guest")) == (403, "403 Forbidden")
    assert said(api("GET", f"{PROJECT}{path}", "outsider")) == (404, HIDDEN)


def test_what_a_list_of_packages_shows(api: Api) -> None:
    def names(query: str) -> list[str]:
        return [each["name"] for each in api("GET", f"{PROJECT}/packages?{query}").json()]

    assert "hidden" not in names("per_page=100")
    assert names("status=hidden") == ["hidden"]
    assert "deprecated" in names("per_page=100")
    assert names("package_type=npm") == names("package_name=absent") == []
    assert names("package_name=MY_PACK") == ["My_Package"]
    assert names("order_by=name&per_page=100") == sorted(names("per_page=100"))
    assert names("order_by=name&sort=desc&per_page=100") == sorted(names("per_page=100"), reverse=True)
    link = api("GET", "/groups/private/packages?exclude_subgroups=1", "admin").links["first"]["url"]
    assert "exclude_subgroups=true&id=private&order_by=created_at" in link


def test_a_groups_packages_are_those_that_the_caller_may_read(api: Api) -> None:
    def projects(caller: str, group: str = "private", **more: Any) -> set[str]:
        answer = api("GET", f"/groups/{group}/packages?per_page=100", caller, **more)
        return {package["project_path"] for package in answer.json()}

    assert projects("guest") == set()
    assert projects("reporter") == {"private/project", "private/protected"}
    assert projects("group_reporter") > projects("reporter")
    assert projects("", "mixed") < projects("alice", "mixed")
    job = {"headers": {"JOB-TOKEN": api.tokens["job"]}}
    assert api("GET", "/groups/private/packages", "", **job).status_code == 404
    assert projects("", "mixed", **job) == projects("", "mixed")


def test_lists_of_texts_come_in_each_form(api: Api) -> None:
    both = ["read_registry", "read_package_registry"]
    for sent in (
        {"json": {"name": "x", "scopes": both}},
        {"json": {"name": "x", "scopes": ",".join(both)}},
        {"data": {"name": "x", "scopes[]": both}},
        {"data": {"name": "x", "scopes": ",".join(both)}},
        {"params": {"name": "x", "scopes[]": both}},
        {"params": {"name": "x"}, "data": {"scopes": "read_registry, read_package_registry"}},
    ):
        assert api("POST", f"{PROJECT}/deploy_tokens", **sent).json()["scopes"] == both
    for sent in ({"json": {**TOKEN, "scopes": []}}, {"data": {"name": "x", "scopes": ""}}):
        assert said(api("POST", f"{PROJECT}/deploy_tokens", **sent)) == (400, "Scopes can't be blank")
    # The last of one name counts, and what the address names counts whatever else is sent.
    both_ways = api(
        "POST", f"{PROJECT}/deploy_tokens", params={"name": "1", "id": "public/project"}, json={**TOKEN, "name": "2"}
    )
    assert both_ways.json()["name"] == "2"


def test_unknown_parameters_are_passed_over(api: Api) -> None:
    for path in (*LISTS, *ONES):
        assert api("GET", f"{path}?nothing=x", "admin").status_code == 200


def test_each_address_tells_its_methods_and_knows_no_other(api: Api) -> None:
    paths = {address.path for address in REST}
    for path in paths:
        known = sorted({address.method for address in REST if address.path == path} | {"OPTIONS"})
        asked = re.sub(r"\{\w+\}", "1", path).removeprefix("/api/v4")
        answer = api("OPTIONS", asked)
        given = answer.headers["Allow"].split(", ")
        assert (answer.status_code, sorted({*given} - {"HEAD"})) == (204, known)
        assert ("HEAD" in given) == ("GET" in known)
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {*known}:
            refused = api(method, asked)
            # A package called `pypi` or `protection` is no number.
            assert (refused.status_code, json.loads(refused.text or "{}")) in (
                (404, {"error": "404 Not Found"}),
                (400, {"error": "package_id is invalid"}),
            )


def test_a_project_that_is_not_there_asks_no_token_whether_it_holds(api: Api) -> None:
    """What is no token at all is refused first; GET of a project looks at the token before, and so does a group."""
    for path in ("/deploy_tokens", "/deploy_tokens/1"):
        assert [api("GET", f"/projects/999999{path}", who).status_code for who in ("", "expired", "outsider")] == [
            404
        ] * 3
        assert api("GET", f"/projects/999999{path}", "", headers={"PRIVATE-TOKEN": "none"}).status_code == 401
    for path in ("/projects/999999", "/groups/999999", "/groups/999999/deploy_tokens"):
        assert [api("GET", path, who).status_code for who in ("", "expired", "outsider")] == [404, 401, 404]


@pytest.mark.parametrize(
    ("method", "path", "said_of_it"),
    [
        ("GET", PROJECT, 'permissions: [read_project] for "private/project".'),
        ("POST", f"{PROJECT}/archive", 'permissions: [archive_project] for "private/project".'),
        ("GET", f"{PROJECT}/deploy_tokens", 'permissions: [read_deploy_token] for "private/project".'),
        ("GET", "/groups/private/access_tokens", 'permissions: [read_resource_access_token] for "private".'),
        ("GET", "/projects", "permissions: [read_project]."),
        ("GET", f"{PROJECT}/job_token_scope", "Unable to determine boundary and permissions for authorization"),
    ],
)
def test_a_fine_grained_token_does_nothing_but_packages(api: Api, method: str, path: str, said_of_it: str) -> None:
    answer = api(method, path, "granular_read")
    assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_granular_scope")
    assert answer.json()["error_description"].endswith(said_of_it)
    assert api("GET", f"{PROJECT}/packages", "granular_read").status_code == 200


def test_projects_are_sorted_and_say_how(api: Api) -> None:
    newest = api("GET", "/projects?per_page=100", "admin")
    numbers = [each["id"] for each in newest.json()]
    assert numbers == sorted(numbers, reverse=True)
    assert "order_by=created_at&owned=false" in newest.links["first"]["url"]
    names = [each["name"] for each in api("GET", "/projects?order_by=name&sort=asc&per_page=100", "admin").json()]
    assert names == sorted(names)
    assert said(api("GET", "/projects?order_by=size", "admin")) == (400, "order_by does not have a valid value")


def test_the_version_is_one_that_clients_can_read(api: Api) -> None:
    assert api("GET", "/version").json()["version"] == "18.9.0-pre"
