"""A practice registry under every kind of address: its links, certificate, proxy, pages and REST API hold there."""

import json
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from registry_guide.address import parse
from registry_guide.practice.running import PracticeFailedError, Running, practice

CURL = shutil.which("curl") or "curl"
PACKAGE = b"not looked into"


def curl(running: Running, url: str, *options: str) -> tuple[int, str]:
    """Ask as a client does, by the proxy and with the authority of the registry's environment."""
    done = subprocess.run(
        [CURL, "-gsS", "-w", "\n%{http_code}", url, *options],
        env={**running.environment, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


@pytest.mark.parametrize(
    "host",
    [
        "gitlab.example.com:8443",
        "https://apps.example.edu/gitlab/",
        "https://apps.example.edu:8443/a/b",
        "[2001:db8::1]:8443",
        "10.0.0.7",
        "bücher.example",
        "GitLab.ACME.example",
        "http://localhost:3000/x",
        "localhost:3000",
    ],
)
def test_a_registry_answers_under_an_address(host: str, tmp_path: Path) -> None:
    address = parse(host)
    (tmp_path / "my_package-1.0.tar.gz").write_bytes(PACKAGE)
    with practice(host=host) as running:
        as_owner = f"x:{running.tokens['personal_token']}"
        upload = f"{address.url}/api/v4/projects/my-group%2Fmy-project/packages/pypi"
        fields = ("name=my-package", "version=1.0", f"sha256_digest={sha256(PACKAGE).hexdigest()}")
        form = [f"-F{field}" for field in (*fields, f"content=@{tmp_path}/my_package-1.0.tar.gz")]
        assert curl(running, upload, "-u", as_owner, *form)[0] == 201
        status, page = curl(running, f"{upload}/simple/my-package/", "-u", as_owner)
        (link,) = re.findall(r'href="([^"#]+)', page)
        assert status == 200
        assert link.startswith(f"{address.url}/api/v4/projects/1/packages/pypi/files/")
        assert curl(running, link, "-u", as_owner) == (200, PACKAGE.decode())
        private = ["-H", f"PRIVATE-TOKEN: {running.tokens['personal_token']}"]
        status, project = curl(running, f"{address.url}/api/v4/projects/1", *private)
        assert (status, json.loads(project)["web_url"]) == (200, f"{address.url}/my-group/my-project")
        for there in (address.url, running.plain, f"{running.plain}{address.path}"):
            status, page = curl(running, f"{there}/my-group/my-project/-/packages", "--noproxy", "127.0.0.1")
            assert status == 200
            assert f"{address.url}/api/v4/projects/1/packages/pypi/simple" in page
        if address.path:
            assert curl(running, f"{address.origin}/api/v4/version", *private)[0] == 404
        # On the loopback addresses of its own, links lead back there.
        mine = httpx.get(f"{running.plain}/api/v4/projects/1", headers={"PRIVATE-TOKEN": as_owner[2:]}, trust_env=False)
        assert mine.json()["web_url"] == f"{running.plain}/my-group/my-project"


def test_links_of_another_address_are_those_of_the_instance(tmp_path: Path) -> None:
    (tmp_path / "world.toml").write_text(
        '[instance]\nhost = "gitlab.example.com:8443"\nlinks = "http://gitlab.example.com"\n'
        '[[project]]\npath = "a/b"\nvisibility = "public"\n[[package]]\nproject = "a/b"\nname = "x"\nversion = "1"\n'
    )
    with practice(world=tmp_path / "world.toml") as running:
        status, page = curl(running, "https://gitlab.example.com:8443/api/v4/projects/a%2Fb/packages/pypi/simple/x/")
    assert status == 200
    assert 'href="http://gitlab.example.com/api/v4/projects/1/packages/pypi/files/' in page


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("gitlab.example.com:0", "A port is a number"),
        ("user@gitlab.example.com", "Leave out what stands before the @"),
        ("http://gitlab.example.com", "Over http:// everybody"),
        ("https://gitlab.example.com/a/b/-/packages", "This is the address of a page in GitLab"),
        ("gitlab example", "An address has no spaces"),
        ("xn--a.example", "No certificate can be made for this host"),
        ("ab--c.example", "No certificate can be made for this host"),
        ("a" * 64, "The host is a name"),
        ("", "An address is written"),
    ],
)
def test_what_is_no_address_is_refused_in_one_sentence(host: str, sentence: str) -> None:
    with pytest.raises(PracticeFailedError) as caught, practice(host=host):
        raise AssertionError
    said = str(caught.value)
    assert said.startswith(f"Error: --host {host!r}: {sentence}") and "\n" not in said and said.endswith(".")
