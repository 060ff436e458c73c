"""What tox, nox and pre-commit pass on, and where the packages of their environments come from, as their page says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.clients.install import Clients, environment_of
from tests.walk.somebody import Somebody, somebody

NETRC = "machine gitlab.example.com login x password <deploy_read_token>\n"
ASKS = (
    "python -c \"import os; print(sorted(n for n in ('OTHER', 'PIP_X', 'UV_X', 'NETRC', 'HOME') if n in os.environ))\""
)
SET = {"OTHER": "1", "PIP_X": "1", "UV_X": "1", "NETRC": "/dev/null"}
BOUND = """
[project]
name = "my-app"
version = "0.1.0"
requires-python = ">=3.9"
[dependency-groups]
dev = ["my-package"]
[[tool.uv.index]]
name = "gitlab"
url = "{project.simple_url}"
explicit = true
[tool.uv.sources]
my-package = { index = "gitlab" }
"""
HOOK = """
repos:
  - repo: local
    hooks:
      - {{id: t, name: t, language: python, entry: {entry}, verbose: true, pass_filenames: false, always_run: true,
         additional_dependencies: [{needs}]}}
"""
REPOSITORY = "git init --quiet && git add .pre-commit-config.yaml && "


@pytest.fixture(scope="module")
def reader(facts: Facts, pinned: Clients, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Somebody]:
    # A stranger published the package's name on PyPI, too.
    with somebody(facts, pinned, wheels, tmp_path_factory.mktemp("dev-tools"), "published") as found:
        yield found


@pytest.fixture(scope="module")
def strangers(
    facts: Facts, pinned: Clients, wheels: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Somebody]:
    token = {"name": "stranger_read_token", "kind": "personal", "user": "stranger", "scopes": ["read_api"]}
    with somebody(facts, pinned, wheels, tmp_path_factory.mktemp("dev"), "published", {"token": [token]}) as found:
        yield found


def with_plugin(reader: Somebody) -> str:
    """Give what leads to a tox with its plugin for uv, as it is pinned; the page's own way to it is walked."""
    return f"PATH='{environment_of(reader.pinned.commands, 'tox-uv')}/bin':$PATH; "


def made(folder: Path) -> list[str]:
    return sorted(path.name.partition(".dist-info")[0] for path in folder.glob("**/my_*.dist-info"))


def tox(reader: Somebody, environment: str, top: str = "no_package = true") -> Path:
    home = reader.home()
    reader.file(home, ".netrc", NETRC)
    (home / "tox.ini").write_text(reader.text(f"[tox]\nenv_list = t\n{top}\n[testenv:t]\n{environment}\n"))
    return home


def test_tox_passes_on_what_pip_reads_and_the_plugin_what_uv_reads(reader: Somebody) -> None:
    home = tox(reader, f"commands = {ASKS}")
    code, said = reader.run("tox run", home, **SET)
    assert code == 0, said
    assert "['HOME', 'NETRC', 'PIP_X']" in said
    code, said = reader.run(f"{with_plugin(reader)}tox run", home, **SET)
    assert code == 0, said
    assert "['HOME', 'NETRC', 'UV_X']" in said
    home = tox(reader, f"pass_env = OTHER\ncommands = {ASKS}")
    assert "['HOME', 'NETRC', 'OTHER', 'PIP_X']" in reader.run("tox run", home, **SET)[1]


def test_nox_and_pre_commit_pass_on_everything(reader: Somebody) -> None:
    everything = "['HOME', 'NETRC', 'OTHER', 'PIP_X', 'UV_X']"
    home = reader.home()
    script = f"import nox, shlex\n@nox.session\ndef t(session):\n    session.run(*shlex.split({ASKS!r}))\n"
    (home / "noxfile.py").write_text(script)
    assert everything in reader.run("nox", home, **SET)[1]
    (home / ".pre-commit-config.yaml").write_text(HOOK.format(entry="python t.py", needs=""))
    (home / "t.py").write_text(ASKS.partition('"')[2].removesuffix('"'))
    assert everything in reader.run(f"{REPOSITORY}pre-commit run --all-files", home, **SET)[1]


@pytest.mark.parametrize("plugin", [False, True], ids=["alone", "with its plugin"])
def test_a_group_of_dependencies_comes_from_pypi_without_the_runner(reader: Somebody, plugin: bool) -> None:
    home = tox(reader, "dependency_groups = dev")
    (home / "pyproject.toml").write_text(reader.text(BOUND))
    code, said = reader.run(f"{with_plugin(reader) if plugin else ''}tox run", home)
    assert code == 0, said
    assert made(home / ".tox") == ["my_package-99.0"]


def test_the_same_in_nox(reader: Somebody) -> None:
    home = reader.home()
    reader.file(home, ".netrc", NETRC)
    (home / "pyproject.toml").write_text(reader.text(BOUND))
    group = 'nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "dev")'
    (home / "noxfile.py").write_text(f"import nox\n@nox.session\ndef t(session):\n    session.install(*{group})\n")
    code, said = reader.run("nox", home)
    assert code == 0, said
    assert made(home / ".nox") == ["my_package-99.0"]


