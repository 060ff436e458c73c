"""What uv and pipx do with a script that names an index, as the page on scripts says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.clients.install import Clients
from tests.walk.somebody import Somebody, somebody

SCRIPT = """\
# /// script
# dependencies = ["my-package"]
# [[tool.uv.index]]
# name = "gitlab"
# url = "{project.simple_url}"
# explicit = true
# authenticate = "always"
# [tool.uv.sources]
# my-package = { index = "gitlab" }
# ///
import my_package
print(my_package.__version__)
"""
TOKENS = {"UV_INDEX_GITLAB_USERNAME": "x", "UV_INDEX_GITLAB_PASSWORD": "<deploy_read_token>"}


@pytest.fixture(scope="module")
def reader(facts: Facts, pinned: Clients, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Somebody]:
    with somebody(facts, pinned, wheels, tmp_path_factory.mktemp("scripts"), "published") as found:
        yield found


def test_uv_takes_the_package_from_the_index_of_the_script(reader: Somebody) -> None:
    home = reader.home()
    reader.file(home, "report.py", SCRIPT)
    code, said = reader.run("uv run --quiet report.py", home, **TOKENS)
    assert (code, said) == (0, "0.1.0\n")


def test_a_locked_script_checks_hashes(reader: Somebody) -> None:
    home = reader.home()
    reader.file(home, "report.py", SCRIPT)
    spoilt = "uv lock --script report.py && sed -i 's/sha256:..../sha256:0000/' report.py.lock"
    code, said = reader.run(f"{spoilt} && uv run --no-cache report.py", home, **TOKENS)
    assert code
    assert "Hash mismatch" in said


@pytest.mark.parametrize(("backend", "version"), [("uv", "0.1.0"), ("pip", "99.0")])
def test_pipx_takes_a_strangers_package_unless_it_has_uv(reader: Somebody, backend: str, version: str) -> None:
    home = reader.home()
    reader.file(home, "report.py", SCRIPT)
    reader.file(home, ".netrc", "machine gitlab.example.com login x password <deploy_read_token>\n")
    code, said = reader.run(f"pipx run --backend {backend} report.py", home, **TOKENS)
    assert code == 0, said
    assert said.endswith(f"{version}\n")
