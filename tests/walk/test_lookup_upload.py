"""Where Hatch, flit and twine take a token from first when they publish, as pages say: tried, not quoted."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import httpx
import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.walk.clients.install import Clients
from tests.walk.looking import (
    KEYRING,
    NO_KEYRING,
    UPLOAD,
    Home,
    Looking,
    Tried,
    first_decides,
    looking,
    places,
    variables,
)

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
HATCH_ORDER = places("hatch")


@pytest.fixture(scope="module")
def reader(pinned: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looking]:
    with looking(pinned, tmp_path_factory.mktemp("upload")) as found:
        yield found


def _pypirc(home: Home, url: str, token: str) -> None:
    (home.folder / ".pypirc").write_text(PYPIRC.format(url=url, token=token))


def hatch(reader: Looking, facts: Facts, tokens: dict[str, str], project: str = "1") -> Tried:
    """Have Hatch publish with these tokens, by place."""
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
    address = {facts.example(facts.text("hatch.url_variable")): "gitlab" if "config" in tokens else url}
    return home.ask("hatch", "publish", "--no-prompt", **address, **variables(facts, "hatch", tokens.get("variables")))


def test_hatch_without_a_token_publishes_nothing(reader: Looking, facts: Facts) -> None:
    hatch(reader, facts, {}).failed("Missing required option")


@pytest.mark.parametrize(("first", "second"), list(pairwise(HATCH_ORDER)))
def test_with_hatch_the_first_place_decides(reader: Looking, facts: Facts, first: str, second: str) -> None:
    first_decides(partial(hatch, reader, facts), first, second, reader.good, "401 Unauthorized")


def test_hatch_reads_pypirc_for_the_same_address(reader: Looking, facts: Facts) -> None:
    hatch(reader, facts, {"pypirc": reader.good}).went_through()


def test_hatch_breaks_off_at_a_percent_sign_in_pypirc(reader: Looking, facts: Facts) -> None:
    hatch(reader, facts, {"pypirc": reader.good}, "my-group%2Fmy-project").failed("InterpolationSyntaxError")


def test_the_addresses_that_the_clients_print_are_none(reader: Looking, facts: Facts) -> None:
    said = hatch(reader, facts, {"variables": reader.good}).said
    (printed,) = (line for line in said.splitlines() if line.startswith("http"))
    assert httpx.get(printed, trust_env=False).status_code == 404
    asked = [entry for entry in reader.running.requests() if "simple/mine" in entry.path]
    assert asked
    assert {entry.status for entry in asked} == {404}


def flit(reader: Looking, facts: Facts, tokens: dict[str, str], *words: str, version: str = "") -> Tried:
    """Have flit publish with these tokens, by place."""
    home = reader.home()
    (home.folder / "pyproject.toml").write_text(PYPROJECT.format(version=version or f"1.{reader.count}"))
    (home.folder / "mine.py").write_text('"""A package."""\n')
    given = variables(facts, "flit", tokens.get("variables"))
    if "netrc" in tokens:
        home.netrc(tokens["netrc"])
    if "pypirc" in tokens:
        _pypirc(home, UPLOAD, tokens["pypirc"])
        words = ("--repository", "gitlab", *words)
    else:
        given[facts.example(facts.text("flit.url_variable"))] = UPLOAD
    return home.ask("flit", "publish", *words, **given)


def test_with_flit_the_variables_come_before_pypirc(reader: Looking, facts: Facts) -> None:
    flit(reader, facts, {"pypirc": reader.good}).went_through()
    first, second = places("flit")
    first_decides(partial(flit, reader, facts), first, second, reader.good, "401 Client Error")


def test_flit_does_not_read_netrc(reader: Looking, facts: Facts) -> None:
    flit(reader, facts, {"netrc": reader.good}).failed("Could not find username for upload")


def test_flit_uploads_the_wheel_first_and_the_sdist_by_itself(reader: Looking, facts: Facts) -> None:
    before = len(reader.running.requests())
    token = {"variables": reader.good}
    flit(reader, facts, token, "--format", "wheel", version="2.0").went_through()
    flit(reader, facts, token, version="2.0").failed("File name has already been taken")
    flit(reader, facts, token, "--format", "sdist", version="2.0").went_through()
    statuses = [entry.status for entry in reader.running.requests()[before:] if entry.method == "POST"]
    assert statuses == [201, 400, 201]


def twine(reader: Looking, facts: Facts, tokens: dict[str, str]) -> Tried:
    """Have twine publish with these tokens, by place."""
    home = reader.home(PYTHON_KEYRING_BACKEND=KEYRING if "keyring" in tokens else NO_KEYRING)
    name = wheel_name("mine", f"3.{reader.count}")
    (home.folder / name).write_bytes(wheel("mine", f"3.{reader.count}", origin="a test"))
    given = variables(facts, "twine", tokens.get("variables"))
    if "keyring" in tokens:
        home.keyring(UPLOAD, "x", tokens["keyring"])
        given.setdefault(facts.example(facts.text("username_variable.twine")), "x")
    if "netrc" in tokens:
        home.netrc(tokens["netrc"])
    to = ["--repository-url", UPLOAD]
    if "pypirc" in tokens:
        _pypirc(home, UPLOAD, tokens["pypirc"])
        to = ["--repository", "gitlab"]
    return home.ask("twine", "upload", "--non-interactive", *to, name, **given)


@pytest.mark.parametrize(("first", "second"), list(pairwise(places("twine"))))
def test_with_twine_the_first_place_decides(reader: Looking, facts: Facts, first: str, second: str) -> None:
    first_decides(partial(twine, reader, facts), first, second, reader.good, "401 Unauthorized")


def test_twine_asks_the_keyring_and_does_not_read_netrc(reader: Looking, facts: Facts) -> None:
    twine(reader, facts, {"keyring": reader.good}).went_through()
    twine(reader, facts, {"netrc": reader.good}).failed("Credential not found")
