"""Where pipenv takes a token and a package from, and what it writes down, as its page says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.clients.install import Clients
from tests.walk.somebody import Somebody, somebody

PIPFILE = """
[[source]]
name = "pypi"
url = "https://pypi.org/simple"
verify_ssl = true
[[source]]
name = "gitlab"
url = "{address}"
verify_ssl = true
[packages]
my-package = {{ version = "*", index = "gitlab" }}
"""
NETRC = "machine gitlab.example.com login x password {}\n"
WRONG = "glpat-EXAMPLE-not-a-token"
HERE = {"PIPENV_VENV_IN_PROJECT": "1", "PIPENV_NOSPIN": "1", "GITLAB_USERNAME": "gitlab+deploy-token-1"}


@pytest.fixture(scope="module")
def reader(facts: Facts, pinned: Clients, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Somebody]:
    # The package needs another private one, and a stranger published that name.
    with somebody(facts, pinned, wheels, tmp_path_factory.mktemp("pipenv"), "strangers") as found:
        yield found


def project(reader: Somebody, address: str = "{pipenv.simple_url}", more: str = "") -> Path:
    home = reader.home()
    (home / "Pipfile").write_text(PIPFILE.format(address=reader.text(address)) + more)
    return home


def locks(reader: Somebody, home: Path, token: str = "") -> tuple[int, str]:
    return reader.run("pipenv lock", home, **HERE, **({"GITLAB_PASSWORD": token} if token else {}))


def version(home: Path, name: str) -> str:
    lock = (home / "Pipfile.lock").read_text()
    return lock.partition(f'"{name}": {{')[2].partition('"version": "==')[2].partition('"')[0]


def test_the_variables_of_the_address_decide(reader: Somebody) -> None:
    home = project(reader)
    reader.file(home, ".netrc", NETRC.format("<deploy_read_token>"))
    code, said = locks(reader, home, WRONG)
    assert code
    assert "No matching distribution" in said
    reader.file(home, ".netrc", NETRC.format(WRONG))
    code, said = locks(reader, home, "<deploy_read_token>")
    assert code == 0, said
    assert reader.text("<deploy_read_token>") not in (home / "Pipfile.lock").read_text()


def test_without_them_netrc_does(reader: Somebody) -> None:
    home = project(reader, "{project.simple_url}")
    assert locks(reader, home)[0]
    reader.file(home, ".netrc", NETRC.format("<deploy_read_token>"))
    code, said = locks(reader, home)
    assert code == 0, said


def test_a_wrong_address_looks_like_a_wrong_token(reader: Somebody) -> None:
    home = project(reader, reader.text("{pipenv.simple_url}").replace("my-project", "my-service"))
    code, said = locks(reader, home, "<deploy_read_token>")
    assert code
    assert "No matching distribution" in said


def test_a_dependency_comes_from_pypi_unless_it_is_named(reader: Somebody) -> None:
    home = project(reader)
    assert locks(reader, home, "<deploy_read_token>")[0] == 0
    assert (version(home, "my-package"), version(home, "my-private-package")) == ("0.1.0", "99.0")
    home = project(reader, more='my-private-package = { version = "*", index = "gitlab" }\n')
    assert locks(reader, home, "<deploy_read_token>")[0] == 0
    assert (version(home, "my-package"), version(home, "my-private-package")) == ("0.1.0", "1.0.0")


def test_those_who_sync_need_the_variables_too(reader: Somebody) -> None:
    home = project(reader)
    assert locks(reader, home, "<deploy_read_token>")[0] == 0
    code, _ = reader.run("pipenv sync", home, **HERE)
    assert code
    code, said = reader.run("pipenv sync", home, **HERE, GITLAB_PASSWORD="<deploy_read_token>")
    assert code == 0, said


def test_an_index_on_the_command_line_is_written_down_with_its_token(reader: Somebody) -> None:
    home = reader.home()
    address = reader.text("{project.simple_url}").replace("://", "://x:<deploy_read_token>@")
    code, said = reader.run(f"pipenv install --index {address} my-package", home, **HERE)
    assert code == 0, said
    for name in ("Pipfile", "Pipfile.lock"):
        assert reader.text("<deploy_read_token>") in (home / name).read_text()
