"""What a client says alike of several causes: the pages tell readers to ask GitLab which it is, so each must be one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.clients.install import Clients
from tests.walk.looking import UPLOAD, UV_PROJECT, WRONG, Home, Looking, looking, variables

SIMPLE = f"{UPLOAD}/simple"
NOWHERE = SIMPLE.replace("my-project", "no-such-project")


@pytest.fixture(scope="module")
def reader(pinned: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looking]:
    with looking(pinned, tmp_path_factory.mktemp("reader")) as found:
        yield found


def project(reader: Looking, name: str = "there", address: str = SIMPLE) -> Home:
    home = reader.home()
    (home.folder / "pyproject.toml").write_text(UV_PROJECT.format(package=name, index="gitlab", address=address))
    return home


@pytest.mark.parametrize(
    ("name", "address", "token"),
    [
        ("there", SIMPLE, "stranger_token"),
        ("there", NOWHERE, "personal_token"),
        ("no-such-package-anywhere", SIMPLE, "personal_token"),
    ],
    ids=["no member", "no such project", "no such package"],
)
def test_uv_says_the_same_of_token_address_and_name(
    reader: Looking, facts: Facts, name: str, address: str, token: str
) -> None:
    home = project(reader, name, address)
    tried = home.ask("uv", "lock", **variables(facts, "uv_index", reader.running.tokens[token]))
    tried.failed("was not found in the package registry")
    assert "hint" not in tried.said


def test_with_a_lockfile_uv_says_that_a_file_is_not_there_to_somebody_who_is_no_member(
    reader: Looking, facts: Facts
) -> None:
    home = project(reader)
    home.ask("uv", "lock", "--no-cache", **variables(facts, "uv_index", reader.good)).went_through()
    stranger = variables(facts, "uv_index", reader.running.tokens["stranger_token"])
    home.ask("uv", "sync", "--locked", "--no-cache", **stranger).failed("404 Not Found")


def test_pip_asks_for_a_username_whatever_is_wrong_with_the_token(reader: Looking) -> None:
    for stored in ([], [WRONG]):
        home = reader.home()
        for token in stored:
            home.netrc(token)
        tried = home.ask("pip", "download", "--index-url", SIMPLE, "there")
        tried.failed("EOFError")
        assert "User for gitlab.example.com" in tried.said
