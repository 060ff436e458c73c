"""Where Poetry takes a token from first, as its page says: a good token in one place, a wrong one in the next."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.walk.clients.install import Clients
from tests.walk.looking import UPLOAD, WRONG, Looking, Tried, first_decides, looking, places, variables

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
ORDER = places("poetry")
REFUSED = "Authorization error accessing"


@pytest.fixture(scope="module")
def reader(pinned: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looking]:
    with looking(pinned, tmp_path_factory.mktemp("poetry")) as found:
        yield found


def locks(reader: Looking, facts: Facts, tokens: dict[str, str], project: str = PYPROJECT) -> Tried:
    """Have Poetry get a package with these tokens, by place."""
    # Nothing is installed, so it needs no environment of its own.
    home = reader.home(PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring", POETRY_VIRTUALENVS_CREATE="false")
    (home.folder / "pyproject.toml").write_text(project)
    if "netrc" in tokens:
        home.netrc(tokens["netrc"])
    if "config" in tokens:
        done = home.run("poetry", "--no-interaction", "config", "http-basic.gitlab", "x", tokens["config"])
        assert done.returncode == 0, done.stdout
    given = variables(facts, "poetry", tokens.get("variables"))
    return home.ask("poetry", "--no-interaction", "add", "--lock", "--source", "gitlab", "there", **given)


def test_without_a_token_there_is_no_package(reader: Looking, facts: Facts) -> None:
    locks(reader, facts, {}).failed(REFUSED)


@pytest.mark.parametrize(("first", "second"), list(pairwise(ORDER)))
def test_the_first_place_decides(reader: Looking, facts: Facts, first: str, second: str) -> None:
    first_decides(partial(locks, reader, facts), first, second, reader.good, REFUSED)


def test_the_last_place_is_enough(reader: Looking, facts: Facts) -> None:
    locks(reader, facts, {ORDER[-1]: reader.good}).went_through()


def test_what_poetry_stores_where_there_is_no_keyring_is_its_owners(reader: Looking, facts: Facts) -> None:
    stored = locks(reader, facts, {"config": WRONG}).home.folder / ".config/pypoetry/auth.toml"
    assert WRONG in stored.read_text()
    assert stored.stat().st_mode & 0o777 == 0o600


def test_a_username_in_the_address_keeps_the_variables_out(reader: Looking, facts: Facts) -> None:
    named = PYPROJECT.replace("https://", "https://x@")
    assert named != PYPROJECT
    locks(reader, facts, {"variables": reader.good}, named).failed(REFUSED)


def test_in_the_variables_of_poetry_an_underscore_stands_for_a_hyphen(reader: Looking, facts: Facts) -> None:
    named = {
        key.replace("GITLAB", "MY_GITLAB"): value for key, value in variables(facts, "poetry", reader.good).items()
    }
    home = reader.home(PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring", POETRY_VIRTUALENVS_CREATE="false")
    (home.folder / "pyproject.toml").write_text(PYPROJECT.replace('"gitlab"', '"my-gitlab"'))
    asked = ("poetry", "--no-interaction", "add", "--lock", "--source", "my-gitlab", "there")
    home.ask(*asked).failed(REFUSED)
    home.ask(*asked, **named).went_through()


@pytest.mark.parametrize(("name", "through"), [("MY_GITLAB", True), ("GITLAB2", False)])
def test_where_the_address_is_in_a_variable_a_name_with_a_digit_has_no_token(
    reader: Looking, facts: Facts, name: str, through: bool
) -> None:
    home = reader.home()
    (home.folder / "pyproject.toml").write_text(PYPROJECT)
    (home.folder / "dist").mkdir()
    (home.folder / "dist" / wheel_name("my-app", "0.1.0")).write_bytes(wheel("my-app", "0.1.0", origin="a test"))
    given = {facts.example(facts.text("poetry.url_variable")): UPLOAD, **variables(facts, "poetry", reader.good)}
    named = {key.replace("GITLAB", name): value for key, value in given.items()}
    tried = home.ask("poetry", "--no-interaction", "publish", "-r", name.lower().replace("_", "-"), **named)
    assert tried.through is through, tried.said
