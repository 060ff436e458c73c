"""What uv and pipx keep of an index from which a tool came, and where they look, as the page on tools says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.walk.clients.install import Clients
from tests.walk.somebody import Somebody, somebody

TOKENS = {"UV_INDEX_GITLAB_USERNAME": "x", "UV_INDEX_GITLAB_PASSWORD": "<deploy_read_token>"}
NETRC = "machine gitlab.example.com login x password <deploy_read_token>\n"
PUBLISH = "uv build --quiet --clear && uv publish --quiet --publish-url {project.upload_url} --username x"
UPLOAD = {"UV_PUBLISH_PASSWORD": "<deploy_token>"}
# A project that does not have the package.
ELSEWHERE = "https://gitlab.example.com/api/v4/projects/2/packages/pypi/simple"


@pytest.fixture(scope="module")
def reader(facts: Facts, pinned: Clients, wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Somebody]:
    with somebody(facts, pinned, wheels, tmp_path_factory.mktemp("tools"), "empty") as found:
        code, said = found.run(f"uv init --quiet --package my-package && cd my-package && {PUBLISH}", None, **UPLOAD)
        assert code == 0, said
        yield found


def test_uv_keeps_the_index_and_no_token(reader: Somebody) -> None:
    home = reader.home()
    code, said = reader.run("uv tool install --default-index gitlab={project.simple_url} my-package", home, **TOKENS)
    assert code == 0, said
    receipt = (home / ".local/share/uv/tools/my-package/uv-receipt.toml").read_text()
    assert reader.text("{project.simple_url}") in receipt
    assert reader.text("<deploy_read_token>") not in receipt
    code, said = reader.run("uv tool upgrade my-package", home)
    assert code == 1
    assert "Missing credentials for" in said
    login = "uv auth login {instance.url} --username x --password - <<< '<deploy_read_token>'"
    code, said = reader.run(f"{login} && uv tool upgrade my-package", home)
    assert code == 0, said


def test_uv_takes_a_strangers_version_if_gitlab_is_not_the_only_index(reader: Somebody) -> None:
    for option, code in (("--index", 0), ("--default-index", 1)):
        done, said = reader.run(f"uvx {option} gitlab={ELSEWHERE} --from my-package python -c ''", None, **TOKENS)
        assert done == code, said
    asked = [(each.host, each.status) for each in reader.requests() if each.path == "/simple/my-package/"]
    assert asked == [("pypi.org", 200)]


def test_uvx_asks_nobody_for_what_is_installed(reader: Somebody) -> None:
    home = reader.home()
    command = "uvx --default-index gitlab={project.simple_url} my-package"
    assert reader.run("uv tool install --default-index gitlab={project.simple_url} my-package", home, **TOKENS)[0] == 0
    before = len(reader.requests())
    assert reader.run(command, home, **TOKENS)[0] == 0
    assert len(reader.requests()) == before
    assert reader.run(f"{command}@latest", home, **TOKENS)[0] == 0
    assert len(reader.requests()) > before


@pytest.mark.parametrize("backend", ["uv", "pip"])
def test_pipx_keeps_the_index_and_finds_the_token_in_netrc(reader: Somebody, backend: str) -> None:
    home = reader.home()
    reader.file(home, ".netrc", NETRC)
    before = len(reader.requests())
    kept = f"pipx install --backend {backend} --index-url {{project.simple_url}} my-package && my-package"
    code, said = reader.run(kept, home)
    assert code == 0, said
    pages = [each for each in reader.requests()[before:] if each.path.endswith("/simple/my-package/")]
    assert pages[0].status == (401 if backend == "uv" else 200)
    source = reader.home()
    bump = f"uv init --quiet --package my-package && cd my-package && uv version --quiet 0.{reader.count} && {PUBLISH}"
    code, said = reader.run(bump, source, **UPLOAD)
    assert code == 0, said
    code, said = reader.run("pipx upgrade my-package", home)
    assert code == 0
    assert f"to 0.{reader.count}" in " ".join(said.split())


def test_pipx_prefers_uv(reader: Somebody) -> None:
    assert "PIPX_RESOLVED_BACKEND=uv" in reader.run("pipx environment")[1]


def test_pipx_stores_a_token_of_the_address(reader: Somebody) -> None:
    home = reader.home()
    address = reader.text("{project.simple_url}").replace("://", "://x:<deploy_read_token>@")
    code, said = reader.run(f"pipx install --index-url {address} my-package", home)
    assert code == 0, said
    stored = (home / ".local/share/pipx/venvs/my-package/pipx_metadata.json").read_text()
    assert reader.text("<deploy_read_token>") in stored


def test_without_forwarding_pipx_gets_no_pip(facts: Facts, pinned: Clients, wheels: Path, tmp_path: Path) -> None:
    with somebody(facts, pinned, wheels, tmp_path, "published", {"instance": {"forwarding": False}}) as reader:
        home = reader.home()
        reader.file(home, ".netrc", NETRC)
        code, said = reader.run("pipx install --backend pip --index-url {project.simple_url} my-package", home)
        assert code
        assert "Failed to upgrade shared libraries" in said
