"""A secret that a reader puts in the wrong place is shown nowhere: not in the log, on a page or in the terminal."""

import stat
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from registry_guide.practice.request_log import read_log
from registry_guide.practice.running import practice
from registry_guide.practice.terminal import show
from tools.checks.asking import WORLD

INDEX = "/api/v4/projects/private%2Fproject/packages/pypi/simple"
# A token of the world, one of another GitLab, and secrets of which no prefix tells what they are.
SECRETS = [
    "glpat-EXAMPLE-owner",
    "gldt-EXAMPLE-not-of-this-gitlab",
    "pypi-AgEIcHlwaS5vcmcCJDU5",
    "correct-horse-battery",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_in_the_wrong_place_is_shown_nowhere(secret: str, tmp_path: Path) -> None:
    with practice(world=WORLD, state=tmp_path / "state") as running:
        host = {"Host": "gitlab.example.com"}
        with httpx.Client(base_url=running.plain, trust_env=False, headers=host) as client:
            for auth in ((secret, ""), (secret, "x"), (secret, secret), ("x", secret), ("gitlab-ci-token", secret)):
                client.get(INDEX, auth=auth)
                client.post(INDEX.removesuffix("/simple"), auth=auth)
            for name in ("token", "PRIVATE-TOKEN", "private_token", "job_token", "password", "access_token", secret):
                client.get(INDEX, params={name: secret})
                client.get("/api/v4/projects", params={name: secret})
            for carrier in ("PRIVATE-TOKEN", "Deploy-Token", "JOB-TOKEN", "X-Other"):
                client.get(INDEX, headers={carrier: secret})
            client.get(INDEX, headers={"Authorization": f"Bearer {secret}"})
            client.get(INDEX, headers={"Authorization": secret})
            page = client.get("/-/practice/requests").text
        log = running.log.read_text("utf-8")
        console = Console(record=True, width=400, file=(tmp_path / "terminal").open("w"))
        for entry in read_log(running.log):
            show(console, entry)
        said = console.export_text()
        assert "anonymous" in log and "anonymous" in page and "anonymous" in said
        for text in (log, page, said):
            assert secret not in text
        for path, wanted in ((running.log, 0o600), (running.state, 0o700)):
            assert stat.S_IMODE(path.stat().st_mode) == wanted


def test_a_token_in_an_address_is_cut_off(tmp_path: Path) -> None:
    with practice(world=WORLD, state=tmp_path / "state") as running:
        for path in ("/glpat-EXAMPLE-owner", f"{INDEX}/glpat-EXAMPLE-owner", f"{INDEX}/glpat%2DEXAMPLE-owner"):
            httpx.get(running.plain + path, headers={"User-Agent": "glpat-EXAMPLE-owner"})
        log = running.log.read_text("utf-8")
        assert "glpat-…".encode("ascii", "backslashreplace").decode() in log
        assert "EXAMPLE-owner" not in log
