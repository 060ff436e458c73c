"""What a cell of a notebook does that installs a package, as the page on Jupyter says."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.clients.install import Clients
from tests.walk.somebody import Somebody, somebody

NETRC = "machine gitlab.example.com login x password <deploy_read_token>\n"
JUPYTER = "uv pip install --quiet --python .venv ipykernel nbclient"
ENVIRONMENT = f"uv venv --quiet --seed && {JUPYTER}"
# Ends a cell that takes too long as a reader does who presses the button, and keeps what it printed.
RUN = """
import nbformat, nbclient, sys
notebook = nbformat.read("a.ipynb", 4)
nbclient.NotebookClient(notebook, timeout=20, interrupt_on_timeout=True, allow_errors=True).execute()
nbformat.write(notebook, "a.ipynb")
"""


@pytest.fixture(scope="module")
def reader(facts: Facts, pinned: Clients, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Somebody]:
    with somebody(facts, pinned, wheels, tmp_path_factory.mktemp("notebook"), "published") as found:
        yield found


def told(reader: Somebody, home: Path, cells: Sequence[str], before: str = "true") -> list[str]:
    """Run the cells in the environment `.venv`; give what each of them printed."""
    rows: list[dict[str, object]] = [
        {"cell_type": "code", "id": f"a{at}", "metadata": {}, "execution_count": None, "outputs": [], "source": cell}
        for at, cell in enumerate(map(reader.text, cells))
    ]
    (home / "a.ipynb").write_text(json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    (home / "run.py").write_text(RUN)
    code, said = reader.run(f"{before} && PATH=$PWD/.venv/bin:$PATH .venv/bin/python run.py", home)
    assert code == 0, said
    outputs = [cell["outputs"] for cell in json.loads((home / "a.ipynb").read_text())["cells"]]
    whole = ["".join(json.dumps(each) for each in output) for output in outputs]
    return [re.sub(r"\\u001b\[[\d;]*m", "", each) for each in whole]


def test_without_a_token_the_cell_waits_for_a_username(reader: Somebody) -> None:
    home = reader.home()
    install = "--index-url {project.simple_url} my-package"
    waits, refused, cannot = told(
        reader,
        home,
        [f"%pip install {install}", f"%pip install --no-input {install}", "import my_package"],
        ENVIRONMENT,
    )
    assert "User for gitlab.example.com" in waits
    # What pip says when it is interrupted.
    assert "Operation cancelled by user" in waits
    assert "No matching distribution found for my-package" in refused
    assert "Traceback" not in refused
    assert "ModuleNotFoundError" in cannot
    reader.file(home, ".netrc", NETRC)
    installed, _ = told(reader, home, [f"%pip install --no-input {install}", "import my_package"])
    assert "Successfully installed my-package-0.1.0" in installed


def test_an_environment_that_uv_made_has_no_pip(reader: Somebody) -> None:
    home = reader.home()
    said, failed = told(reader, home, ["%pip list", "!exit 3"], f"uv venv --quiet && {JUPYTER}")
    assert "No module named pip" in said
    # Neither cell fails, though what it runs does.
    assert not [each for each in (said, failed) if '"output_type": "error"' in each]


def test_one_magic_has_the_environment_of_the_kernel_and_the_other_that_of_the_path(reader: Somebody) -> None:
    home = reader.home()
    reader.file(home, ".netrc", NETRC)
    install = "pip install --no-input --index-url {project.simple_url} my-package"
    kernel = f"uv venv --quiet --seed kernel && {JUPYTER.replace('.venv', 'kernel')}"
    register = "kernel/bin/python -m ipykernel install --prefix .venv --name python3"
    before = f"{ENVIRONMENT} && {kernel} && {register}"
    where, _ = told(reader, home, ["import sys; sys.prefix", f"!{install}"], before)
    assert str(home / "kernel") in where
    assert list(home.glob(".venv/lib/*/site-packages/my_package"))
    assert not list(home.glob("kernel/lib/*/site-packages/my_package"))
    told(reader, home, [f"%{install}"])
    assert list(home.glob("kernel/lib/*/site-packages/my_package"))
