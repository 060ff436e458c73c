"""What holds for any input: names, file names, pages, patterns, and a server that never answers 500."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from urllib.parse import quote

import httpx
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packaging.utils import canonicalize_name
from pypi_simple import PyPISimple

from registry_guide.practice.api import simple, upload_rules
from registry_guide.practice.policy.credentials import sent
from registry_guide.practice.running import Running
from registry_guide.practice.state.package_lists import Link
from registry_guide.practice.state.packages import normalised
from registry_guide.practice.state.protection import Rule
from registry_guide.practice.world.vocabulary import Role

Clients = Callable[[str], httpx.Client]
quick = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
names = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?", fullmatch=True)
# No file name has a control character (`test_a_file_name_names_a_file`), and parsers of HTML read some as others.
segments = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(names)
def test_names_are_normalised_as_packaging_does(name: str) -> None:
    assert normalised(name) == canonicalize_name(name)
    assert normalised(normalised(name)) == normalised(name)


@given(st.text(min_size=1, max_size=60))
def test_a_file_name_names_a_file(given: str) -> None:
    kept = upload_rules.file_name(given)
    assert kept
    assert kept not in (".", "..")
    assert not re.search(r"[/\\\x00-\x1f\"<>]", kept)
    assert upload_rules.file_name(kept) == kept


@given(st.text(alphabet="ab*?[", max_size=6), st.text(alphabet="ab?[*\n", max_size=8))
def test_a_star_stands_for_anything_and_nothing_else_does(pattern: str, name: str) -> None:
    literal = pattern.replace("[", "[[]").replace("?", "[?]")
    assert Rule(1, 1, pattern, Role.OWNER, None).matches(name) == fnmatchcase(name, literal)
    assert Rule(1, 1, pattern, Role.OWNER, None).matches(name.upper()) == fnmatchcase(name, literal)


@given(st.lists(st.tuples(segments, segments), max_size=5), segments)
def test_a_page_is_read_as_it_was_meant(files: list[tuple[str, str]], title: str) -> None:
    links = [Link(1, name, "a" * 64, python) for name, python in files]
    page = BeautifulSoup("".join(simple.page_html("https://gitlab.example.com/api", title, links)), "html.parser")
    read = [(link.get_text(), link["data-requires-python"]) for link in page.find_all("a")]
    assert read == files
    for link, (name, _) in zip(page.find_all("a"), files, strict=True):
        assert (
            str(link["href"])
            == f"https://gitlab.example.com/api/files/{'a' * 64}/{quote(name, safe='+')}#sha256={'a' * 64}"
        )


@given(st.text(max_size=40), st.text(max_size=40))
@settings(deadline=None)
def test_any_authorization_is_read(scheme: str, value: str) -> None:
    given = sent({"authorization": f"{scheme} {value}"}, {})
    assert not given.private_token


@given(
    fields=st.dictionaries(st.sampled_from([*upload_rules.FIELDS, "classifiers"]), st.text(max_size=300), max_size=6)
)
@quick
def test_any_form_gets_an_answer(fields: dict[str, str], registry: Callable[[str], Running], clients: Clients) -> None:
    running = registry("")
    encoded = {name: (None, value.encode("utf-8", "replace")) for name, value in fields.items() if name != "content"}
    answer = clients(running.plain).post(
        "/api/v4/projects/1/packages/pypi",
        auth=("", running.tokens["owner"]),
        files={**encoded, "content": ("f-1.0.whl", b"x")},
    )
    assert answer.status_code in (201, 400)


@given(parts=st.lists(st.text(max_size=8), min_size=1, max_size=6), method=st.sampled_from(["GET", "POST", "DELETE"]))
@quick
def test_any_address_gets_an_answer(
    parts: list[str], method: str, registry: Callable[[str], Running], clients: Clients
) -> None:
    running = registry("")
    path = "/".join(quote(part.encode("utf-8", "replace"), safe="") for part in parts)
    for base in (
        "/api/v4/projects/",
        "/api/v4/projects/1/packages/pypi/files/",
        "/api/v4/groups/3/-/packages/pypi/",
        "/",
    ):
        answer = httpx.request(method, f"{running.plain}{base}{path}", auth=("", running.tokens["owner"]))
        assert answer.status_code < 500


@given(body=st.binary(max_size=300))
@quick
def test_any_body_gets_an_answer(body: bytes, registry: Callable[[str], Running], clients: Clients) -> None:
    running = registry("")
    headers = {"PRIVATE-TOKEN": running.tokens["owner"]}
    for kind in ("multipart/form-data; boundary=x", "application/json", "application/x-www-form-urlencoded"):
        for path in ("projects/1/packages/pypi", "projects/1/deploy_tokens"):
            answer = clients(running.plain).post(
                f"/api/v4/{path}", content=b"--x\r\n" + body, headers={**headers, "Content-Type": kind}
            )
            cut_off = kind.startswith("multipart") and answer.text == "Internal Server Error\n"
            assert 400 <= answer.status_code < 500 or (answer.status_code == 500 and cut_off)


def test_pypi_simple_reads_the_pages(registry: Callable[[str], Running]) -> None:
    for variant in ("", "json"):
        running = registry(variant)
        endpoint = f"{running.plain}/api/v4/projects/private%2Fproject/packages/pypi/simple"
        with PyPISimple(endpoint, auth=("", running.tokens["owner"])) as client:
            assert "my-package" in {normalised(name) for name in client.get_index_page().projects}
            (package,) = client.get_project_page("my-package").packages
            assert (package.filename, package.requires_python) == ("my_package-1.0-py3-none-any.whl", ">=3.9")
            assert package.digests.keys() == {"sha256"}
            assert package.is_yanked is not True
