"""`registry-guide walk --gitlab` against a practice registry under another host name.

It is reached as a company's GitLab is: by a proxy, with an authority of its own.
"""

import os
import signal
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import trustme

from registry_guide.blocks.facts import Facts
from registry_guide.practice.request_log import Entry
from registry_guide.practice.running import Running, practice
from registry_guide.practice.world import file as worldfile
from registry_guide.records.action import Action
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep, Manifest, load
from registry_guide.walk.errors import NotHereError, WalkError
from registry_guide.walk.gitlab.account import account
from registry_guide.walk.gitlab.fixture import needs
from registry_guide.walk.gitlab.relay import authorities, trust
from registry_guide.walk.pipelines.runner import Runner
from registry_guide.walk.route import site_routes
from tests.processes import commands
from tests.waiting import until
from tests.walk.made import block, check, manifest, menu, page
from tests.walk.project import Project

# They wait most of the time: one worker has all of them, and the others the machine.
pytestmark = pytest.mark.xdist_group("waiting")
HOST = "git.company.example"
# What the walk may ask outside of the group that it makes.
OUTSIDE = {
    ("GET", "/api/v4/version"),
    ("GET", "/api/v4/groups/my-group?with_projects=false"),
    ("POST", "/api/v4/groups"),
    ("POST", "/api/v4/projects"),
}


@dataclass(frozen=True)
class Company:
    """A GitLab that is not the walk's, and how its user reaches it."""

    running: Running

    def environment(self, **other: str) -> dict[str, str]:
        token = self.running.tokens["personal_token"]
        named = {"GITLAB_HOST": HOST, "GITLAB_NAMESPACE": "my-group", "GITLAB_TOKEN": token}
        return {**self.running.environment, **named, **other}

    def get(self, path: str) -> httpx.Response:
        headers = {"PRIVATE-TOKEN": self.running.tokens["personal_token"]}
        return httpx.get(f"{self.running.plain}/api/v4{path}", headers=headers, trust_env=False)

    def projects(self) -> list[str]:
        return sorted(each["path_with_namespace"] for each in self.get("/projects?per_page=100").json())

    def requests(self) -> list[Entry]:
        return [entry for entry in self.running.requests() if entry.host == HOST]


@pytest.fixture
def company(tmp_path: Path, runner: Runner) -> Iterator[Company]:
    # A walk behind the company's proxy cannot fetch it.
    assert runner.script.exists()
    world = tmp_path / "world.toml"
    # Files come from an object storage under another name, as on GitLab.com.
    text = worldfile.default_text().replace("[instance]\n", "[instance]\ndirect_download = true\n", 1)
    world.write_text(text.replace('host = "gitlab.example.com"', f'host = "{HOST}"'), "utf-8")
    with practice(world=world, state=tmp_path / "state") as running:
        before = Company(running).projects()
        yield Company(running)
        assert Company(running).projects() == before, "a project was left behind"


def some(site: Path, *pages: str) -> Manifest:
    whole = load(site / "manifest.json")
    return replace(whole, pages={name: whole.pages[name] for name in pages})


def held(folder: Path) -> str:
    return "".join(path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file())


def test_pages_are_walked_and_nothing_else_is_touched(project: Project, company: Company, site: Path) -> None:
    pages = some(site, "publish/uv", "install/uv", "install/group", "publish/gitlab-ci", "tutorial/first-package")
    status, said = project.walk(pages, "--gitlab", "--jobs", "2", **company.environment())
    assert status == 0, said
    ledger = project.read("gitlab/ledger.json")
    results = {path["name"]: path for path in ledger["paths"]}
    assert ledger["gitlab"] == {"host": HOST, "version": "18.9.0-pre"}
    skipped = {name: path["why"] for name, path in results.items() if path["result"] == "not walked here"}
    assert {name.partition("[")[0] for name in skipped} == {"publish/gitlab-ci", "install/uv"}
    assert "GITLAB_PERSONAL_READ_TOKEN" in skipped["install/uv[token=Personal access token]"]
    passed = [name for name, path in results.items() if path["result"] == "passed"]
    assert len(passed) == len(results) - len(skipped)
    assert "tutorial/first-package" in passed
    assert "publish/uv[token=Project access token]" in passed
    assert all(results[name]["requests"] for name in passed)
    # Files were fetched where GitLab sent the client to.
    assert any(entry.host != HOST and entry.status == 200 for entry in company.running.requests())
    group = next(line.split()[4] for line in said.splitlines() if line.startswith("making the private group"))
    inside = (f"/api/v4/groups/{quote(group, safe='')}", f"/api/v4/projects/{quote(group, safe='')}%2F")
    numbered = {
        tuple(entry.path.partition("?")[0].split("/")[3:5])
        for entry in company.requests()
        if not entry.path.startswith(inside) and (entry.method, entry.path) not in OUTSIDE
    }
    world = worldfile.parse(worldfile.default_text())
    there = {("groups", str(each.id)) for each in world.groups} | {
        ("projects", str(each.id)) for each in world.projects
    }
    assert numbered
    assert not numbered & there
    assert company.get(f"/groups/{quote(group, safe='')}").status_code == 404
    assert not (project.root / "_build/walk/gitlab/scratch.json").exists()
    assert not (project.root / "_build/walk/ledger.json").exists()
    secret = company.running.tokens["personal_token"]
    assert secret not in said + held(project.root / "_build/walk")


