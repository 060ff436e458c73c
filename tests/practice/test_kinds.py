"""What holds of every answer of a kind, whoever asks and wherever: forms of addresses, HEAD, ETags, carriers."""

import base64
import hashlib
import html
import re
import tomllib
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from registry_guide.practice.running import Running
from tools.checks.asking import WORLD

Clients = Callable[[str], httpx.Client]
Registry = Callable[[str], Running]

TOKENS = {table["name"]: table["kind"] for table in tomllib.loads(WORLD.read_text("utf-8"))["token"]}
PRINCIPALS = (None, *TOKENS)
# A place and its number.
PLACES = {"projects/private/project": 3, "projects/public/project": 1, "groups/private": 3, "groups/public": 1}
ENDS = ("simple", "simple/my-package", "simple/only-public", f"files/{'0' * 64}/x-1.0.whl", "nothing")
PRIVATE = "/api/v4/projects/private%2Fproject/packages/pypi"
HEADERS = ("content-type", "location", "www-authenticate", "vary", "content-disposition", "accept-ranges", "allow")


def address(place: str, end: str, named: str = "") -> str:
    kind, _, path = place.partition("/")
    named = named or quote(path, safe="")
    return f"/api/v4/{kind}/{named}{'/-' if kind == 'groups' else ''}/packages/pypi/{end}"


