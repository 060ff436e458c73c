"""Real clients, as the lock file pins them, publish and install through the proxy with GitLab's own addresses."""

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from registry_guide.practice.running import Running
from registry_guide.practice.wheel import wheel, wheel_name
from registry_guide.walk.clients import Clients, install

ROOT = Path(__file__).parents[2]
PYPI = "https://gitlab.example.com/api/v4/projects/private%2Fproject/packages/pypi"
GROUP = "https://gitlab.example.com/api/v4/groups/private/-/packages/pypi"

# Each line runs in a directory with dist/, under the owner's token in $TOKEN (and the registry's address in $PLAIN).
PUBLISH = {
    "uv": f"uv publish --publish-url {PYPI} -u my-token -p $TOKEN",
    "twine": f"twine upload --non-interactive --repository-url {PYPI} -u my-token -p $TOKEN dist/*",
    "poetry": f"poetry config repositories.gitlab {PYPI} && poetry config http-basic.gitlab my-token $TOKEN"
    " && poetry publish --no-interaction -r gitlab",
    "pdm": f"pdm publish --no-build -r {PYPI} -u my-token -P $TOKEN",
    # Hatch takes no notice of a proxy: it meets the registry at its own address.
    "hatch": "hatch publish -n -r $PLAIN/api/v4/projects/private%2Fproject/packages/pypi -u my-token -a $TOKEN",
    "flit": f"FLIT_INDEX_URL={PYPI} FLIT_USERNAME=my-token FLIT_PASSWORD=$TOKEN flit publish",
}

INSTALL = {
    "uv": f"uv venv -q .venv && uv pip install --default-index https://my-token:$TOKEN@{PYPI[8:]}/simple by-seed",
    "pip": "python3 -m venv .venv"
    f" && .venv/bin/pip install --index-url https://my-token:$TOKEN@{PYPI[8:]}/simple by-seed",
}

PYPROJECT = """\
[build-system]
requires = ["flit_core>=3.11"]
build-backend = "flit_core.buildapi"

[project]
name = "{name}"
version = "1.0"
description = "A package to practise with"
authors = [{{ name = "Nobody", email = "nobody@example.com" }}]
requires-python = ">=3.9"
"""


@pytest.fixture(scope="session")
def tools() -> Clients:
    return install(ROOT, ROOT / "_build", print)


def run(line: str, tools: Clients, running: Running, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a line in a clean environment that knows the registry, and nothing of this machine's settings."""
    environment = {
        "HOME": str(home),
        "PATH": f"{tools.commands}{os.pathsep}/usr/bin:/bin",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "UV_PYTHON_DOWNLOADS": "never",
        "PLAIN": running.plain,
        **running.environment,
        **more,
    }
    return subprocess.run(
        ["bash", "-c", line],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("client", PUBLISH)
def test_a_client_publishes(client: str, tools: Clients, registry: Callable[[str], Running], tmp_path: Path) -> None:
    running, name = registry(""), f"by-{client}"
    (tmp_path / "pyproject.toml").write_text(PYPROJECT.format(name=name), "utf-8")
    (tmp_path / f"by_{client}.py").write_text('"""A package to practise with."""\n', "utf-8")
    if client != "flit":
        (tmp_path / "dist").mkdir()
        (tmp_path / "dist" / wheel_name(name, "1.0")).write_bytes(wheel(name, "1.0", origin="a test"))
    done = run(PUBLISH[client], tools, running, tmp_path, TOKEN=running.tokens["owner"])
    posts = [entry for entry in running.requests() if entry.method == "POST" and f"by_{client}-1.0" in entry.why]
    assert posts, done.stdout + done.stderr
    assert posts[0].status == 201
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = run(PUBLISH[client], tools, running, tmp_path, TOKEN="glpat-EXAMPLE-wrong")
    assert wrong.returncode != 0
    assert running.requests()[-1].status in (401, 404)


@pytest.mark.parametrize("client", INSTALL)
def test_a_client_installs(client: str, tools: Clients, registry: Callable[[str], Running], tmp_path: Path) -> None:
    running = registry("")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / wheel_name("by-seed", "1.0")).write_bytes(wheel("by-seed", "1.0", origin="a test"))
    run(PUBLISH["twine"], tools, running, tmp_path, TOKEN=running.tokens["owner"])
    done = run(INSTALL[client], tools, running, tmp_path, TOKEN=running.tokens["read_api"])
    assert done.returncode == 0, done.stdout + done.stderr
    show = f"{shlex.quote(str(tmp_path))}/.venv/bin/python -c 'import by_seed; print(by_seed.origin)'"
    assert run(show, tools, running, tmp_path).stdout == "a test\n"


def test_pip_is_sent_to_pypi_for_what_is_missing(
    tools: Clients, registry: Callable[[str], Running], tmp_path: Path
) -> None:
    running = registry("")
    line = f"python3 -m venv .venv && .venv/bin/pip install --index-url https://t:$TOKEN@{GROUP[8:]}/simple only-public"
    done = run(line, tools, running, tmp_path, TOKEN=running.tokens["group_reporter"])
    assert done.returncode == 0, done.stdout + done.stderr
    hosts = [entry.host for entry in running.requests() if "only" in entry.path]
    assert hosts[-3:] == ["gitlab.example.com", "pypi.org", "files.pythonhosted.org"]
