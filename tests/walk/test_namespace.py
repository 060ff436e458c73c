"""Paths with a client that takes no notice of a proxy."""

import subprocess
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.records.kinds import Kind
from registry_guide.walk.fixtures import namespace
from registry_guide.walk.report import failure
from registry_guide.walk.route import Route, site_routes
from registry_guide.walk.run import WalkContext
from tests.walk.made import block, check, manifest, page
from tests.walk.project import Project

URL = "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi"
HATCH = f'hatch publish -n -r {URL} -u gitlab+deploy-token-1 -a "$TOKEN"\n'
ASK = block("read -rs TOKEN && export TOKEN\n", asks=["deploy_token"])


def only(site: object) -> Route:
    (path,) = site_routes(site)  # type: ignore[arg-type]
    return path


def test_hatch_publishes_by_name_and_so_does_every_other_client(context: WalkContext) -> None:
    site = manifest(
        p=page(
            ASK,
            block(HATCH),
            check("published my-package 0.1.0"),
            check("asked gitlab.example.com for my-package"),
            block("env | grep -i _proxy=\n", exit_status=1),
            # Nothing else can be reached, and the files of the machine are as they were.
            block("curl --silent --max-time 5 https://example.org\n", exit_status=6),
            block("uvx --quiet --refresh twine --version\n"),
            check("asked pypi.org for twine"),
            start="built",
        )
    )
    result = context.walk(only(site))
    assert result.fault is None, failure(result)
    assert not result.skipped
    assert result.steps[1].versions["hatch"] == context.clients.versions["hatch"]
    assert "gitlab.example.com" not in Path("/etc/hosts").read_text()


def test_a_failing_hatch_is_a_fault_with_its_request(context: WalkContext) -> None:
    site = manifest(p=page(block("export TOKEN=wrong\n"), block(HATCH), start="built"))
    result = context.walk(only(site))
    assert result.fault is not None
    assert [entry.status for entry in result.requests if entry.method == "POST"] == [401]
    assert "401" in failure(result)


def test_two_paths_at_a_time_have_names_of_their_own(context: WalkContext, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with (
        namespace.namespaces(["one.example"], 1, tmp_path) as one,
        namespace.namespaces(["two.example"], 1, tmp_path / "a") as two,
    ):
        seen = [
            made.launch(["/bin/cat", "/etc/hosts"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
            for made in (one, two)
        ]
        texts = [process.communicate(timeout=20)[0].decode() for process in seen]
    assert ["one.example" in text for text in texts] == [True, False]
    assert ["two.example" in text for text in texts] == [False, True]


@pytest.mark.parametrize(
    ("unshare", "reason"),
    [
        ("", "it needs a Linux namespace, which this system does not have"),
        ("#!/bin/sh\nexit 1\n", "this system gives no namespace to a walk (unshare failed)"),
    ],
)
def test_without_namespaces_a_path_says_so(project: Project, tmp_path: Path, unshare: str, reason: str) -> None:
    (tmp_path / "bin").mkdir()
    if unshare:
        (tmp_path / "bin/unshare").write_text(unshare)
        (tmp_path / "bin/unshare").chmod(0o755)
    site = manifest(p=page(ASK, block(HATCH), start="built"), other=page(block("true\n")))
    status, said = project.walk(site, PATH=str(tmp_path / "bin"))
    assert status == 0, said
    assert reason in said
    results = {path["page"]: (path["result"], path.get("why")) for path in project.ledger["paths"]}
    assert results == {"p": ("not walked here", reason), "other": ("passed", None)}


def test_only_paths_that_name_such_a_client_are_direct(facts: Facts) -> None:
    rows = namespace.clients(facts)
    assert rows == {"hatch": {"ca_variable": "HATCH_INDEX_CA_CERT"}}
    wants = only(manifest(p=page(block(HATCH))))
    job = only(manifest(p=page(block("a:\n  script: hatch publish\n", Kind.JOB, file=".gitlab-ci.yml"))))
    other = only(manifest(p=page(block("echo hatched\n"), block("hatch\n", Kind.OUTPUT))))
    assert [namespace.named(path, rows) for path in (wants, job, other)] == [["hatch"], ["hatch"], []]
    whole = {"HTTPS_PROXY": "x", "no_proxy": "y", "SSL_CERT_FILE": "/ca.pem", "HOME": "/h"}
    assert namespace.environment(whole, rows.values()) == {
        "SSL_CERT_FILE": "/ca.pem",
        "HOME": "/h",
        "HATCH_INDEX_CA_CERT": "/ca.pem",
    }
