"""Real clients find on the stand-in for PyPI what they find on PyPI: times, metadata, dependencies, yanked releases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.practice.running import Running, practice
from registry_guide.walk.clients.install import Clients
from tests.practice.test_clients import run

# `app` 1.0 has been there for long, 2.0 came later, 3.0 came yesterday of any day, and 2.5 was yanked.
WORLD = """
[[pypi.package]]
name = "app"
version = "1.0"
requires = ["lib"]
requires_python = ">=3.8"
extras = { more = ["further"] }
uploaded = 2024-01-01

[[pypi.package]]
name = "app"
version = "2.0"
requires = ["lib"]
requires_python = ">=3.8"
uploaded = 2025-01-01

[[pypi.package]]
name = "app"
version = "2.5"
yanked = "it lost data"
uploaded = 2025-02-01

[[pypi.package]]
name = "app"
version = "3.0"
requires = ["lib"]
requires_python = ">=3.8"
uploaded = 2999-01-01T00:00:00Z

[[pypi.package]]
name = "app"
version = "4.0"
requires_python = ">=4"
uploaded = 2024-01-01

[[pypi.package]]
name = "lib"
version = "1.5"

[[pypi.package]]
name = "further"
version = "1.0"
"""

UV = "uv venv -q .venv && uv pip install"
PIP = "python3 -m venv --without-pip .venv && pip --python .venv/bin/python install --disable-pip-version-check"
POETRY = (
    "poetry config virtualenvs.in-project true && poetry -n init -q --name mine --python '>=3.11,<4.0' && poetry -n add"
)
PDM = "pdm init -q -n --python python3 && pdm add -q"
# A line, and the version of `app` that it installs.
INSTALLS = {
    "uv": (f"{UV} app", "3.0"),
    "uv, not newer": (f"{UV} --exclude-newer 2025-06-01 app", "2.0"),
    "uv, not newer than a week": (f"{UV} --exclude-newer '7 days' app", "2.0"),
    "uv, oldest": (f"{UV} --exclude-newer 2024-06-01 app", "1.0"),
    "uv, an extra": (f"{UV} 'app[more]==1.0' && .venv/bin/python -c 'import further'", "1.0"),
    "pip": (f"{PIP} app", "3.0"),
    "pip, not newer": (f"{PIP} --uploaded-prior-to 2025-06-01 app", "2.0"),
    "pip, not newer than a week": (f"{PIP} --uploaded-prior-to P7D app", "2.0"),
    "pip, an extra": (f"{PIP} 'app[more]==1.0' && .venv/bin/python -c 'import further'", "1.0"),
    "poetry": (f"{POETRY} 'app>=1'", "3.0"),
    "poetry, not newer": (f"poetry config solver.min-release-age 7 && {POETRY} 'app>=1'", "2.0"),
    "pdm": (f"{PDM} app", "3.0"),
    "pdm, not newer": (
        f"{PDM} --no-sync --save-wildcard app && pdm lock -q --exclude-newer 2025-06-01 && pdm sync -q",
        "2.0",
    ),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    world = tmp_path_factory.mktemp("public") / "world.toml"
    world.write_text(WORLD, "utf-8")
    with practice(world=world) as there:
        yield there


@pytest.mark.parametrize("what", INSTALLS)
def test_a_client_installs_from_pypi(what: str, tools: Clients, running: Running, tmp_path: Path) -> None:
    line, version = INSTALLS[what]
    done = run(line, tools, running, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    shown = run(".venv/bin/python -c 'import app; print(app.__version__, app.origin)'", tools, running, tmp_path)
    assert shown.stdout == f"{version} pypi.org, published by a stranger\n"
    if not what.endswith("an extra"):
        assert run(".venv/bin/python -c 'import lib'", tools, running, tmp_path).returncode == 0


@pytest.mark.parametrize("line", [f"{UV} app==2.5", f"{PIP} app==2.5"])
def test_a_client_warns_of_what_was_yanked(line: str, tools: Clients, running: Running, tmp_path: Path) -> None:
    done = run(line, tools, running, tmp_path)
    assert done.returncode == 0
    assert "it lost data" in done.stdout + done.stderr


@pytest.mark.parametrize("line", [f"{UV} app==1.0", f"{PIP} app==1.0"])
def test_a_client_reads_the_metadata_alone(line: str, tools: Clients, running: Running, tmp_path: Path) -> None:
    before = len(running.requests())
    assert run(line, tools, running, tmp_path).returncode == 0
    files = [each.path.rpartition("/")[2] for each in running.requests()[before:] if "app-1.0" in each.path]
    assert files == ["app-1.0-py3-none-any.whl.metadata", "app-1.0-py3-none-any.whl"]
