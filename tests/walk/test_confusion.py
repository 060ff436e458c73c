"""Whose package each client takes, for each setting: a stranger has published every name on PyPI."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from registry_guide.blocks import facts as all_facts
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.table import rows_of
from registry_guide.practice.running import Running, practice
from registry_guide.walk.clients.install import Clients
from tools.build import ROOT

ROWS = rows_of(all_facts.load(ROOT / "facts", client_versions(ROOT)), "confusion")
MINE, STRANGERS = "1.2.3", "99.0"
# A column of the table: whether GitLab forwards, and the name that is asked for. GitLab has the first name alone.
COLUMNS = {"has": (True, "held-name"), "lacks": (True, "missing-name"), "off": (False, "missing-name")}
WORLD = """
[instance]
host = "gitlab.example.com"
forwarding = {forwarding}
[[user]]
username = "alice"
[[group]]
path = "my-group"
[[project]]
path = "my-group/my-project"
members = {{ alice = "reporter" }}
[[package]]
project = "my-group/my-project"
name = "held-name"
version = "1.2.3"
[[token]]
name = "reader"
kind = "personal"
title = "reader"
user = "alice"
scopes = ["read_api"]
[[pypi.package]]
name = "held-name"
version = "99.0"
[[pypi.package]]
name = "missing-name"
version = "99.0"
"""
_APP = '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.11"\n'
_PROJECT = f'{_APP}dependencies = ["$NAME"]\n'
_UV = f'cat > pyproject.toml <<END\n{_PROJECT}[[tool.uv.index]]\nname = "gitlab"\nurl = "$INDEX"\n%s\nEND\nuv lock %s'
# It would make an environment, which a lock has no use for.
_PDM = (
    f'cat > pyproject.toml <<END\n{_PROJECT}[[tool.pdm.source]]\nname = "%s"\nurl = "$INDEX"\n%s\nEND\n'
    "PDM_USE_VENV=0 pdm lock"
)
_PIP = "python3 -m venv --without-pip .venv && . .venv/bin/activate && pip download --no-input --no-deps %s"
_POETRY = (
    "export POETRY_HTTP_BASIC_GITLAB_USERNAME=x POETRY_HTTP_BASIC_GITLAB_PASSWORD=$TOKEN\n"
    "export POETRY_VIRTUALENVS_CREATE=false\n"
    f'cat > pyproject.toml <<END\n{_APP}[[tool.poetry.source]]\nname = "gitlab"\nurl = "$PLAIN"\npriority = "%s"\nEND\n'
    "poetry add --no-interaction --lock %s $NAME"
)
_PIPENV = (
    'cat > Pipfile <<END\n[[source]]\nname = "pypi"\nurl = "https://pypi.org/simple"\nverify_ssl = true\n[[source]]\n'
    'name = "gitlab"\nurl = "$INDEX"\nverify_ssl = true\n[packages]\n$NAME = %s\nEND\npipenv lock --quiet'
)
_EXPLICIT = 'explicit = true\nauthenticate = "always"'
_SOURCE = '[tool.uv.sources]\n$NAME = { index = "gitlab" }'
_HASH = "sha256=$(curl -sS $PROOF | sed -n 's/.*#sha256=\\([0-9a-f]*\\).*/\\1/p')"
# What is run for each row of the facts.
RUN = {
    "uv_bound": _UV % (f"{_EXPLICIT}\n{_SOURCE}", ""),
    "uv_unbound": _UV % (_EXPLICIT, ""),
    "uv_first": _UV % ('authenticate = "always"', ""),
    "uv_default": _UV % ("default = true", ""),
    "uv_best": _UV % ('authenticate = "always"', "--index-strategy unsafe-best-match"),
    "pip_index": _PIP % "--index-url $INDEX $NAME",
    "pip_extra": _PIP % "--extra-index-url $INDEX $NAME",
    "pip_hashes": f'{_HASH}\necho "$NAME==1.2.3 --hash=sha256:$sha256" > requirements.txt && '
    + _PIP % "--index-url $INDEX --require-hashes --requirement requirements.txt",
    "pip_tools_index": "echo $NAME > requirements.in && pip-compile --quiet --index-url $INDEX requirements.in",
    "pip_tools_extra": "echo $NAME > requirements.in && pip-compile --quiet --extra-index-url $INDEX requirements.in",
    "pipenv_bound": _PIPENV % '{ version = "*", index = "gitlab" }',
    "poetry_bound": _POETRY % ("explicit", "--source gitlab"),
    "poetry_unbound": _POETRY % ("explicit", ""),
    "poetry_supplemental": _POETRY % ("supplemental", ""),
    "poetry_primary": _POETRY % ("primary", ""),
    "pdm_bound": _PDM % ("gitlab", 'include_packages = ["$NAME"]'),
    "pdm_two": _PDM % ("gitlab", ""),
    "pdm_default": _PDM % ("pypi", ""),
}
# Where each client leaves what it chose.
LEFT = ("uv.lock", "pdm.lock", "poetry.lock", "Pipfile.lock", "requirements.txt", "*.whl")


@dataclass(frozen=True)
class Bench:
    """A registry that forwards, one that does not, and a directory for each try."""

    registries: Mapping[bool, Running]
    pinned: Clients
    folder: Path

    def took(self, row: str, column: str) -> tuple[str, str]:
        """Give whose package a client took, in the words of the facts, and what it said."""
        forwards, name = COLUMNS[column]
        running = self.registries[forwards]
        home = self.folder / f"{row}-{column}"
        work = home / "work"
        for folder in (work, home / "tmp"):
            folder.mkdir(parents=True)
        address = "gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi/simple"
        token = running.tokens["reader"]
        environment = {
            **running.environment,
            "HOME": str(home),
            "TMPDIR": str(home / "tmp"),
            "PATH": os.pathsep.join((str(self.pinned.commands), "/usr/bin", "/bin")),
            "LANG": "C.UTF-8",
            "COLUMNS": "500",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "NAME": name,
            "TOKEN": token,
            "PLAIN": f"https://{address}",
            "INDEX": f"https://x:{token}@{address}",
            "PROOF": f"https://x:{token}@{address}/held-name/",
        }
        command = ["bash", "-c", RUN[row]]
        done = subprocess.run(
            command, env=environment, cwd=work, capture_output=True, text=True, timeout=240, check=False
        )
        said = done.stdout + done.stderr
        if done.returncode:
            return "nobody's", said
        chosen = "".join(
            path.name if path.suffix == ".whl" else path.read_text() for each in LEFT for path in work.glob(each)
        )
        whose = {version: word for version, word in ((MINE, "yours"), (STRANGERS, "a stranger's")) if version in chosen}
        return " and ".join(whose.values()) or "nobody's", said


@pytest.fixture(scope="module")
def bench(pinned: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("confusion")
    with ExitStack() as stack:
        registries = {}
        for forwards in (True, False):
            world = folder / f"{forwards}.toml"
            world.write_text(WORLD.format(forwarding=str(forwards).lower()))
            registries[forwards] = stack.enter_context(practice(world=world))
        yield Bench(registries, pinned, folder)


def test_each_row_is_run() -> None:
    assert RUN.keys() == ROWS.keys()


@pytest.mark.parametrize("row", ROWS)
def test_a_client_takes_the_package_that_the_table_says(row: str, bench: Bench) -> None:
    with ThreadPoolExecutor(2) as pool:
        took = dict(zip(COLUMNS, pool.map(lambda column: bench.took(row, column), COLUMNS), strict=True))
    said = {column: ROWS[row][column] for column in COLUMNS}
    assert {column: whose for column, (whose, _) in took.items()} == said, took
    # A client that took nobody's package names the one that it did not find, or would not take.
    assert not [
        told for column, (whose, told) in took.items() if whose == "nobody's" and COLUMNS[column][1] not in told
    ]
