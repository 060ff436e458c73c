"""Which token clients send for which project's file, as the page on several tokens says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.clients.install import Clients
from tests.walk.somebody import Somebody, somebody

PATHS = ("my-group%2Fmy-project", "my-group%2Fmy-service")
NUMBERS = ("101", "102")
ADDRESS = "gitlab.example.com/api/v4/projects/{}/packages/pypi/simple"
PIP = "uv venv --quiet && . .venv/bin/activate && pip install --index-url {} --extra-index-url {} {}"
UV = """
[project]
name = "app"
version = "0"
requires-python = ">=3.11"
dependencies = ["my-package", "my-other-package"]
[[tool.uv.index]]
name = "gitlab"
url = "https://{}"
explicit = true
authenticate = "always"
[[tool.uv.index]]
name = "other"
url = "https://{}"
explicit = true
authenticate = "always"
[tool.uv.sources]
my-package = {{ index = "gitlab" }}
my-other-package = {{ index = "other" }}
"""
POETRY = """
poetry new --quiet app && cd app
poetry source add --priority=explicit gitlab https://{}
poetry source add --priority=explicit other https://{}
poetry add --lock --source gitlab my-package && poetry add --lock --source other my-other-package
"""


@pytest.fixture(scope="module")
def reader(facts: Facts, pinned: Clients, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Somebody]:
    with somebody(facts, pinned, wheels, tmp_path_factory.mktemp("several"), "several") as found:
        yield found


def by(client: str, reader: Somebody, places: tuple[str, str], pinned: str = "==0.1.0") -> tuple[int, str]:
    first, second = (ADDRESS.format(place) for place in places)
    if client == "pip":
        indexes = f"https://x:<deploy_read_token>@{first}", f"https://x:<other_read_token>@{second}"
        return reader.run(PIP.format(*indexes, f"my-package{pinned} my-other-package{pinned}"))
    if client == "uv":
        home = reader.home()
        (home / "pyproject.toml").write_text(UV.format(first, second))
        names = {"UV_INDEX_GITLAB": "<deploy_read_token>", "UV_INDEX_OTHER": "<other_read_token>"}
        return reader.run("uv sync", home, **_pairs(names))
    names = {"POETRY_HTTP_BASIC_GITLAB": "<deploy_read_token>", "POETRY_HTTP_BASIC_OTHER": "<other_read_token>"}
    return reader.run(POETRY.format(first, second), reader.home(), POETRY_VIRTUALENVS_CREATE="false", **_pairs(names))


def _pairs(tokens: dict[str, str]) -> dict[str, str]:
    return {
        f"{name}_{part}": value
        for name, token in tokens.items()
        for part, value in (("USERNAME", "x"), ("PASSWORD", token))
    }


@pytest.mark.parametrize("client", ["uv", "pip", "poetry"])
def test_with_numbers_each_token_goes_with_its_files(reader: Somebody, client: str) -> None:
    code, said = by(client, reader, NUMBERS)
    assert code == 0, said


@pytest.mark.parametrize(
    ("client", "says"),
    [
        ("uv", "Failed to fetch"),
        ("pip", "HTTP error 404 while getting"),
        ("poetry", "404 Client Error: Not Found for url"),
    ],
)
def test_with_paths_one_projects_token_goes_with_the_others_file(reader: Somebody, client: str, says: str) -> None:
    before = len(reader.requests())
    code, said = by(client, reader, PATHS)
    assert code
    assert says in said
    assert "/files/" in next(line for line in said.splitlines() if says in line)
    pages = [each for each in reader.requests()[before:] if each.path.endswith("/simple/my-other-package/")]
    assert 200 in [each.status for each in pages]


def test_with_both_addresses_in_one_command_pip_takes_a_strangers_version(reader: Somebody) -> None:
    code, said = by("pip", reader, NUMBERS, pinned="")
    assert code == 0
    assert "my-other-package-99.0" in said