def test_the_plugin_takes_no_notice_of_the_index_of_pip(reader: Somebody) -> None:
    home = tox(reader, "deps = my-package\nset_env =\n    PIP_INDEX_URL = {project.simple_url}")
    assert reader.run("tox run", home)[0] == 0
    assert made(home / ".tox") == ["my_package-0.1.0"]
    assert reader.run(f"{with_plugin(reader)}tox run --recreate", home)[0] == 0
    assert made(home / ".tox") == ["my_package-99.0"]


def test_what_a_package_under_test_needs_comes_from_the_same_index(reader: Somebody) -> None:
    home = tox(reader, "set_env =\n    PIP_INDEX_URL = {project.simple_url}", top="")
    (home / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "my-app"\nversion = "0.1.0"\ndependencies = ["my-package"]\n'
        "[tool.setuptools]\npackages = []\n"
    )
    before = len(reader.requests())
    code, said = reader.run("tox run", home)
    assert code == 0, said
    assert made(home / ".tox/t") == ["my_app-0.1.0", "my_package-0.1.0"]
    hosts = {each.host for each in reader.requests()[before:] if "/my-package/" in each.path}
    assert hosts == {"gitlab.example.com"}
    # pip builds a wheel of the sdist that tox made.
    assert [each for each in reader.requests()[before:] if "setuptools" in each.path and "gitlab" in each.host]


def test_pre_commit_keeps_an_environment_until_it_is_told_to_clean(reader: Somebody) -> None:
    home = reader.home()
    reader.file(home, ".netrc", NETRC)
    needs = reader.text('"--index-url={project.simple_url}", my-package')
    (home / ".pre-commit-config.yaml").write_text(HOOK.format(entry="python --version", needs=needs))
    code, said = reader.run(f"{REPOSITORY}pre-commit run --all-files", home)
    assert code == 0, said
    for command, anew in (("", False), ("pre-commit clean && ", True)):
        before = len(reader.requests())
        assert reader.run(f"{command}pre-commit run --all-files", home)[0] == 0
        assert any("/my-package/" in each.path for each in reader.requests()[before:]) is anew


def test_an_address_with_a_token_is_shown(reader: Somebody) -> None:
    token = reader.text("<deploy_read_token>")
    address = reader.text("{project.simple_url}").replace("://", f"://x:{token}@")
    home = reader.home()
    needs = f'"--index-url={address}", my-package-that-nobody-has'
    (home / ".pre-commit-config.yaml").write_text(HOOK.format(entry="python --version", needs=needs))
    code, said = reader.run(f"{REPOSITORY}pre-commit run --all-files", home)
    assert code
    # That line comes before anything is installed, and so where all goes well, too.
    assert token in next(line for line in said.splitlines() if "Initializing environment" in line)
    assert token in (home / ".cache/pre-commit/pre-commit.log").read_text()
    install = f'session.install("--index-url", "{address}", "my-package")'
    (home / "noxfile.py").write_text(f"import nox\n@nox.session\ndef t(session):\n    {install}\n")
    assert token in reader.run("nox", home)[1]
    home = tox(reader, f"deps = my-package\nset_env =\n    PIP_INDEX_URL = {address}")
    assert token in reader.run("tox config -k set_env", home)[1]


def test_without_forwarding_nox_installs_what_is_public_in_a_line_of_its_own(
    facts: Facts, pinned: Clients, wheels: Path, tmp_path: Path
) -> None:
    with somebody(facts, pinned, wheels, tmp_path, "published", {"instance": {"forwarding": False}}) as reader:
        home = reader.home()
        reader.file(home, ".netrc", NETRC)
        address = reader.text("{project.simple_url}")
        together = f'session.install("--index-url", "{address}", "my-package", "packaging")'
        apart = f'session.install("--index-url", "{address}", "my-package")\n    session.install("packaging")'
        for lines, works in ((together, False), (apart, True)):
            (home / "noxfile.py").write_text(f"import nox\n@nox.session\ndef t(session):\n    {lines}\n")
            code, said = reader.run("nox", home)
            assert (code == 0) is works, said
        assert made(home / ".nox") == ["my_package-0.1.0"]
        assert "pypi.org" not in {each.host for each in reader.requests() if "/my-package/" in each.path}


@pytest.mark.parametrize(
    ("project", "token", "says"),
    [
        ("my-project", "not-a-token", "EOFError: EOF when reading a line"),
        ("my-project", "<stranger_read_token>", "No matching distribution found for setuptools"),
        ("my-projekt", "<deploy_read_token>", "No matching distribution found for setuptools"),
    ],
)
def test_what_pre_commit_says_of_a_wrong_token_and_a_wrong_place(
    strangers: Somebody, project: str, token: str, says: str
) -> None:
    home = strangers.home()
    strangers.file(home, ".netrc", f"machine gitlab.example.com login x password {token}\n")
    address = strangers.text("{project.simple_url}").replace("my-project", project)
    needs = f'"--index-url={address}", my-package'
    (home / ".pre-commit-config.yaml").write_text(HOOK.format(entry="python --version", needs=needs))
    code, said = strangers.run(f"{REPOSITORY}pre-commit run --all-files", home)
    assert code == 3
    assert says in said
