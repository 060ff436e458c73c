"""Where PDM takes a token from first, and from which source a package, as its pages say: tried, not quoted."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.walk.clients.install import Clients
from tests.walk.looking import KEYRING, UPLOAD, WRONG, Looking, Tried, first_decides, looking, places, variables

PYPROJECT = """\
[project]
name = "my-app"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["{name}"]

[[tool.pdm.source]]
name = "gitlab"
url = "{url}"
{names}
"""
# PDM would make an environment, of which neither a lock nor publishing has any use.
BARE = {"PDM_USE_VENV": "0"}
OPEN = "https://gitlab.example.com/api/v4/groups/open-group/-/packages/pypi/simple"
# The first that has a token decides, where there is no keyring.
ORDER = places("pdm")


@pytest.fixture(scope="module")
def reader(pinned: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looking]:
    with looking(pinned, tmp_path_factory.mktemp("pdm")) as found:
        yield found


def locks(reader: Looking, facts: Facts, tokens: dict[str, str], **about: str) -> Tried:
    """Have PDM get a package with these tokens, by place."""
    home = reader.home(**BARE, **({"PYTHON_KEYRING_BACKEND": KEYRING} if "keyring" in tokens else {}))
    user, secret = (facts.example(facts.text(f"{each}_variable.pdm_source")) for each in ("username", "password"))
    url = about.get("url", f"{UPLOAD}/simple")
    if "variables" in tokens:
        assert facts.example(facts.text("pdm.simple_url")).startswith(f"https://${{{user}}}:${{{secret}}}@")
        url = url.replace("https://", f"https://${{{user}}}:${{{secret}}}@")
    name = about.get("name", "there")
    names = about.get("names", f'include_packages = ["{name}"]')
    (home.folder / "pyproject.toml").write_text(PYPROJECT.format(name=name, url=url, names=names))
    for place in ("config", "keyring"):
        if place in tokens:
            for key, value in (("username", "x"), ("password", tokens[place])):
                done = home.run("pdm", "config", f"pypi.gitlab.{key}", value)
                assert done.returncode == 0, done.stdout
    if "netrc" in tokens:
        home.netrc(tokens["netrc"])
    return home.ask("pdm", "lock", **variables(facts, "pdm_source", tokens.get("variables")))


def test_without_a_token_there_is_no_package(reader: Looking, facts: Facts) -> None:
    locks(reader, facts, {}).failed("Unable to find candidates for there")


@pytest.mark.parametrize(("first", "second"), list(pairwise(ORDER)))
def test_the_first_place_decides(reader: Looking, facts: Facts, first: str, second: str) -> None:
    first_decides(partial(locks, reader, facts), first, second, reader.good)


def test_the_last_place_is_enough(reader: Looking, facts: Facts) -> None:
    locks(reader, facts, {ORDER[-1]: reader.good}).went_through()


def test_what_pdm_stores_where_there_is_no_keyring_others_can_read(reader: Looking, facts: Facts) -> None:
    stored = locks(reader, facts, {"config": WRONG}).home.folder / ".config/pdm/config.toml"
    assert WRONG in stored.read_text()
    assert stored.stat().st_mode & 0o044


def test_with_variables_that_are_not_set_it_does_not_read_netrc(reader: Looking, facts: Facts) -> None:
    url = f"{UPLOAD}/simple"
    named = facts.example(facts.text("pdm.user"))
    locks(reader, facts, {"netrc": reader.good}, url=url).went_through()
    asked = len(reader.running.requests())
    locks(reader, facts, {"netrc": reader.good}, url=url.replace("https://", f"https://{named}@")).failed(
        "Unable to find candidates for there"
    )
    answers = [each.status for each in reader.running.requests()[asked:] if each.path.endswith("/simple/there/")]
    assert set(answers) == {401}


def test_a_keyring_is_asked_after_a_401_and_then_it_counts(reader: Looking, facts: Facts) -> None:
    before = len(reader.running.requests())
    home = locks(reader, facts, {"keyring": reader.good, "netrc": WRONG}).went_through().home
    assert WRONG not in (home.folder / ".config/pdm/config.toml").read_text()
    asked = [entry.status for entry in reader.running.requests()[before:] if entry.path.endswith("/simple/there/")]
    assert asked[:2] == [401, 200]


@pytest.mark.parametrize(("place", "version"), [("keyring", "99.0"), ("netrc", "1.0.0"), ("variables", "1.0.0")])
def test_at_a_public_group_a_keyring_is_never_asked(reader: Looking, facts: Facts, place: str, version: str) -> None:
    about = {"url": OPEN, "name": facts.example(facts.text("open.private_package"))}
    home = locks(reader, facts, {place: reader.good}, **about).went_through().home
    assert f'version = "{version}"' in (home.folder / "pdm.lock").read_text()


@pytest.mark.parametrize(
    ("names", "version"),
    [
        ("", "99.0"),
        ('include_packages = ["something-else"]', "99.0"),
        ('include_packages = ["my-*"]', "1.0.0"),
    ],
)
def test_a_source_without_the_name_is_one_of_two(reader: Looking, facts: Facts, names: str, version: str) -> None:
    about = {"url": OPEN, "name": facts.example(facts.text("open.private_package")), "names": names}
    home = locks(reader, facts, {"variables": reader.good}, **about).went_through().home
    assert f'version = "{version}"' in (home.folder / "pdm.lock").read_text()


def test_the_log_of_a_failure_holds_the_token(reader: Looking, facts: Facts) -> None:
    tried = locks(reader, facts, {"variables": WRONG})
    log = the_log(tried, facts)
    tried.failed(log.name)
    assert WRONG in log.read_text()


def the_log(tried: Tried, facts: Facts) -> Path:
    """Give the one log that PDM left."""
    folder = tried.home.folder / facts.example(facts.text("pdm.log_folder")).removeprefix("~/")
    (log,) = folder.iterdir()
    return log


def publishes(reader: Looking, facts: Facts, tokens: dict[str, str]) -> Tried:
    """Have PDM publish with these tokens, by place."""
    home = reader.home(**BARE)
    (home.folder / "pyproject.toml").write_text(PYPROJECT.format(name="there", url=UPLOAD, names=""))
    (home.folder / "dist").mkdir()
    version = f"1.{reader.count}"
    (home.folder / "dist" / wheel_name("mine", version)).write_bytes(wheel("mine", version, origin="a test"))
    rows = {"url": UPLOAD, **({"username": "x", "password": tokens["config"]} if "config" in tokens else {})}
    for key, value in rows.items():
        done = home.run("pdm", "config", f"repository.gitlab.{key}", value)
        assert done.returncode == 0, done.stdout
    if "netrc" in tokens:
        home.netrc(tokens["netrc"])
    address = {facts.example(facts.text("pdm.url_variable")): "gitlab"}
    given = variables(facts, "pdm_publish", tokens.get("variables"))
    return home.ask("pdm", "publish", "--no-build", **address, **given)


def test_when_it_publishes_the_variables_come_before_what_is_stored(reader: Looking, facts: Facts) -> None:
    publishes(reader, facts, {"config": reader.good}).went_through()
    first, second = places("pdm_publish")
    first_decides(partial(publishes, reader, facts), first, second, reader.good, "401 Unauthorized")


def test_when_it_publishes_it_does_not_read_netrc(reader: Looking, facts: Facts) -> None:
    publishes(reader, facts, {"netrc": reader.good}).failed("OIDC")


def test_what_gitlab_said_is_in_the_log(reader: Looking, facts: Facts) -> None:
    tried = publishes(reader, facts, {"variables": WRONG})
    assert '{"message":"401 Unauthorized"}' in the_log(tried, facts).read_text()
    assert '{"message"' not in tried.said


def test_building_removes_what_was_in_dist(reader: Looking) -> None:
    home = reader.home()
    made = home.run("pdm", "new", "--non-interactive", "--no-git", "--backend", "flit-core", "mine")
    assert made.returncode == 0, made.stdout
    old = home.folder / "mine/dist/old.whl"
    old.parent.mkdir()
    old.touch()
    home.run("pdm", "build", "--project", "mine")
    assert not old.exists()
