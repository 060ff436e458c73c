"""What clients make of an index whose links lead to another address than its own."""

import os
import subprocess
from pathlib import Path

import pytest

from registry_guide.practice.running import practice
from registry_guide.walk.clients.install import Clients

WORLD = """\
[instance]
host = "gitlab.example.com"
links = "{links}"
[[user]]
username = "alice"
[[project]]
path = "g/p"
members = {{ alice = "owner" }}
[[package]]
project = "g/p"
name = "my-package"
version = "0.1.0"
[[token]]
name = "token"
kind = "personal"
user = "alice"
scopes = ["api"]
"""
INDEX = "https://gitlab.example.com/api/v4/projects/g%2Fp/packages/pypi/simple"
INSTALLS = {
    "pip": "python3 -m venv --without-pip v && . v/bin/activate && "
    f"pip install --no-input --index-url {INDEX} my-package",
    "uv": f"uv venv --quiet v && VIRTUAL_ENV=v uv pip install --index-url {INDEX} my-package",
}
LINKS = ["https://gitlab.example.com:8443", "https://inside.example.net", "http://gitlab.example.com"]


@pytest.mark.parametrize("client", INSTALLS)
@pytest.mark.parametrize("links", LINKS)
def test_a_client_follows_a_link_and_names_it(links: str, client: str, pinned: Clients, tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    world.write_text(WORLD.format(links=links))
    with practice(world=world) as running:
        netrc = tmp_path / ".netrc"
        netrc.write_text(f"machine gitlab.example.com login x password {running.tokens['token']}\n")
        netrc.chmod(0o600)
        done = subprocess.run(
            ["bash", "-c", INSTALLS[client]],
            env={
                **running.environment,
                "HOME": str(tmp_path),
                "PATH": os.pathsep.join((str(pinned.commands), "/usr/bin", "/bin")),
                "LANG": "C.UTF-8",
                "PIP_DISABLE_PIP_VERSION_CHECK": "1",
                "PIP_RETRIES": "0",
                "UV_HTTP_RETRIES": "0",
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        asked = running.requests()
    if links.startswith("https:"):
        assert done.returncode != 0
        assert f"{links}/api/v4/projects/1/packages/pypi/files/" in done.stdout + done.stderr
        if client == "uv":
            assert f"Failed to fetch: {links}" in done.stderr.replace("`", "")
        return
    # Without TLS it comes, and the token goes there in plain text.
    assert done.returncode == 0, done.stderr
    sent = [entry for entry in asked if "/files/" in entry.path and entry.status == 200]
    assert sent and all(entry.who.startswith("alice") for entry in sent)


@pytest.mark.parametrize(("client", "machine"), [("pip", "::1"), ("uv", "[::1]"), ("curl", "::1")])
def test_each_client_has_its_own_name_for_ipv6_in_netrc(
    client: str, machine: str, pinned: Clients, tmp_path: Path
) -> None:
    index = "http://[::1]:3000/api/v4/projects/1/packages/pypi/simple"
    asks = {
        "pip": INSTALLS["pip"].replace(INDEX, index).replace("pip install", "pip download"),
        "uv": INSTALLS["uv"].replace(INDEX, index),
        "curl": f"curl -g --netrc --silent --output /dev/null {index}/my-package/",
    }
    with practice(host="http://[::1]:3000") as running:
        for number, name in enumerate(("::1", "[::1]")):
            home = tmp_path / str(number)
            home.mkdir()
            netrc = home / ".netrc"
            netrc.write_text(f"machine {name} login x password {running.tokens['personal_token']}\n")
            netrc.chmod(0o600)
            before = len(running.requests())
            environment = {
                **running.environment,
                "HOME": str(home),
                "PATH": os.pathsep.join((str(pinned.commands), "/usr/bin", "/bin")),
                "LANG": "C.UTF-8",
            }
            subprocess.run(
                ["bash", "-c", asks[client]],
                env=environment,
                cwd=home,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=120,
                check=False,
            )
            asked = [entry.who for entry in running.requests()[before:] if "/simple/my-package" in entry.path]
            assert asked and any(who.startswith("alice") for who in asked[:2]) == (name == machine), (name, asked)