def test_a_token_of_the_users_own_is_used(project: Project, company: Company, site: Path) -> None:
    token = company.running.tokens["personal_read_token"]
    environment = company.environment(GITLAB_PERSONAL_READ_TOKEN=token)
    status, said = project.walk(some(site, "install/uv"), "--gitlab", **environment)
    assert status == 0, said
    assert {path["result"] for path in project.read("gitlab/ledger.json")["paths"]} == {"passed"}


SLEEP = f"sleep 60.{os.getpid()}"
SLOW = manifest(p=page(block(f"echo going; {SLEEP}\n")))


def test_ctrl_c_removes_what_was_made(project: Project, company: Company) -> None:
    with project.start(SLOW, "--gitlab", **company.environment()) as process:
        until(lambda: commands(SLEEP), by=process)
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in said
    assert "removing my-group/registry-guide-check-" in said
    assert not (project.root / "_build/walk/gitlab/scratch.json").exists()


def test_what_a_killed_walk_left_is_removed_by_the_next(project: Project, company: Company) -> None:
    before = company.projects()
    with project.start(SLOW, "--gitlab", **company.environment()) as process:
        until(lambda: commands(SLEEP), by=process)
        process.kill()
        process.communicate(timeout=60)
    assert company.projects() != before
    status, said = project.walk(manifest(p=page(block("true\n"))), "--gitlab", **company.environment())
    assert status == 0, said
    assert "which an earlier walk left" in said
    assert company.projects() == before


def test_a_block_cannot_reach_what_the_walk_did_not_make(project: Project, company: Company) -> None:
    url = "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-service/packages/pypi/simple/x/"
    # The host is the reader's; the project is another of theirs.
    text = f"curl --silent --show-error --fail {url}\n"
    site = manifest(p=page(block(text, holes={"gitlab.example.com": "host"})))
    status, said = project.walk(site, "--gitlab", **company.environment())
    assert status == 1
    assert "the walk touches nothing that it did not make" in said
    assert not any("my-service" in entry.path for entry in company.requests())


def as_url(made: BlockStep) -> BlockStep:
    """Let the values of a block stand in a URL."""
    filters = {"host": "authority", "project": "urlpath"}
    return replace(made, holes=tuple(replace(hole, filters=(filters[hole.placeholder],)) for hole in made.holes))


def test_claims_and_faults_speak_in_the_guides_words(project: Project, company: Company) -> None:
    url = "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi/simple/nothing/"
    text = f"curl --silent --location --netrc-file netrc --output /dev/null {url}\n"
    netrc = "machine gitlab.example.com login my-token password glpat-EXAMPLE-not-a-token\n"
    site = manifest(
        p=page(
            block(
                netrc,
                Kind.FILE,
                file="netrc",
                holes={"gitlab.example.com": "host", "glpat-EXAMPLE-not-a-token": "personal_token"},
            ),
            as_url(block(text, holes={"gitlab.example.com": "host", "my-group%2Fmy-project": "project"})),
            check("asked gitlab.example.com"),
            check("answered 302 GET my-group%2Fmy-project/packages/pypi/simple/nothing"),
            check("asked pypi.org for nothing"),
            check("never asked gitlab.example.com for my-package"),
            block("cat netrc; false\n"),
        )
    )
    status, said = project.walk(site, "--gitlab", **company.environment())
    assert status == 1
    assert "line 1: `false` ended with exit status 1" in said
    assert "password …" in said
    assert company.running.tokens["personal_token"] not in said + held(project.root / "_build/walk")


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"GITLAB_TOKEN": ""}, "set GITLAB_TOKEN"),
        ({"GITLAB_HOST": "https://user@git.company.example"}, "GITLAB_HOST: Leave out what stands before the @"),
        ({"GITLAB_HOST": "http://git.company.example"}, "GITLAB_HOST: Over http:// everybody on the way"),
        ({"GITLAB_NAMESPACE": "no/such"}, "shows this token no group no/such"),
        ({"GITLAB_NAMESPACE": "alice"}, "a user's own namespace holds no groups"),
        ({"GITLAB_TOKEN": "glpat-EXAMPLE-not-a-token"}, "does not know the token"),
        ({"GITLAB_TOKEN": "glpat-EXAMPLE not-a-tökèn"}, "GITLAB_TOKEN holds something else than a token"),
        ({"GITLAB_PERSONAL_READ_TOKEN": "a b"}, "GITLAB_PERSONAL_READ_TOKEN holds something else than a token"),
        ({"GITLAB_HOST": "git.other.example"}, "git.other.example cannot be reached"),
    ],
)
def test_what_cannot_be_is_said(project: Project, company: Company, other: dict[str, str], sentence: str) -> None:
    status, said = project.walk(SLOW, "--gitlab", **company.environment(**other))
    assert status == 1
    assert sentence in " ".join(said.split())
    assert not any(entry.method == "POST" for entry in company.requests())


