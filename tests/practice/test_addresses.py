"""Addresses that are none of the package registry's, and the headers that every answer of the API has."""

from collections.abc import Callable

import httpx
import pytest

from registry_guide.practice.running import Running, practice

HOST = {"Host": "gitlab.example.com"}
SIMPLE = "/api/v4/projects/private%2Fproject/packages/pypi/simple"
SIGN_IN = "https://gitlab.example.com/users/sign_in"


@pytest.fixture
def client(registry: Callable[[str], Running], clients: Callable[[str], httpx.Client]) -> httpx.Client:
    return clients(registry("").plain)


@pytest.mark.parametrize("path", ["/_/oidc/audience", "/private/project", "/projects/3/packages/pypi", "/x/y/z?a=b"])
def test_outside_the_api_whoever_is_not_signed_in_is_sent_to_sign_in(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers=HOST)
    assert (answer.status_code, answer.headers["Location"]) == (302, SIGN_IN)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = client.get("/users/sign_in", headers=HOST)
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    sent = client.post(path, headers=HOST, files={"content": ("a-1.0.tar.gz", b"a")})
    assert (sent.status_code, sent.headers["Content-Type"]) == (422, "text/html; charset=utf-8")


@pytest.mark.parametrize("project", ["private/project", "private/nothing"])
def test_git_is_asked_who_it_is_and_finds_no_repository(client: httpx.Client, project: str) -> None:
    path = f"/{project}.git/info/refs?service=git-upload-pack"
    for given in (None, ("anybody", "not-a-token")):
        answer = client.get(path, headers=HOST, auth=given)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="GitLab"')
    assert client.get(path, headers=HOST, auth=("anybody", "glpat-EXAMPLE-developer")).status_code == 404


def test_the_api_of_another_version(client: httpx.Client) -> None:
    assert client.get("/api/v3/projects", headers=HOST).status_code == 410
    assert client.get("/api/v4/nothing", headers=HOST).json() == {"error": "404 Not Found"}


@pytest.mark.parametrize(("name", "methods"), [("simple", "GET, HEAD"), ("", "GET, DELETE, HEAD")])
def test_options_names_the_methods(client: httpx.Client, name: str, methods: str) -> None:
    answer = client.options(f"/api/v4/projects/3/packages/pypi/{name}", headers=HOST)
    assert answer.status_code == 204
    assert answer.headers["Allow"] == f"OPTIONS, {methods}"


def test_every_answer_of_the_api_keeps_browsers_from_guessing(
    client: httpx.Client, registry: Callable[[str], Running]
) -> None:
    auth = ("", registry("").tokens["owner"])
    for path in (SIMPLE, f"{SIMPLE}/my-package/", f"{SIMPLE}/absent/", "/api/v4/nothing", "/api/v4/version"):
        answer = client.get(path, headers=HOST, auth=auth)
        told = {name: answer.headers[name] for name in ("Vary", "X-Frame-Options", "X-Content-Type-Options")}
        assert told == {"Vary": "Origin", "X-Frame-Options": "SAMEORIGIN", "X-Content-Type-Options": "nosniff"}


def test_a_page_that_was_not_changed_is_not_sent_again(
    client: httpx.Client, registry: Callable[[str], Running]
) -> None:
    auth = ("", registry("").tokens["owner"])
    first = client.get(f"{SIMPLE}/my-package/", headers=HOST, auth=auth)
    for sent, status in ((first.headers["ETag"], 304), ('W/"other"', 200)):
        again = client.get(f"{SIMPLE}/my-package/", headers={**HOST, "If-None-Match": sent}, auth=auth)
        assert (again.status_code, again.headers["ETag"]) == (status, first.headers["ETag"])
    assert client.get(f"{SIMPLE}//my-package//", headers=HOST, auth=auth).content == first.content


def test_a_renamed_and_an_archived_project(tmp_path_factory: pytest.TempPathFactory) -> None:
    world = tmp_path_factory.mktemp("world") / "world.toml"
    world.write_text(
        """
[[user]]
username = "alice"
[[project]]
path = "alice/renamed"
former_paths = ["alice/once", "gone-group/once"]
[[project]]
path = "alice/archived"
archived = true
[[package]]
project = "alice/archived"
name = "kept"
version = "1.0"
[[token]]
name = "alice"
kind = "personal"
user = "alice"
scopes = ["api"]
""",
        "utf-8",
    )
    with practice(world=world) as running, httpx.Client(base_url=running.plain) as client:
        auth = ("", running.tokens["alice"])

        def upload(project: str) -> int:
            file = {"content": ("new-1.0.tar.gz", project.encode())}
            fields = {"name": project.replace("%2F", "-"), "version": "1.0"}
            return client.post(
                f"/api/v4/projects/{project}/packages/pypi", auth=auth, data=fields, files=file
            ).status_code

        for old in ("alice%2Frenamed", "alice%2Fonce", "gone-group%2Fonce"):
            assert client.get(f"/api/v4/projects/{old}/packages/pypi/simple", auth=auth).status_code == 200
            assert upload(old) == 201
        assert client.get("/api/v4/projects/alice%2Farchived/packages/pypi/simple/kept/", auth=auth).status_code == 200
        assert upload("alice%2Farchived") == 403
