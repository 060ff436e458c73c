"""Which clients ran."""

import subprocess
from pathlib import Path

import pytest

from registry_guide.practice.request_log import Entry
from registry_guide.walk.clients.install import Clients, groups
from registry_guide.walk.clients.versions import merged, names, used
from registry_guide.walk.shell.outcome import End, Outcome
from tests.walk.conftest import ROOT

KNOWN = ["uv", "pip", "twine", "keyring"]


@pytest.mark.parametrize(
    ("command", "clients"),
    [
        ("uv publish --index gitlab", {"uv"}),
        ("TWINE_PASSWORD=x twine upload dist/*", {"twine"}),
        ("python -m pip install x", {"pip"}),
        (".venv/bin/python3 -m twine upload", {"twine"}),
        ("/usr/bin/pip list", {"pip"}),
        ("uvx twine upload", {"uv"}),
        ("cat <<END\nuv\nEND", set()),
        ("echo uv", set()),
        ("python -m", set()),
        ("A=1", set()),
        ("echo 'open", set()),
        ("", set()),
    ],
)
def test_names(command: str, clients: set[str]) -> None:
    assert names([command], KNOWN) == clients


@pytest.mark.parametrize(
    ("text", "clients"),
    [
        ("uvx twine upload dist/*", {"twine"}),
        ("- python -m pip install x", {"pip"}),
        ("- uv sync && echo pipeline", {"uv"}),
    ],
)
def test_a_client_that_only_the_walk_ran_is_not_named(pinned: Clients, text: str, clients: set[str]) -> None:
    outcome = Outcome(End.DONE, 0, "", (), 0, Path(), None, 0, {})
    asked = [
        Entry("", "", "GET", "/", 200, "", "", agent) for agent in ("uv/1.2", "pip/3.4 {}", "twine/5.6", "other/7")
    ]
    assert set(used(text, outcome, asked, pinned)) == clients


def test_merged() -> None:
    assert merged([{"uv": "1"}, {"pip": "2"}, {"uv": "1"}, {"pip": "3"}]) == {"pip": "2, 3", "uv": "1"}


def test_versions_are_those_that_the_commands_say(pinned: Clients) -> None:
    wanted = {name for each in groups(ROOT).values() for name in each}
    assert set(pinned.versions) <= wanted
    # A plugin and a library have no command.
    assert set(groups(ROOT)) - {"tox-uv", "pypi-simple"} <= set(pinned.versions)
    for name in ("uv", "pip", "twine", "flit"):
        said = subprocess.run(
            [pinned.commands / name, "--version"],
            env={"PATH": f"{pinned.commands}:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert pinned.versions[name] in said.stdout + said.stderr
        assert pinned.version(name, pinned.commands / name) == pinned.versions[name]


def test_the_version_of_an_environment_of_the_readers_own(pinned: Clients, tmp_path: Path) -> None:
    info = tmp_path / "venv/lib/python3.11/site-packages/pip-24.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Name: pip\nVersion: 24.0\n")
    (tmp_path / "venv/bin").mkdir()
    assert pinned.version("pip", tmp_path / "venv/bin/pip") == "24.0"
    assert pinned.version("uv", tmp_path / "venv/bin/uv") is None
