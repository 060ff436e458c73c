"""Claims against evidence: each form holds where it should, and fails where it should."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry_guide.practice.request_log import Entry
from registry_guide.walk.claims.claim import Evidence, find, prove
from registry_guide.walk.claims.table import CLAIMS, spellings
from registry_guide.walk.errors import NotProvenError, StepFaultError

TOKEN = "gldt-EXAMPLE-not-a-token+/=%"
PAGES = {
    "https://gitlab/simple/my-package/": '<a href="x#sha256=1" data-requires-python="">my_package-0.1.0.tar.gz</a>'
    '<a href="y">my_package-0.1.0-py3-none-any.whl</a><a href="z">my_package-1.10.0-py3-none-any.whl</a>'
    '<a href="s">my_package-1.10.0.tar.gz</a><a href="z">my_package-2.0-py3-none-any.whl</a>'
    '<a href="z">my_package-3.0.tar.gz</a>'
}
REQUESTS = [
    Entry(
        "", "gitlab.example.com:443", "GET", "/api/v4/projects/1/packages/pypi/simple/my_package/", 200, "", "", "uv/1"
    ),
    Entry("", "gitlab.example.com:443", "GET", "/simple/with-token/", 200, "alice (personal)", "", "pip/1"),
    Entry("", "gitlab.example.com:443", "GET", "/simple/asked-again/", 401, "anonymous", "", "pip/1"),
    Entry("", "gitlab.example.com:443", "GET", "/simple/asked-again/", 200, "alice (personal)", "", "pip/1"),
    Entry("", "gitlab.example.com:443", "GET", "/files/1/my_package-0.1.0-py3-none-any.whl", 200, "", "", "pip/1"),
    Entry("", "gitlab.example.com:443", "GET", "/files/1/my_other-0.1.0.tar.gz", 404, "", "", "pip/1"),
    Entry("", "gitlab.example.com:443", "GET", "/files/1/two_homes-0.1.0.tar.gz", 200, "", "", "pip/1"),
    Entry("", "elsewhere.example.org", "GET", "/files/1/two_homes-0.2.0.tar.gz", 200, "", "", "pip/1"),
    Entry("", "pypi.org", "GET", "/simple/requests/", 404, "", "", "uv/1"),
    Entry("", "example.org:443", "CONNECT", "", 403, "", "", ""),
]
ANSWERS = {
    "strong installs project": 200,
    "strong publishes project": 400,
    "weak installs project": 403,
    "weak publishes project": 403,
}


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    work = tmp_path / "work"
    info = work / ".venv/lib/python3.11/site-packages/my_package-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my_package\nVersion: 0.1.0\n")
    files: Mapping[str, bytes] = {
        "clean.toml": b'index = "gitlab"\n',
        "plain.txt": f"password {TOKEN}\n".encode(),
        "url.txt": f"https://user:{quote(TOKEN, safe='')}@host/\n".encode(),
        "basic.txt": base64.b64encode(f"user:{TOKEN}".encode()),
        "folder/deep/token": TOKEN.encode(),
        "dist/a-1.whl": b"",
    }
    for name, content in files.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(content)
    (tmp_path / ".netrc").touch(mode=0o600)
    (tmp_path / ".pypirc").touch(mode=0o644)
    return Evidence(
        home=tmp_path,
        directory=work,
        environment=None,
        variables=frozenset({"SHOWN", "KEPT"}),
        exported=frozenset({"SHOWN"}),
        earlier=frozenset({"SHOWN", "GONE"}),
        pasted=["read -rs TOKEN\n"],
        processes=["uv publish --username x"],
        requests=REQUESTS,
        secrets={"deploy_token": TOKEN},
        fetch=PAGES.get,
        package_url=lambda name: f"https://gitlab/simple/{name}/",
        host="gitlab.example.com",
        answer=lambda token, does, place: ANSWERS[f"{token} {does} {place}"],
    )


HOLD = [
    "published my-package 0.1.0",
    "published my-package 1.10.0",
    "not published my-package 1.1",
    "not published my-package 10.0",
    "not published other 0.1.0",
    "installed my-package 0.1.0",
    "installed My.Package 0.1.0",
    "not installed other",
    "asked pypi.org",
    "asked pypi.org for requests",
    "asked gitlab.example.com for my-package",
    "never asked pypi.org for my-package",
    "never asked files.pythonhosted.org",
    "answered 200 GET simple/my_package",
    "answered 403 CONNECT example.org",
    "got my-package from gitlab.example.com",
    "got My.Package from gitlab.example.com",
    "downloaded My.Package once",
    "asked first with a token for with-token",
    "asked first without a token for asked-again",
    "asked first without a token for my-package",
    "strong installs from the project",
    "strong publishes to the project",
    "weak gets 403 when it installs from the project",
    "weak gets 403 when it publishes to the project",
    "set SHOWN",
    "unset GONE",
    "file clean.toml exists",
    "file dist/*.whl exists",
    "file ~/.netrc exists",
    "no file missing.toml",
    "only its owner reads ~/.netrc",
    "no secret in clean.toml",
    "no secret in dist",
    "no secret in the history",
    "no secret among arguments",
]
FAIL = [
    "published my-package 0.2.0",
    "published my-package 2.0",
    "published my-package 3.0",
    "not published my-package 2.0",
    "not published my-package 3.0",
    "published other 0.1.0",
    "not published my-package 0.1.0",
    "installed my-package 0.2.0",
    "installed other 0.1.0",
    "not installed my-package",
    "asked files.pythonhosted.org",
    "asked pypi.org for my-package",
    "never asked pypi.org",
    "never asked gitlab.example.com for My-Package",
    "answered 201 GET simple/my_package",
    "answered 200 POST simple/my_package",
    "answered 200 GET simple/other",
    "got my-package from pypi.org",
    "got my-other from gitlab.example.com",
    "got two-homes from gitlab.example.com",
    "got nothing from gitlab.example.com",
    "downloaded two-homes once",
    "downloaded nothing once",
    "asked first with a token for asked-again",
    "asked first with a token for nothing",
    "asked first without a token for with-token",
    "weak installs from the project",
    "weak publishes to the project",
    "strong gets 403 when it installs from the project",
    "weak gets 404 when it publishes to the project",
    "set KEPT",
    "set GONE",
    "unset SHOWN",
    "unset KEPT",
    "unset NEVER",
    "file missing.toml exists",
    "file ~/clean.toml exists",
    "no file dist/*",
    "only its owner reads ~/.pypirc",
    "only its owner reads missing.toml",
    "no secret in plain.txt",
    "no secret in url.txt",
    "no secret in basic.txt",
    "no secret in folder",
    "no secret in missing.toml",
    "no secret in ../../../etc/passwd",
]


@pytest.mark.parametrize("words", HOLD)
def test_holds(evidence: Evidence, words: str) -> None:
    prove(CLAIMS, words, evidence)


@pytest.mark.parametrize("words", FAIL)
def test_does_not_hold(evidence: Evidence, words: str) -> None:
    with pytest.raises(StepFaultError):
        prove(CLAIMS, words, evidence)


def test_every_form_is_proven_both_ways() -> None:
    # What the reader typed and ran fails with other evidence, in a test of its own.
    for words in (HOLD, (*FAIL, "no secret in the history", "no secret among arguments")):
        fitting = {claim.form for claim in CLAIMS for each in words if claim.slots(each) is not None}
        assert fitting == {claim.form for claim in CLAIMS}


def test_no_words_fit_two_forms() -> None:
    for each in (*HOLD, *FAIL):
        assert sum(claim.slots(each) is not None for claim in CLAIMS) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("never asked pypi.org for my-package", "pypi.org was not asked for my-package"),
        ("never asked pypi.org", "pypi.org was not asked"),
        ("answered 400 POST packages/pypi", "POST to packages/pypi was answered with 400"),
        ("published PACKAGE 1.0", "sdist and wheel of PACKAGE 1.0 are in the registry"),
    ],
)
def test_what_a_reader_is_told(words: str, says: str) -> None:
    found = find(CLAIMS, words)
    assert found is not None
    assert found[0].sentence(found[1]) == says


def test_silence_proves_nothing(evidence: Evidence) -> None:
    silent = Evidence(**{**vars(evidence), "requests": []})
    with pytest.raises(StepFaultError, match="says nothing"):
        prove(CLAIMS, "never asked pypi.org", silent)


def test_an_unknown_claim_names_the_nearest(evidence: Evidence) -> None:
    with pytest.raises(StepFaultError, match='did you mean "file PATH exists"'):
        prove(CLAIMS, "file pyproject.toml exist", evidence)


@given(st.text(min_size=8, max_size=40), st.binary(max_size=5), st.binary(max_size=5))
def test_a_secret_is_found_wherever_base64_puts_it(secret: str, before: bytes, after: bytes) -> None:
    held = base64.b64encode(before + secret.encode("utf-8", "surrogatepass") + after)
    assert any(form in held for form in spellings(secret.encode("utf-8", "surrogatepass")))


@pytest.mark.parametrize("text", [f"export A={TOKEN}", f"curl https://x:{quote(TOKEN, safe='')}@host/"])
def test_a_token_that_was_typed_or_handed_on(evidence: Evidence, text: str) -> None:
    with pytest.raises(StepFaultError, match="the deploy_token stands in"):
        prove(CLAIMS, "no secret in the history", replace(evidence, pasted=["uv --version", text]))
    with pytest.raises(StepFaultError, match="the deploy_token stands in"):
        prove(CLAIMS, "no secret among arguments", replace(evidence, processes=["uv --version", text]))


def test_nothing_typed_and_nothing_run_proves_nothing(evidence: Evidence) -> None:
    with pytest.raises(StepFaultError, match="says nothing"):
        prove(CLAIMS, "no secret in the history", replace(evidence, pasted=[]))
    with pytest.raises(StepFaultError, match="says nothing"):
        prove(CLAIMS, "no secret among arguments", replace(evidence, processes=[]))


def test_an_old_bash_cannot_say_what_it_started(evidence: Evidence) -> None:
    with pytest.raises(NotProvenError, match=r"bash 4\.1"):
        prove(CLAIMS, "no secret among arguments", replace(evidence, processes=None))
