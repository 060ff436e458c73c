"""What pip does with the lines of `pip:` in the page's environment.yml, which conda hands it in a file of requirements.

conda cannot be had here. What it does with the lines: https://github.com/conda/conda/blob/main/conda/env/installers/pip.py
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from registry_guide.blocks.facts import Facts
from registry_guide.records.manifest import BlockStep, load
from registry_guide.walk.clients.install import Clients
from tests.walk.somebody import Somebody, somebody

PIP = "uv venv --quiet --seed && . .venv/bin/activate && python -m pip install -U -r {} --exists-action=b"
NETRC = "machine gitlab.example.com\nlogin x\npassword <deploy_read_token>\n"


@pytest.fixture(scope="module")
def reader(facts: Facts, pinned: Clients, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Somebody]:
    with somebody(facts, pinned, wheels, tmp_path_factory.mktemp("conda"), "published") as found:
        yield found


@pytest.fixture
def lines(site: Path) -> list[str]:
    """Return the lines below `pip:` of the page."""
    steps = load(site / "manifest.json").pages["install/conda"].steps
    [block] = [step for step in steps if isinstance(step, BlockStep) and step.template == "install/environment.yml"]
    [handed] = [each["pip"] for each in yaml.safe_load(block.text)["dependencies"] if isinstance(each, dict)]
    return [str(line) for line in handed]


def test_pip_installs_what_conda_hands_it(reader: Somebody, lines: list[str]) -> None:
    home = reader.home()
    reader.file(home, ".netrc", NETRC)
    (home / "condaenv.requirements.txt").write_text("\n".join(lines))
    code, said = reader.run(PIP.format("condaenv.requirements.txt"), home)
    assert code == 0, said
    assert "Successfully installed my-package-0.1.0" in said


def test_an_extra_index_lets_a_stranger_in(reader: Somebody, lines: list[str]) -> None:
    home = reader.home()
    reader.file(home, ".netrc", NETRC)
    extra = [line.replace("--index-url", "--extra-index-url") for line in lines]
    assert extra != lines
    (home / "condaenv.requirements.txt").write_text("\n".join(extra))
    code, said = reader.run(PIP.format("condaenv.requirements.txt"), home)
    assert code == 0, said
    assert "Successfully installed my-package-99.0" in said
