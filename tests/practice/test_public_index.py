"""The stand-in for PyPI answers as PyPI does, over HTTP: forms of a page, JSON, metadata, times, caches, faults."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import Parser
from os import utime
from pathlib import Path

import httpx
import pytest
from packaging.metadata import Metadata
from pypi_simple import ACCEPT_HTML_ONLY, ACCEPT_JSON_ONLY, ProjectPage

from registry_guide.practice.running import PracticeFailedError, Running, practice
from registry_guide.practice.world.wheel import wheel, wheel_name

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"

WORLD = """
[[pypi.package]]
name = "Many.Things"
version = "1.0"
requires = ["other>=1"]
requires_python = ">=3.8"
extras = { fast = ["quick; python_version > '3'"], none = [] }

[[pypi.package]]
name = "Many.Things"
version = "2.0rc1"
uploaded = 2026-05-05T12:00:00+02:00

[[pypi.package]]
name = "Many.Things"
version = "3.0"
yanked = "it <broke> everything"
uploaded = 2026-06-06

[[pypi.package]]
name = "in-both"
version = "1.0"
uploaded = "2025-05-05T00:00:00Z"
"""


@dataclass(frozen=True)
class Standin:
    """A registry, and what asks its stand-in for PyPI."""

    running: Running
    client: httpx.Client

    def get(self, path: str, method: str = "GET", host: str = "pypi.org", **headers: str) -> httpx.Response:
        """Ask for a path of one of PyPI's hosts."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, path, headers={"Host": host, "Accept": "*/*", **named})

    def file(self, address: str, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask for a file by its address."""
        url = httpx.URL(address)
        return self.get(url.path, method, url.host, **headers)

    def why(self) -> str:
        """Give the reason of the last answer."""
        return self.running.requests()[-1].why


@pytest.fixture(scope="module")
def standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    directory = tmp_path_factory.mktemp("standin")
    house = directory / "house"
    house.mkdir()
    (house / wheel_name("housed", "1.0")).write_bytes(wheel("housed", "1.0", origin="a house", requires_python=">=3"))
    (house / wheel_name("in-both", "1.0")).write_bytes(wheel("in-both", "1.0", origin="a house"))
    (house / wheel_name("broken", "1.0")).write_bytes(b"no archive")
    (house / "no-distribution.txt").write_text("neither a wheel nor an sdist")
    (house / "linked-1.0.tar.gz").symlink_to("/dev/zero")
    with tarfile.open(house / "housed-0.9.tar.gz", "w:gz") as archive:
        about = tarfile.TarInfo("housed-0.9/PKG-INFO")
        text = b"Metadata-Version: 2.4\nName: housed\nVersion: 0.9\nRequires-Python: >=3.7\nKeywords: one,two\n"
        about.size = len(text)
        archive.addfile(about, io.BytesIO(text))
    for file in house.glob("housed*"):
        utime(file, (1_000_000_000, 1_000_000_000))
    world = directory / "world.toml"
    world.write_text(WORLD, "utf-8")
    with (
        practice(world=world, wheelhouse=house) as running,
        httpx.Client(base_url=running.plain, trust_env=False, timeout=20) as client,
    ):
        yield Standin(running, client)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "text/html; charset=UTF-8"),
        ("*/*", "text/html; charset=UTF-8"),
        ("text/html", "text/html; charset=UTF-8"),
        (JSON, JSON),
        (HTML, HTML),
        (f"{JSON}, {HTML};q=0.2, text/html;q=0.01", JSON),
        (f"{JSON};q=0.1, {HTML};q=0.2", HTML),
        (f"{JSON};q=0, text/html", "text/html; charset=UTF-8"),
        # PyPI has no other name for its newest form, and sends a page to who likes nothing of it.
        ("application/vnd.pypi.simple.latest+json", "text/html; charset=UTF-8"),
        ("application/json", "text/html; charset=UTF-8"),
        ("no media type;;", "text/html; charset=UTF-8"),
    ],
)
@pytest.mark.parametrize("path", ["/simple/", "/simple/many-things/"])
def test_a_client_is_sent_the_form_that_it_likes_best(standin: Standin, path: str, accept: str, kind: str) -> None:
    answer = standin.get(path, Accept=accept)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Vary"] == "Accept"
    assert answer.headers["Cache-Control"] == "max-age=600, public"
    assert (kind == JSON) is answer.text.startswith("{")


def parsed(standin: Standin, name: str, accept: str) -> ProjectPage:
    """Read a page with a client library that was made for PyPI."""
    answer = standin.get(f"/simple/{name}/", Accept=accept)
    if answer.headers["Content-Type"] == JSON:
        return ProjectPage.from_json_data(answer.json())
    return ProjectPage.from_html(name, answer.text)


@pytest.mark.parametrize("name", ["many-things", "housed"])
def test_both_forms_of_a_page_say_the_same(standin: Standin, name: str) -> None:
    read = [parsed(standin, name, accept).packages for accept in (ACCEPT_JSON_ONLY, ACCEPT_HTML_ONLY)]
    assert len(read[0]) == len(read[1]) > 1
    for json, html in zip(*read, strict=True):
        assert html.filename == json.filename
        assert html.url.partition("#")[0] == json.url
        assert html.digests == json.digests
        assert html.requires_python == json.requires_python
        assert (html.is_yanked, html.yanked_reason or None) == (json.is_yanked, json.yanked_reason or None)
        assert html.metadata_digests == json.metadata_digests


def test_a_page_in_json_has_what_peps_691_and_700_ask_for(standin: Standin) -> None:
    page = standin.get("/simple/many-things/", Accept=JSON).json()
    assert page["meta"]["api-version"] == "1.4"
    assert page["name"] == "many-things"
    assert page["versions"] == ["1.0", "2.0rc1", "3.0"]
    first, second, third = page["files"]
    content = standin.file(first["url"]).content
    assert first["size"] == len(content)
    assert first["hashes"] == {"sha256": hashlib.sha256(content).hexdigest()}
    assert first["requires-python"] == ">=3.8"
    assert second["requires-python"] is None
    assert [each["upload-time"] for each in page["files"]] == [
        "2024-01-01T00:00:00Z",
        "2026-05-05T10:00:00Z",
        "2026-06-06T00:00:00Z",
    ]
    assert [each["yanked"] for each in page["files"]] == [False, False, "it <broke> everything"]
    assert third["core-metadata"] == third["data-dist-info-metadata"]


def test_a_file_of_the_wheelhouse_was_uploaded_when_it_was_last_changed(standin: Standin) -> None:
    packages = parsed(standin, "housed", JSON).packages
    assert [each.filename for each in packages] == ["housed-0.9.tar.gz", "housed-1.0-py3-none-any.whl"]
    assert {each.upload_time for each in packages} == {datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)}
    assert [each.requires_python for each in packages] == [">=3.7", ">=3"]
    assert [each.has_metadata for each in packages] == [False, True]


def test_the_metadata_of_a_wheel_is_to_be_had_alone(standin: Standin) -> None:
    first = standin.get("/simple/many-things/", Accept=JSON).json()["files"][0]
    answer = standin.file(f"{first['url']}.metadata")
    assert hashlib.sha256(answer.content).hexdigest() == first["core-metadata"]["sha256"]
    read = Metadata.from_email(answer.content)
    assert (read.name, str(read.version), str(read.requires_python)) == ("Many.Things", "1.0", ">=3.8")
    assert read.provides_extra == ["fast", "none"]
    wanted = list(map(str, read.requires_dist or ()))
    assert wanted == ["other>=1", 'quick; python_version > "3" and extra == "fast"']
    assert Parser().parsestr(answer.text)["Summary"] == "From pypi.org, published by a stranger"
    sdist = standin.get("/simple/housed/", Accept=JSON).json()["files"][0]
    assert standin.file(f"{sdist['url']}.metadata").status_code == 404


def test_the_json_of_a_project_is_that_of_its_latest_release(standin: Standin) -> None:
    answer = standin.get("/pypi/many-things/json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "max-age=900, public"
    found = answer.json()
    # Neither the yanked one nor the release candidate.
    assert (found["info"]["name"], found["info"]["version"]) == ("Many.Things", "1.0")
    assert found["info"]["requires_python"] == ">=3.8"
    assert len(found["info"]["requires_dist"]) == 2
    assert sorted(found["releases"]) == ["1.0", "2.0rc1", "3.0"]
    assert found["vulnerabilities"] == []
    (file,) = found["urls"]
    assert file["packagetype"] == "bdist_wheel"
    assert file["python_version"] == "py3"
    content = standin.file(file["url"]).content
    assert file["digests"] == {
        "blake2b_256": hashlib.blake2b(content, digest_size=32).hexdigest(),
        "md5": hashlib.md5(content).hexdigest(),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert (file["upload_time"], file["upload_time_iso_8601"]) == ("2024-01-01T00:00:00", "2024-01-01T00:00:00Z")


def test_the_json_of_a_release_has_its_files_alone(standin: Standin) -> None:
    for spelled in ("3.0", "3", "3.0.0"):
        found = standin.get(f"/pypi/many-things/{spelled}/json").json()
        assert "releases" not in found
        assert found["info"]["version"] == "3.0"
        assert (found["info"]["yanked"], found["info"]["yanked_reason"]) == (True, "it <broke> everything")
        assert [each["yanked"] for each in found["urls"]] == [True]
    sdist = standin.get("/pypi/housed/0.9/json").json()
    assert [each["packagetype"] for each in sdist["urls"]] == ["sdist"]
    assert sdist["info"]["keywords"] == "one,two"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/simple", "/simple/"),
        ("/simple/many-things", "/simple/many-things/"),
        ("/simple/Many.Things/", "/simple/many-things/"),
        ("/simple/many___THINGS/", "/simple/many-things/"),
        ("/pypi/Many.Things/json", "/pypi/many-things/json"),
        ("/pypi/Many.Things/1.0/json", "/pypi/many-things/1.0/json"),
    ],
)
def test_another_spelling_leads_to_the_address_that_counts(standin: Standin, path: str, target: str) -> None:
    answer = standin.get(path)
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://pypi.org{target}"
    assert standin.get(target).status_code == 200


@pytest.mark.parametrize("path", ["/simple/", "/simple/many-things/", "/pypi/many-things/json", "file", "metadata"])
def test_an_answer_comes_whole_in_part_or_not_again(standin: Standin, path: str) -> None:
    if not path.startswith("/"):
        url = standin.get("/simple/many-things/", Accept=JSON).json()["files"][0]["url"]
        address = url if path == "file" else f"{url}.metadata"
    else:
        address = f"https://pypi.org{path}"
    whole = standin.file(address)
    assert whole.status_code == 200
    tag = whole.headers["ETag"]
    again = standin.file(address, If_None_Match=tag)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert standin.file(address, If_None_Match='"another"').content == whole.content
    head = standin.file(address, "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}
    part = standin.file(address, Range="bytes=2-5")
    assert (part.status_code, part.content) == (206, whole.content[2:6])
    assert part.headers["Content-Range"] == f"bytes 2-5/{len(whole.content)}"
    assert standin.file(address, Range="bytes=99999999-").status_code == 416


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/simple/nothing/", 404, "404 Not Found"),
        ("/simple/..%2f..%2fetc/", 404, "404 Not Found"),
        ("/pypi/nothing/json", 404, '{"message": "Not Found"}'),
        ("/pypi/nothing/1.0/json", 404, '{"message": "Not Found"}'),
        ("/pypi/many-things/4.0/json", 404, '{"message": "Not Found"}'),
        ("/pypi/many-things/1.0%0d%0aX:%20y/json", 404, '{"message": "Not Found"}'),
        ("/pypi/many-things/1.0/urls/json", 404, '{"message": "Not Found"}'),
        ("/pypi/many-things", 404, "404 Not Found"),
        ("/api/v4/projects", 404, "404 Not Found"),
        ("/users/sign_in", 404, "404 Not Found"),
    ],
)
def test_what_pypi_does_not_have_is_its_own_404(standin: Standin, path: str, status: int, body: str) -> None:
    answer = standin.get(path)
    assert (answer.status_code, answer.text) == (status, body)
    assert answer.headers["Content-Type"].startswith("application/json" if body[0] == "{" else "text/plain")
    assert "GitLab" not in standin.why()
    assert standin.why().startswith("the stand-in for PyPI has no ")


def test_each_host_names_itself_in_its_reasons(standin: Standin) -> None:
    asked = {"pypi.org": "PyPI", "files.pythonhosted.org": "PyPI", "objects.gitlab.example.com": "object storage"}
    for host, name in asked.items():
        for method in ("GET", "POST", "DELETE"):
            answer = standin.get("/api/v4/there-is-nothing", method, host)
            assert answer.status_code in (404, 405)
            # With this header GitLab's API answers whatever it is asked.
            assert "Vary" not in answer.headers
            assert name in standin.why()
            assert "GitLab" not in standin.why()
    assert standin.get("/simple/", "POST").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert standin.get("/simple/", "OPTIONS").headers["Allow"] == "OPTIONS, GET, HEAD"


def test_a_file_is_at_its_own_address_alone(standin: Standin) -> None:
    url = standin.get("/simple/many-things/", Accept=JSON).json()["files"][0]["url"]
    assert standin.file(url).status_code == 200
    name = url.rpartition("/")[2]
    assert standin.file(f"https://files.pythonhosted.org/packages/00/00/00/{name}").status_code == 404


def test_what_is_no_archive_is_a_file_without_metadata(standin: Standin) -> None:
    (file,) = standin.get("/simple/broken/", Accept=JSON).json()["files"]
    assert file["core-metadata"] is False
    assert standin.file(file["url"]).content == b"no archive"
    assert standin.get("/pypi/broken/json").json()["info"]["version"] == "1.0"


def test_only_distributions_are_packages_and_a_world_goes_before_the_wheelhouse(standin: Standin) -> None:
    names = [each["name"] for each in standin.get("/simple/", Accept=JSON).json()["projects"]]
    assert names == ["broken", "housed", "in-both", "Many.Things"]
    (file,) = standin.get("/simple/in-both/", Accept=JSON).json()["files"]
    assert file["upload-time"] == "2025-05-05T00:00:00Z"
    assert b"published by a stranger" in standin.file(f"{file['url']}.metadata").content


BAD = {
    "name = '../x'\nversion = '1'": "pypi.package '../x': name: '../x' is invalid.",
    "name = \"x\\n\"\nversion = '1'": "pypi.package 'x\\n': name: 'x\\n' is invalid.",
    "name = 'x'\nversion = '1/../2'": "pypi.package 'x': version: '1/../2' is invalid.",
    "name = 'x'\nversion = '1'\nrequires = ['a b']": "pypi.package 'x': requires: 'a b' is invalid.",
    "name = 'x'\nversion = '1'\nrequires_python = 'new'": "pypi.package 'x': requires_python: 'new' is invalid.",
    "name = 'x'\nversion = '1'\nextras = { 'a b' = [] }": "pypi.package 'x': extras: 'a b' is invalid.",
    "name = 'x'\nversion = '1'\nuploaded = 'soon'": "pypi.package 'x': uploaded: 'soon' is neither a date nor a time,",
    "name = 'x'\nversion = '1'\nuploaded = 7": "pypi.package 'x': uploaded: 7 is neither a date nor a time,",
    "name = 'x'\nversion = '1'\nuploaded = 0001-01-01T00:00:00+09:00": "pypi.package 'x': uploaded: ",
    "name = 'x'\nversion = '1'\nyanked = 3": "pypi.package[1].yanked: 3 is not of type 'boolean', 'string'.",
    "name = 'x'\nversion = '1'\n[[pypi.package]]\nname = 'X'\nversion = '1.0'": "is declared 2 times.",
}


@pytest.mark.parametrize("table", BAD)
def test_a_package_that_cannot_be_gets_one_sentence(tmp_path: Path, table: str) -> None:
    world = tmp_path / "world.toml"
    world.write_text(f"[[pypi.package]]\n{table}\n", "utf-8")
    with pytest.raises(PracticeFailedError) as failed, practice(world=world):
        pass
    said = str(failed.value)
    assert said.startswith("Error: ") and said.count("\n") == 0
    assert BAD[table] in said


def test_a_package_of_a_registry_is_checked_as_well(tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    places = "[[user]]\nusername = 'u'\n[[project]]\npath = 'u/p'\n"
    world.write_text(f"{places}[[package]]\nproject = 'u/p'\nname = 'x'\nversion = '../1'\n", "utf-8")
    with (
        pytest.raises(PracticeFailedError, match=r"package 'x': version: '\.\./1' is invalid\.$"),
        practice(world=world),
    ):
        pass
