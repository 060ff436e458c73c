"""Where Poetry takes a token from first, as its page says: a good token in one place, a wrong one in the next."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.clients.install import Clients
from tests.walk.looking import UPLOAD, WRONG, Home, Looking, looking

PYPROJECT = f"""\
[project]
name = "my-app"
version = "0.1.0"
requires-python = ">=3.11"

[[tool.poetry.source]]
name = "gitlab"
url = "{UPLOAD}/simple"
priority = "explicit"
"""
# The first that has a token decides.
ORDER = ("variables", "config", "netrc")


@pytest.fixture(scope="module")
def reader(pinned: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looking]:
    with looking(pinned, tmp_path_factory.mktemp("poetry")) as found:
        yield found


def locks(reader: Looking, facts: Facts, tokens: dict[str, str], project: str = PYPROJECT) -> tuple[bool, str, Home]:
    """Give whether Poetry gets a package with these tokens, by place, with what it says, and where it ran."""
    # Nothing is installed, so it needs no environment of its own.
    home = reader.home(PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring", POETRY_VIRTUALENVS_CREATE="false")
    (home.folder / "pyproject.toml").write_text(project)
    if "netrc" in tokens:
        home.netrc(tokens["netrc"])
    if "config" in tokens:
        done = home.run("poetry", "--no-interaction", "config", "http-basic.gitlab", "x", tokens["config"])
        assert done.returncode == 0, done.stdout
    names = [facts.example(facts.text(f"{each}_variable.poetry")) for each in ("username", "password")]
    variables = dict(zip(names, ("x", tokens["variables"]), strict=True)) if "variables" in tokens else {}
    done = home.run("poetry", "--no-interaction", "add", "--lock", "--source", "gitlab", "there", **variables)
    return done.returncode == 0, done.stdout, home


def test_without_a_token_there_is_no_package(reader: Looking, facts: Facts) -> None:
    through, said, _ = locks(reader, facts, {})
    assert not through
    assert "Authorization error accessing" in said


@pytest.mark.parametrize(("first", "second"), list(pairwise(ORDER)))
def test_the_first_place_decides(reader: Looking, facts: Facts, first: str, second: str) -> None:
    through, said, _ = locks(reader, facts, {first: reader.good, second: WRONG})
    assert through, said
    through, said, _ = locks(reader, facts, {first: WRONG, second: reader.good})
    assert not through
    assert "Authorization error accessing" in said


def test_the_last_place_is_enough(reader: Looking, facts: Facts) -> None:
    through, said, _ = locks(reader, facts, {ORDER[-1]: reader.good})
    assert through, said


def test_what_poetry_stores_where_there_is_no_keyring_is_its_owners(reader: Looking, facts: Facts) -> None:
    stored = locks(reader, facts, {"config": WRONG})[2].folder / ".config/pypoetry/auth.toml"
    assert WRONG in stored.read_text()
    assert stored.stat().st_mode & 0o777 == 0o600


def test_a_username_in_the_address_keeps_the_variables_out(reader: Looking, facts: Facts) -> None:
    named = PYPROJECT.replace("https://", "https://x@")
    assert named != PYPROJECT
    through, said, _ = locks(reader, facts, {"variables": reader.good}, named)
    assert not through
    assert "Authorization error accessing" in said