def basic(user: str, secret: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"}


@pytest.fixture
def running(registry: Registry) -> Running:
    return registry("")


@pytest.fixture
def client(running: Running, clients: Clients) -> httpx.Client:
    client = clients(running.plain)
    client.headers["Host"] = "gitlab.example.com"
    return client


def login(running: Running, principal: str | None) -> dict[str, str]:
    if principal is None:
        return {}
    return basic("gitlab-ci-token" if TOKENS[principal] == "job" else "x", running.tokens[principal])


def same(one: httpx.Response, other: httpx.Response, *, head: bool = False) -> bool:
    names = HEADERS if head else (*HEADERS, "etag", "cache-control", "content-length")
    return [one.headers.get(name) for name in names] == [other.headers.get(name) for name in names]


def kinds(step: int) -> Iterator[tuple[str | None, str, str]]:
    """Give principals, places and ends, each pair of two among them, thinned out."""
    for number, each in enumerate(product(PRINCIPALS, PLACES, ENDS)):
        if number % step == 0:
            yield each


def test_every_form_of_an_address_gives_the_same_answer(running: Running, client: httpx.Client) -> None:
    for principal, place, end in kinds(29):
        headers, number = login(running, principal), PLACES[place]
        expected = client.get(address(place, end), headers=headers)
        forms = [
            address(place, end, str(number)),
            address(place, end, f"00{number}"),
            address(place, end, place.partition("/")[2].upper().replace("/", "%2f")),
            address(place, end).replace("/packages", "//packages"),
            *([] if end.startswith("files") else [f"{address(place, end)}/"]),
        ]
        for form in forms:
            answer = client.get(form, headers=headers)
            assert (answer.status_code, answer.text) == (expected.status_code, expected.text), (principal, form)
            assert same(answer, expected), (principal, form)


def test_head_is_told_what_get_is_and_nothing_of_the_body(running: Running, client: httpx.Client) -> None:
    for principal, place, end in kinds(11):
        headers = login(running, principal)
        got = client.get(address(place, end), headers=headers)
        head = client.head(address(place, end), headers=headers)
        assert head.status_code == (303 if got.status_code == 302 else got.status_code)
        assert same(head, got, head=True), (principal, place, end)
        assert head.headers["Cache-Control"] == "no-cache"
        assert head.headers["Content-Length"] == "0"
        assert "ETag" not in head.headers


def test_every_answer_of_the_api_has_the_headers_of_its_status(running: Running, client: httpx.Client) -> None:
    for principal, place, end in kinds(9):
        headers = login(running, principal)
        answer = client.get(address(place, end), headers=headers)
        assert answer.headers["Vary"] == "Origin"
        assert ("WWW-Authenticate" in answer.headers) == (answer.status_code == 401)
        assert ("ETag" in answer.headers) == (answer.status_code == 200)
        if answer.status_code != 200:
            assert answer.headers["Cache-Control"] == "no-cache"
            continue
        assert answer.headers["Cache-Control"] == "max-age=0, private, must-revalidate"
        again = client.get(address(place, end), headers={**headers, "If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == answer.headers["ETag"]
        assert again.headers["Cache-Control"] == answer.headers["Cache-Control"]
        assert "Content-Type" not in again.headers
        for other in ("*", 'W/"0"', f"{answer.headers['ETag']}, x"):
            assert client.get(address(place, end), headers={**headers, "If-None-Match": other}).status_code == 200


def test_an_address_takes_no_other_method(running: Running, client: httpx.Client) -> None:
    for number, (principal, place, end) in enumerate(kinds(17)):
        method = ("POST", "PUT", "PATCH", "DELETE")[number % 4]
        answer = client.request(method, address(place, end), headers=login(running, principal))
        assert (answer.status_code, answer.text) == (404, '{"error":"404 Not Found"}'), (method, principal, place, end)


CARRIERS = {
    "personal": ("bearer", "private-token", "private_token=", "access_token=", "bearer_token="),
    "project": ("bearer", "private-token", "private_token=", "access_token=", "bearer_token="),
    "group": ("bearer", "private-token", "private_token=", "access_token=", "bearer_token="),
    "deploy": ("bearer", "deploy-token", "access_token="),
    "job": ("bearer", "access_token="),
}


def carried(carrier: str, secret: str) -> dict[str, Any]:
    if carrier == "bearer":
        return {"headers": {"Authorization": f"Bearer {secret}"}}
    if carrier.endswith("="):
        return {"params": {carrier.removesuffix("="): secret}}
    return {"headers": {carrier: secret}}


def test_a_token_counts_alike_in_each_carrier_that_takes_it(running: Running, client: httpx.Client) -> None:
    for principal, place, end in kinds(13):
        # By Basic these are nobody's, or refused; as Bearer it is the other way round.
        if principal is None or principal in ("deploy_expired", "deploy_revoked", "job_finished", "oauth"):
            continue
        expected = client.get(address(place, end), headers=login(running, principal))
        for carrier in CARRIERS[TOKENS[principal]]:
            answer = client.get(address(place, end), **carried(carrier, running.tokens[principal]))
            assert (answer.status_code, answer.text) == (expected.status_code, expected.text), (principal, carrier)
            assert same(answer, expected)


# Of two credentials, the one that counts at a private project: an index for it, or a refusal.
TWO = [
    ("a deploy token by Basic, before a wrong PRIVATE-TOKEN", {"basic": "deploy_read", "private-token": "wrong"}, 200),
    ("Basic shuts out Deploy-Token", {"basic": "wrong", "deploy-token": "deploy_read"}, 401),
    ("Basic shuts out Deploy-Token: the access token counts", {"basic": "guest", "deploy-token": "deploy_read"}, 403),
    ("Deploy-Token, before Bearer", {"bearer": "guest", "deploy-token": "deploy_read"}, 200),
    ("a wrong Deploy-Token hides a deploy token as Bearer", {"bearer": "deploy_read", "deploy-token": "wrong"}, 401),
    ("PRIVATE-TOKEN, before Basic", {"basic": "guest", "private-token": "reporter"}, 200),
    ("a wrong PRIVATE-TOKEN, before Basic", {"basic": "reporter", "private-token": "wrong"}, 401),
    ("PRIVATE-TOKEN, before an access token as Bearer", {"bearer": "guest", "private-token": "reporter"}, 200),
    ("a job's token as Bearer, before PRIVATE-TOKEN", {"bearer": "job_reporter", "private-token": "guest"}, 200),
    ("an OAuth token as Bearer, before PRIVATE-TOKEN", {"bearer": "oauth", "private-token": "guest"}, 200),
    ("what begins as a job token is passed over", {"basic": "reporter", "private-token": "glcbt-none"}, 200),
    ("the parameter, before the header", {"private_token=": "reporter", "private-token": "guest"}, 200),
    ("PRIVATE-TOKEN, before a job's by Basic", {"basic": "job_reporter", "private-token": "guest"}, 403),
    ("JOB-TOKEN does not count", {"job-token": "job_reporter", "basic": "guest"}, 403),
]


@pytest.mark.parametrize(("given", "status"), [row[1:] for row in TWO], ids=[row[0] for row in TWO])
def test_of_two_credentials_one_counts(
    given: dict[str, str], status: int, running: Running, client: httpx.Client
) -> None:
    sent: dict[str, Any] = {"headers": {}, "params": {}}
    for carrier, name in given.items():
        secret = running.tokens.get(name, name)
        user = "gitlab-ci-token" if TOKENS.get(name) == "job" else "x"
        one = {"headers": basic(user, secret)} if carrier == "basic" else carried(carrier, secret)
        for part, values in one.items():
            sent[part] |= values
    answer = client.get(f"{PRIVATE}/simple", **sent)
    assert answer.status_code == status


def test_basic_is_read_as_loosely_as_ruby_reads_it(running: Running, client: httpx.Client) -> None:
    for principal in ("owner", "reporter", "deploy_read"):
        for user in ("", "a", "ab", "abc"):
            whole = basic(user, running.tokens[principal])["Authorization"].partition(" ")[2]
            ended = f"{whole}AAAA" if "=" in whole else whole
            for text in (whole, whole.rstrip("="), f"{whole[:5]}-\t{whole[5:]}", ended):
                answer = client.get(f"{PRIVATE}/simple", headers={"Authorization": f"bAsIc {text}"})
                assert answer.status_code == 200, (principal, text)
    for text in ("!", "=", "A", "eA=="):
        assert client.get(f"{PRIVATE}/simple", headers={"Authorization": f"Basic {text}"}).status_code == 401


def test_a_blocked_user_hears_of_that_before_scopes_and_an_end_before_all(fresh: Registry, clients: Clients) -> None:
    running = fresh("void")
    for name, said in (("blocked_reader", "has been blocked"), ("ended", "expired"), ("blocked_ended", "expired")):
        answer = clients(running.plain).get(f"{PRIVATE}/simple", auth=("", running.tokens[name]))
        assert said in answer.text, name


TURNED_AWAY = {
    "a null byte": "/simple/a%00b",
    "no UTF-8": "/simple/%FF",
    "half an escape": "/simple/%zz",
    "a parameter that is no UTF-8": "/simple?a=%FF",
    "a null byte in a parameter": "/simple?a=%00",
    "half an escape in a parameter": "/simple?a=%",
}
LEADING_OUT = {
    "dots at the end": "/simple/%2E%2E",
    "dots within": "/simple/..%2Fx",
    "dots and a backslash": "/simple/x%5C..%5Cy",
    "dots in a file's address": "/files/aa/..%2f..%2fx.whl",
    "dots in a parameter": "/simple?a=x/../y",
}


@pytest.mark.parametrize("end", [*TURNED_AWAY.values(), *LEADING_OUT.values()], ids=[*TURNED_AWAY, *LEADING_OUT])
def test_what_the_api_does_not_see(end: str, running: Running, client: httpx.Client) -> None:
    text = "Bad Request" if end in TURNED_AWAY.values() else "Potential path traversal attempt detected."
    for principal in (None, "owner", "expired"):
        answer = client.get(f"{PRIVATE}{end}", headers=login(running, principal))
        assert (answer.status_code, answer.text) == (400, text)
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert not {"vary", "cache-control", "www-authenticate"} & set(answer.headers)


def test_credentials_that_are_no_text_are_turned_away(client: httpx.Client) -> None:
    for value in (b"Basic eDr/", b"Basic eDoA", b"Bearer \xff"):
        answer = client.get("/api/v4/projects/1/packages/pypi/simple", headers=[(b"Authorization", value)])
        assert (answer.status_code, answer.text) == (400, "Bad Request")


NO_FILE_PATHS = ("/simple/%2E", "/simple/a%0Ab", "/simple/%2Fetc", "/simple/a%252Bb")


@pytest.mark.parametrize("end", [*NO_FILE_PATHS, "/files/aa/%2E%2E.whl", "/files/aa/%2Fx.whl"])
def test_a_name_that_is_no_path_is_refused_before_the_place_is_looked_for(
    end: str, running: Running, client: httpx.Client
) -> None:
    named = "package_name" if end.startswith("/simple") else "file_identifier"
    for project in ("private%2Fproject", "424242"):
        answer = client.get(f"/api/v4/projects/{project}/packages/pypi{end}", headers=login(running, None))
        assert (answer.status_code, answer.json()) == (400, {"error": f"{named} should be a valid file path"})


def test_formats_that_the_api_does_not_speak(running: Running, client: httpx.Client) -> None:
    for place, end in product(PLACES, ENDS):
        for wanted in ("xml", "txt"):
            answer = client.get(address(place, end), params={"format": wanted})
            expected = {"error": f"The requested format '{wanted}' is not supported."}
            assert (answer.status_code, answer.json()) == (406, expected)
        assert client.get(address(place, end), params={"format": "json"}).status_code != 406


def test_a_request_for_another_format_counts_against_the_rate_limit_and_a_broken_one_does_not(
    fresh: Registry, clients: Clients
) -> None:
    running = fresh("limited")
    ends = ("?format=xml", "/%FF", "/%2E%2E", "?format=xml")
    answers = [clients(running.plain).get(f"{PRIVATE}/simple{end}") for end in ends]
    assert [answer.headers.get("RateLimit-Observed") for answer in answers] == ["1", None, None, "2"]
    assert [answer.status_code for answer in answers] == [406, 400, 400, 406]


def test_a_routes_own_format_may_be_said(running: Running, client: httpx.Client) -> None:
    headers = login(running, "group_reporter")
    for place, end in product(PLACES, ("simple", "simple/my-package")):
        expected = client.get(address(place, end), headers=headers)
        assert client.get(f"{address(place, end)}.txt", headers=headers).text == expected.text
    assert client.get(f"{PRIVATE}/simple.json", headers=headers).json() == {"error": "404 Not Found"}


OPTIONS = {
    f"{PRIVATE}/simple": "OPTIONS, GET, HEAD",
    f"{PRIVATE}/simple/x": "OPTIONS, GET, HEAD",
    f"{PRIVATE}/files/a/b.whl": "OPTIONS, GET, HEAD",
    "/api/v4/groups/3/-/packages/pypi/simple": "OPTIONS, GET, HEAD",
    PRIVATE: "OPTIONS, GET, DELETE, HEAD",
    "/api/v4/projects/3/packages/7": "OPTIONS, GET, DELETE, HEAD",
    "/api/v4/projects/3/deploy_tokens": "OPTIONS, GET, POST, HEAD",
}


@pytest.mark.parametrize(("path", "methods"), OPTIONS.items())
def test_options_are_told_the_methods_to_whoever_asks(
    path: str, methods: str, running: Running, client: httpx.Client
) -> None:
    for principal in (None, "owner", "expired"):
        answer = client.options(path, headers=login(running, principal))
        assert (answer.status_code, answer.headers["Allow"], answer.content) == (204, methods, b"")
        assert "Content-Type" not in answer.headers
    assert client.options(f"{PRIVATE}/nothing").json() == {"error": "404 Not Found"}


@pytest.mark.parametrize("path", ["/api", "/api/v5/projects/3", "/api/V4/projects/3", "/simple/", "/pypi/simple/x"])
def test_beside_the_api_is_the_way_to_the_sign_in_page(path: str, running: Running, client: httpx.Client) -> None:
    for principal in (None, "owner", "expired"):
        answer = client.get(path, headers=login(running, principal))
        assert (answer.status_code, answer.headers["Location"]) == (302, "https://gitlab.example.com/users/sign_in")
        assert answer.headers["Cache-Control"] == "no-cache"
        assert client.post(path, headers=login(running, principal)).status_code == 422


@pytest.mark.parametrize("name", ["a b", "\u00e4", "a&b", 'a"b', "a?b", "a+b", "%"])
def test_a_forwarded_name_is_not_escaped(name: str, running: Running, client: httpx.Client) -> None:
    answer = client.get(f"{PRIVATE}/simple/{quote(name, safe='')}", headers=login(running, "owner"))
    to = f"https://pypi.org/simple/{name}/"
    assert answer.json() == f"This resource has been moved temporarily to {to}."
    assert answer.status_code == 302
    assert dict(answer.headers.raw)[b"location"] == to.encode()


# --- Uploads --------------------------------------------------------------------------------------------------------


def upload(client: httpx.Client, running: Running, fields: dict[str, Any], **more: Any) -> httpx.Response:
    return client.post(PRIVATE, headers=login(running, "owner"), data={"version": "1.0", **fields}, **more)


def test_long_metadata_end_in_dots_and_short_ones_are_whole(running: Running, client: httpx.Client) -> None:
    for length in (254, 255, 256, 300):
        name, python = f"cut-{length}", f"<{'9' * (length - 1)}"
        fields = {"name": name, "requires_python": python, "sha256_digest": "1" * 64}
        assert upload(client, running, fields, files={"content": (f"{name}.whl", b"x")}).status_code == 201
        page = client.get(f"{PRIVATE}/simple/{name}", headers=login(running, "owner")).text
        found = re.search('data-requires-python="([^"]*)"', page)
        assert found is not None
        assert html.unescape(found[1]) == (python if length <= 255 else f"{python[:252]}...")


def test_pages_are_escaped_as_ruby_escapes(running: Running, client: httpx.Client) -> None:
    fields = {"name": "quoted", "requires_python": "<\"'&>", "sha256_digest": "1" * 64}
    assert upload(client, running, fields, files={"content": ("quoted.whl", b"x")}).status_code == 201
    page = client.get(f"{PRIVATE}/simple/quoted", headers=login(running, "owner")).text
    assert 'data-requires-python="&lt;&quot;&#39;&amp;&gt;"' in page


def test_names_stand_as_they_are_in_the_indexs_addresses(running: Running, client: httpx.Client) -> None:
    fields = {"name": "@scope/of.a", "sha256_digest": "1" * 64}
    assert upload(client, running, fields, files={"content": ("scoped.whl", b"x")}).status_code == 201
    index = client.get(f"{PRIVATE}/simple", headers=login(running, "owner")).text
    assert '/packages/pypi/simple/@scope/of-a" data' in index
    for form in ("@scope/of-a", "%40scope%2Fof-a", "@SCOPE%2FOF-A/"):
        page = client.get(f"{PRIVATE}/simple/{form}", headers=login(running, "owner"))
        assert (page.status_code, "scoped.whl" in page.text) == (200, True)


def test_the_title_is_the_first_versions_name_with_or_without_a_file(running: Running, client: httpx.Client) -> None:
    for name in ("First_Spelled", "first-spelled"):
        fields = {"name": name, "sha256_digest": "1" * 64}
        assert upload(client, running, fields, files={"content": (f"{name}.whl", b"x")}).status_code == 201
    maintainer = {"PRIVATE-TOKEN": running.tokens["maintainer"]}
    packages = "/api/v4/projects/3/packages"
    found = client.get(packages, params={"package_name": "First_Spelled"}, headers=maintainer).json()
    (file,) = client.get(f"{packages}/{found[0]['id']}/package_files", headers=maintainer).json()
    gone = client.delete(f"{packages}/{found[0]['id']}/package_files/{file['id']}", headers=maintainer)
    assert gone.status_code == 204
    page = client.get(f"{PRIVATE}/simple/first-spelled", headers=login(running, "owner")).text
    assert "<title>Links for First_Spelled</title>" in page
    assert re.findall(">([^<]*)</a>", page) == ["first-spelled.whl"]


ODD = {
    "an empty digest": ({"name": "odd", "sha256_digest": ""}, True, "sha256_digest is invalid"),
    "a list": ({"name[]": "odd"}, True, "name is invalid"),
    "a table": ({"name": "odd", "summary[a]": "x"}, True, "summary is invalid"),
    "a list for the file": ({"name": "odd", "content[]": "x"}, False, "content is invalid"),
    "all at once": (
        {"version[]": "1", "keywords[]": "x", "sha256_digest": "y"},
        False,
        "content is missing, name is missing, version is invalid, keywords is invalid, sha256_digest is invalid",
    ),
}


@pytest.mark.parametrize(("fields", "file", "text"), ODD.values(), ids=ODD)
def test_odd_parameters_are_refused(
    fields: dict[str, str], file: bool, text: str, running: Running, client: httpx.Client
) -> None:
    parts: list[tuple[str, Any]] = [(name, (None, value.encode())) for name, value in fields.items()]
    if not any(name.startswith("version") for name in fields):
        parts.append(("version", (None, b"1.0")))
    if file:
        parts.append(("content", ("odd-1.0.whl", b"x")))
    answer = client.post(PRIVATE, headers=login(running, "owner"), files=parts)
    assert (answer.status_code, answer.json()) == (400, {"error": text})


def test_a_field_that_is_a_file_is_no_text_and_a_file_that_nobody_chose_is_missing(
    running: Running, client: httpx.Client
) -> None:
    files = {"name": ("name.txt", b"odd"), "content": ("odd-1.0.whl", b"x")}
    assert upload(client, running, {}, files=files).json() == {"error": "name is invalid"}
    body = (
        b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nodd\r\n'
        b'--b\r\nContent-Disposition: form-data; name="version"\r\n\r\n1.0\r\n'
        b'--b\r\nContent-Disposition: form-data; name="content"; filename%b\r\n\r\nx\r\n--b--\r\n'
    )
    kind = {"Content-Type": "multipart/form-data; boundary=b", **login(running, "owner")}
    assert client.post(PRIVATE, headers=kind, content=body % b'=""').json() == {"error": "content is missing"}
    named = client.post(PRIVATE, headers=kind, content=body % b"*=UTF-8''the%20one-1.0.whl")
    assert named.status_code == 201
    page = client.get(f"{PRIVATE}/simple/odd", headers=login(running, "owner")).text
    assert ">the_one-1.0.whl</a>" in page


JSON = [
    ('{"name": 1, "version": true}', "content is missing"),
    ('{"name": {}, "version": []}', "content is missing, name is invalid, version is invalid"),
    ('{"content": {}, "name": "x", "version": "1"}', "content is invalid"),
    ("[]", "content is missing, name is missing, version is missing"),
]


@pytest.mark.parametrize(("body", "text"), JSON)
def test_json_is_read_and_has_no_file(body: str, text: str, running: Running, client: httpx.Client) -> None:
    headers = {**login(running, "owner"), "Content-Type": "application/json"}
    assert client.post(PRIVATE, headers=headers, content=body).json() == {"error": text}


def test_a_body_of_another_kind_is_not_read(running: Running, client: httpx.Client) -> None:
    for kind in ("text/plain", "application/octet-stream", "application/x-gzip"):
        headers = {"Content-Type": f"{kind}; charset=utf-8"}
        answer = client.post(PRIVATE, headers={**headers, **login(running, "owner")}, content=b"x")
        expected = {"error": f"The provided content-type '{kind}' is not supported."}
        assert (answer.status_code, answer.json()) == (415, expected)
        # The role comes first, and a body of nothing has no kind.
        assert client.post(PRIVATE, headers=headers, content=b"x").status_code == 401
        assert client.post(PRIVATE, headers={**headers, **login(running, "owner")}).status_code == 400
    bare = {"Content-Type": "multipart/form-data", **login(running, "owner")}
    answer = client.post(PRIVATE, headers=bare, content=b"x")
    assert (answer.status_code, answer.text) == (400, "Bad Request\n")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("u\u0308-1.0.whl", "u\u0308-1.0.whl"), ("\u00b2-1.0.whl", "_-1.0.whl"), ("\u2460-1.0.whl", "_-1.0.whl")],
)
def test_letters_marks_and_decimal_digits_of_any_script_stay_in_a_file_name(
    given: str, kept: str, running: Running, client: httpx.Client
) -> None:
    name = f"word-{hashlib.sha256(given.encode()).hexdigest()[:8]}"
    fields = {"name": name, "sha256_digest": "1" * 64}
    assert upload(client, running, fields, files={"content": (given, b"x")}).status_code == 201
    page = client.get(f"{PRIVATE}/simple/{name}", headers=login(running, "owner"))
    assert (page.status_code == 200) is kept.isascii()
    admin = {"PRIVATE-TOKEN": running.tokens["admin"]}
    packages = client.get("/api/v4/projects/3/packages", params={"package_name": name}, headers=admin).json()
    files = client.get(f"/api/v4/projects/3/packages/{packages[0]['id']}/package_files", headers=admin).json()
    assert [file["file_name"] for file in files] == [kept]
