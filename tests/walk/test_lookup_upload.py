"""Where Hatch and flit take a token from first when they publish, as their pages say: tried, not quoted."""

from collections.abc import Iterator
from itertools import pairwise

import httpx
import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.walk.clients.install import Clients
from tests.walk.looking import UPLOAD, WRONG, Home, Looking, looking

PYPROJECT = """\
[build-system]
requires = ["flit_core"]
build-backend = "flit_core.buildapi"

[project]
name = "mine"
version = "{version}"
description = "A package"
"""
PYPIRC = """\
[distutils]
index-servers = gitlab

[gitlab]
repository = {url}
username = x
password = {token}
"""
HATCH_ORDER = ("variables", "config", "pypirc")


@pytest.fixture(scope="module")
def reader(pinned: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looking]:
    with looking(pinned, tmp_path_factory.mktemp("upload")) as found:
        yield found


def _pypirc(home: Home, url: str, token: str) -> None:
    (home.folder / ".pypirc").write_text(PYPIRC.format(url=url, token=token))


def _variables(facts: Facts, client: str, token: str) -> dict[str, str]:
    return {
        facts.example(facts.text(f"username_variable.{client}")): "x",
        facts.example(facts.text(f"password_variable.{client}")): token,
    }


def hatch(reader: Looking, facts: Facts, tokens: dict[str, str], project: str = "1") -> tuple[bool, str, Home]:
    """Give whether Hatch publishes with these tokens, by place, with what it says, and where it ran."""
    home = reader.home()
    # Hatch takes no notice of a proxy: it meets the registry at its own address.
    url = f"{reader.running.plain}/api/v4/projects/{project}/packages/pypi"
    (home.folder / "pyproject.toml").write_text(PYPROJECT.format(version=f"1.{reader.count}"))
    (home.folder / "dist").mkdir()
    name = wheel_name("mine", f"1.{reader.count}")
    (home.folder / "dist" / name).write_bytes(wheel("mine", f"1.{reader.count}", origin="a test"))
    if "config" in tokens:
        # Hatch makes the file the first time that it runs.
        home.run("hatch", "config", "show")
        path = home.folder / facts.example(facts.text("hatch.config_file")).removeprefix("~/")
        assert path.stat().st_mode & 0o077 == 0
        with path.open("a") as file:
            file.write(f'\n[publish.index.repos.gitlab]\nurl = "{url}"\nuser = "x"\nauth = "{tokens["config"]}"\n')
    if "pypirc" in tokens:
        _pypirc(home, url, tokens["pypirc"])
    variables = {facts.example(facts.text("hatch.url_variable")): "gitlab" if "config" in tokens else url}
    if "variables" in tokens:
        variables |= _variables(facts, "hatch", tokens["variables"])
    done = home.run("hatch", "publish", "--no-prompt", **variables)
    return done.returncode == 0, done.stdout, home


def test_hatch_without_a_token_publishes_nothing(reader: Looking, facts: Facts) -> None:
    through, said, _ = hatch(reader, facts, {})
    assert not through
    assert "Missing required option" in said


@pytest.mark.parametrize(("first", "second"), list(pairwise(HATCH_ORDER)))
def test_with_hatch_the_first_place_decides(reader: Looking, facts: Facts, first: str, second: str) -> None:
    through, said, _ = hatch(reader, facts, {first: reader.good, second: WRONG})
    assert through, said
    through, said, _ = hatch(reader, facts, {first: WRONG, second: reader.good})
    assert not through
    assert "401 Unauthorized" in said


def test_hatch_reads_pypirc_for_the_same_address(reader: Looking, facts: Facts) -> None:
    through, said, _ = hatch(reader, facts, {"pypirc": reader.good})
    assert through, said


def test_hatch_breaks_off_at_a_percent_sign_in_pypirc(reader: Looking, facts: Facts) -> None:
    through, said, _ = hatch(reader, facts, {"pypirc": reader.good}, "my-group%2Fmy-project")
    assert not through
    assert "InterpolationSyntaxError" in said


def test_the_addresses_that_the_clients_print_are_none(reader: Looking, facts: Facts) -> None:
    _, said, _ = hatch(reader, facts, {"variables": reader.good})
    (printed,) = (line for line in said.splitlines() if line.startswith("http"))
    assert httpx.get(printed, trust_env=False).status_code == 404
    asked = [entry for entry in reader.running.requests() if "simple/mine" in entry.path]
    assert asked
    assert {entry.status for entry in asked} == {404}


def flit(
    reader: Looking, facts: Facts, tokens: dict[str, str], *words: str, version: str = ""
) -> tuple[bool, str, Home]:
    """Give whether flit publishes with these tokens, by place, with what it says, and where it ran."""
    home = reader.home()
    (home.folder / "pyproject.toml").write_text(PYPROJECT.format(version=version or f"1.{reader.count}"))
    (home.folder / "mine.py").write_text('"""A package."""\n')
    variables = _variables(facts, "flit", tokens["variables"]) if "variables" in tokens else {}
    if "netrc" in tokens:
        home.netrc(tokens["netrc"])
    if "pypirc" in tokens:
        _pypirc(home, UPLOAD, tokens["pypirc"])
        words = ("--repository", "gitlab", *words)
    else:
        variables[facts.example(facts.text("flit.url_variable"))] = UPLOAD
    done = home.run("flit", "publish", *words, **variables)
    return done.returncode == 0, done.stdout, home


def test_with_flit_the_variables_come_before_pypirc(reader: Looking, facts: Facts) -> None:
    for tokens in ({"pypirc": reader.good}, {"variables": reader.good, "pypirc": WRONG}):
        through, said, _ = flit(reader, facts, tokens)
        assert through, said
    through, said, _ = flit(reader, facts, {"variables": WRONG, "pypirc": reader.good})
    assert not through
    assert "401 Client Error" in said


def test_flit_does_not_read_netrc(reader: Looking, facts: Facts) -> None:
    through, said, _ = flit(reader, facts, {"netrc": reader.good})
    assert not through
    assert "Could not find username for upload" in said


def test_flit_uploads_the_wheel_first_and_the_sdist_by_itself(reader: Looking, facts: Facts) -> None:
    before = len(reader.running.requests())
    token = {"variables": reader.good}
    assert flit(reader, facts, token, "--format", "wheel", version="2.0")[0]
    through, said, _ = flit(reader, facts, token, version="2.0")
    assert not through
    assert "File name has already been taken" in said
    assert flit(reader, facts, token, "--format", "sdist", version="2.0")[0]
    statuses = [entry.status for entry in reader.running.requests()[before:] if entry.method == "POST"]
    assert statuses == [201, 400, 201]