def test_a_token_that_may_not_make_groups(project: Project, company: Company) -> None:
    token = company.running.tokens["personal_read_token"]
    status, said = project.walk(SLOW, "--gitlab", **company.environment(GITLAB_TOKEN=token))
    assert status == 1
    assert "No group can be made in my-group: 403" in said
    assert not (project.root / "_build/walk/gitlab/scratch.json").exists()


@pytest.mark.parametrize("option", ["--keep", "--changed", "--update"])
def test_what_does_not_go_with_it(project: Project, option: str) -> None:
    status, said = project.walk(SLOW, "--gitlab", option)
    assert status == 2
    assert "--gitlab goes with neither" in said


def test_the_authorities_of_a_variable_go_before_the_systems(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.pem"
    trustme.CA().cert_pem.write_to_path(str(theirs))
    other = {"REQUESTS_CA_BUNDLE": "/other"}
    assert authorities({"SSL_CERT_FILE": str(theirs), **other}) == str(theirs)
    assert authorities(other) == "/other"
    assert len(trust({"SSL_CERT_FILE": str(theirs)}).get_ca_certs()) == 1
    system = authorities({})
    assert system is None or Path(system).exists()
    assert trust({}).verify_mode is ssl.CERT_REQUIRED
    (tmp_path / "folder").mkdir()
    assert trust({"SSL_CERT_FILE": str(tmp_path / "folder")}).get_ca_certs() == []


def test_an_account_is_taken_from_the_environment(facts: Facts) -> None:
    found = account({"GITLAB_HOST": HOST, "GITLAB_NAMESPACE": "a/b/", "GITLAB_TOKEN": "glpat-EXAMPLE-secret"}, facts)
    assert (found.host, found.namespace) == (HOST, "a/b")
    assert "secret" not in repr(found)
    with pytest.raises(WalkError, match="GITLAB_HOST, GITLAB_NAMESPACE, GITLAB_TOKEN"):
        account({}, facts)


def test_a_path_needs_what_its_reader_types_or_saves(facts: Facts) -> None:
    asks = block("read -rs A\n", asks=["deploy_token"])
    saves = block("password glpat-EXAMPLE-not-a-token\n", holes={"glpat-EXAMPLE-not-a-token": "personal_token"})
    (path,) = site_routes(manifest(p=page(asks, saves)))
    assert needs(path, facts) == {"deploy_token", "personal_token"}
    (path,) = site_routes(
        manifest(p=page(check("project_token installs from the project"), check("installed package 1")))
    )
    assert needs(path, facts) == {"project_token"}
    (path,) = site_routes(manifest(p=page(block("a: 1\n", Kind.JOB, file=".gitlab-ci.yml"))))
    with pytest.raises(NotHereError):
        needs(path, facts)
    made = Action("https://gitlab.example.com/api/v4/x", {}, {"deploy_token": "token"})
    (path,) = site_routes(manifest(p=page(menu("deploy_token", made), asks)))
    assert needs(path, facts) == set()


def test_a_gitlab_at_a_whole_address_with_a_nested_group_is_walked(
    project: Project, tmp_path: Path, site: Path, runner: Runner
) -> None:
    """Another port, a path below which GitLab lies, and a group in a group, named by its number."""
    assert runner.script.exists()
    with practice(host="https://apps.example.edu:8443/gitlab", state=tmp_path / "state") as running:
        environment = {
            **running.environment,
            "GITLAB_HOST": "https://Apps.Example.edu:8443/gitlab/",
            "GITLAB_NAMESPACE": "2",
            "GITLAB_TOKEN": running.tokens["personal_token"],
        }
        # A world of such a group has to declare the groups above it.
        status, said = project.walk(some(site, "credentials/netrc", "world"), "--gitlab", **environment)
        assert status == 0, said
        assert "making the private group my-group/my-subgroup/registry-guide-check-" in said
        assert "on apps.example.edu:8443/gitlab (" in said
        assert {path["result"] for path in project.read("gitlab/ledger.json")["paths"]} == {"passed"}
        assert all(
            entry.path.startswith("/gitlab/") for entry in running.requests() if entry.host == "apps.example.edu"
        )
