"""Where uv and pip take a token from first when they install: a good token in one place, a wrong one in the next."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.clients.install import Clients
from tests.walk.looking import (
    KEYRING,
    UPLOAD,
    UV_PROJECT,
    WRONG,
    Looking,
    Tried,
    first_decides,
    looking,
    places,
    variables,
)

HOST = "gitlab.example.com"


@pytest.fixture(scope="module")
def reader(pinned: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looking]:
    with looking(pinned, tmp_path_factory.mktemp("uv")) as found:
        yield found


def locked_by(index: str) -> str:
    """Give a project that takes a package from the index of that name."""
    return UV_PROJECT.format(package="there", index=index, address=f"{UPLOAD}/simple")


def uv(reader: Looking, facts: Facts, tokens: dict[str, str], name: str = "gitlab") -> Tried:
    """Have uv lock a package with these tokens, by place."""
    home = reader.home()
    (home.folder / "pyproject.toml").write_text(locked_by(name))
    given = variables(facts, "uv_index", tokens.get("variables"))
    if "netrc" in tokens:
        home.netrc(tokens["netrc"])
    if "store" in tokens:
        done = home.run("uv", "auth", "login", f"https://{HOST}", "--username", "x", "--password", tokens["store"])
        assert done.returncode == 0, done.stdout
    if "keyring" in tokens:
        home.keyring(HOST, "x", tokens["keyring"])
        given.setdefault(facts.example(facts.text("username_variable.uv_index")), "x")
        given |= {facts.example(facts.text("uv.keyring_variable")): "subprocess", "PYTHON_KEYRING_BACKEND": KEYRING}
    return home.ask("uv", "lock", **given)


@pytest.mark.parametrize(("first", "second"), list(pairwise(places("uv"))))
def test_with_uv_the_first_place_decides(reader: Looking, facts: Facts, first: str, second: str) -> None:
    first_decides(partial(uv, reader, facts), first, second, reader.good)


def test_with_uv_the_last_place_is_enough(reader: Looking, facts: Facts) -> None:
    uv(reader, facts, {places("uv")[-1]: reader.good}).went_through()


def test_in_the_variables_of_uv_an_underscore_stands_for_what_is_no_letter(reader: Looking, facts: Facts) -> None:
    names = {key.replace("GITLAB", "MY_GITLAB_2"): value for key, value in variables(facts, "uv_index", "?").items()}
    home = reader.home()
    (home.folder / "pyproject.toml").write_text(locked_by("my-gitlab.2"))
    home.ask("uv", "lock", **{**names, next(key for key in names if "PASSWORD" in key): reader.good}).went_through()


def pip(reader: Looking, facts: Facts, tokens: dict[str, str]) -> Tried:
    """Have pip download a package with these tokens, by place."""
    home = reader.home(PIP_DISABLE_PIP_VERSION_CHECK="1")
    user = f"x:{tokens['address']}@" if "address" in tokens else "x@" if "keyring" in tokens else ""
    given = {}
    if "netrc" in tokens:
        home.netrc(tokens["netrc"])
    if "keyring" in tokens:
        home.keyring(HOST, "x", tokens["keyring"])
        given = {facts.example(facts.text("pip.keyring_variable")): "subprocess", "PYTHON_KEYRING_BACKEND": KEYRING}
    index = f"{UPLOAD}/simple".replace("https://", f"https://{user}")
    return home.ask("pip", "download", "--no-input", "--no-deps", "--index-url", index, "there", **given)


@pytest.mark.parametrize(("first", "second"), list(pairwise(places("pip"))))
def test_with_pip_the_first_place_decides(reader: Looking, facts: Facts, first: str, second: str) -> None:
    first_decides(partial(pip, reader, facts), first, second, reader.good)


def test_with_pip_the_last_place_is_enough(reader: Looking, facts: Facts) -> None:
    pip(reader, facts, {places("pip")[-1]: reader.good}).went_through()


def test_a_token_in_the_address_keeps_pip_from_the_keyring(reader: Looking, facts: Facts) -> None:
    pip(reader, facts, {"address": WRONG, "keyring": reader.good}).failed("401 Error, Credentials not correct")


@pytest.mark.parametrize("refused", [{}, {"netrc": WRONG}], ids=["nothing", "netrc"])
def test_after_a_401_pip_asks_the_keyring(reader: Looking, facts: Facts, refused: dict[str, str]) -> None:
    before = len(reader.running.requests())
    pip(reader, facts, {**refused, "keyring": reader.good}).went_through()
    asked = [entry.status for entry in reader.running.requests()[before:] if entry.path.endswith("/simple/there/")]
    assert asked == [401, 200]
