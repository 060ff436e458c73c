"""What pip-tools and uv write into requirements.txt, and where pip-sync installs, as the page on pip-tools says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.clients.install import Clients, distribution
from tests.walk.somebody import Somebody, somebody

NETRC = "machine gitlab.example.com login x password <deploy_read_token>\n"
WITH_TOKEN = "{instance.scheme}://x:<deploy_read_token>@{instance.authority}{project.path}/simple"
START = "echo my-package > requirements.in"


@pytest.fixture(scope="module")
def reader(facts: Facts, pinned: Clients, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Somebody]:
    with somebody(facts, pinned, wheels, tmp_path_factory.mktemp("compile"), "published") as found:
        yield found


@pytest.mark.parametrize(
    ("command", "written"),
    [
        (f"pip-compile --strip-extras --index-url {WITH_TOKEN}", True),
        (f"pip-compile --strip-extras --index-url {WITH_TOKEN} --no-emit-index-url", False),
        (f"uv pip compile --default-index {WITH_TOKEN} --emit-index-url -o requirements.txt", True),
        (f"uv pip compile --default-index {WITH_TOKEN} -o requirements.txt", False),
    ],
)
def test_the_token_of_an_address_is_written_with_the_index(reader: Somebody, command: str, written: bool) -> None:
    home = reader.home()
    code, said = reader.run(f"{START} && {command} requirements.in", home)
    assert code == 0, said
    text = (home / "requirements.txt").read_text()
    assert "my-package==0.1.0" in text
    assert (reader.text("<deploy_read_token>") in text) is written


@pytest.mark.parametrize(
    "install", ["pip-sync --python-executable .venv/bin/python --index-url", "uv pip sync --default-index"]
)
def test_a_wrong_hash_is_refused_and_what_is_not_named_is_removed(reader: Somebody, install: str) -> None:
    home = reader.home()
    reader.file(home, ".netrc", NETRC)
    lock = "uv pip compile --quiet --generate-hashes --default-index {project.simple_url} -o requirements.txt"
    made = f"{START} && {lock} requirements.in && uv venv --quiet --seed && . .venv/bin/activate"
    code, said = reader.run(
        f"{made} && uv pip install --quiet idna && {install} {{project.simple_url}} requirements.txt", home
    )
    assert code == 0, said
    assert distribution(home / ".venv", "my-package")
    assert not distribution(home / ".venv", "idna")
    spoilt = "uv pip uninstall --quiet my-package && sed -i 's/sha256:..../sha256:0000/' requirements.txt"
    code, said = reader.run(
        f". .venv/bin/activate && {spoilt} && UV_NO_CACHE=1 {install} {{project.simple_url}} requirements.txt", home
    )
    assert code
    assert "hash" in said.lower()


def test_pip_sync_installs_where_it_is_unless_it_is_told(reader: Somebody) -> None:
    home = reader.home()
    made = "uv venv --quiet --seed && . .venv/bin/activate && touch requirements.txt && uv pip install --quiet idna"
    code, said = reader.run(f"{made} && pip-sync --dry-run requirements.txt", home)
    assert "idna" not in said
    code, said = reader.run(". .venv/bin/activate && pip-sync --dry-run --python-executable .venv/bin/python", home)
    assert code == 1
    assert "idna" in said
