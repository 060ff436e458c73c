"""A newcomer adds a page: scaffold, build, walk, edit, and again."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from registry_guide.walk.clients import install as clients
from registry_guide.walk.clients import wheelhouse
from tools import prose
from tools.build import ROOT
from tools.new.page import BadNameError, listed, section, texts

GUIDE = [sys.executable, "-m", "registry_guide.cli"]
NEW = [sys.executable, "-m", "tools.new"]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What of the guide a newcomer works on, with the clients that are installed already."""
    for name in ("docs", "templates", "facts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("conf.py", "pyproject.toml", "uv.lock", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    clients.install(ROOT, ROOT / "_build", print)
    wheelhouse.fill(ROOT, ROOT / "_build", print)
    (tmp_path / "_build").mkdir()
    for name in ("clients", "wheelhouse"):
        (tmp_path / "_build" / name).symlink_to(ROOT / "_build" / name)
    return tmp_path


def said(command: Sequence[str], folder: Path, status: int = 0) -> str:
    # The clone has the sources of the guide and not the tools.
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=here, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def build(clone: Path) -> None:
    said([sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-j", "auto", "-c", ".", "docs", "_build/html"], clone)


def ledger(clone: Path) -> dict[str, dict[str, object]]:
    table: dict[str, dict[str, object]] = json.loads((clone / "_build/walk/ledger.json").read_text("utf-8"))["blocks"]
    return table


@pytest.mark.timeout(400)
def test_a_newcomer(clone: Path) -> None:
    written = said([*NEW, "install/pixi"], clone).splitlines()
    assert written[:-1] == ["docs/install/pixi.md", "templates/install/pixi.sh", "docs/install/index.md"]
    build(clone)
    said([*GUIDE, "walk", "install/pixi"], clone)
    assert ledger(clone)["install/pixi#1"]["level"] == "ran"
    said([sys.executable, "-m", prose.__name__, str(clone / "docs/install/pixi.md")], ROOT)

    template, page = clone / "templates/install/pixi.sh", clone / "docs/install/pixi.md"
    template.write_text(template.read_text().replace("echo write a command for", "mkdir").replace(" here", ""))
    page.write_text(page.read_text() + "\n```{check} file {package.name} exists\n```\n")
    build(clone)
    said([*GUIDE, "walk", "install/pixi"], clone)
    assert "mkdir" in (clone / "_build/walk/logs/install-pixi.log").read_text("utf-8")
    build(clone)
    html = (clone / "_build/html/install/pixi.html").read_text("utf-8")
    told = BeautifulSoup(html, "html.parser").select("details.check p")
    assert "my-package exists (by a look" in told[0].get_text()

    before = {path: path.read_text() for path in (clone / "docs/install/index.md", page, template)}
    assert "is there already" in said([*NEW, "install/pixi"], clone, 1)
    page.unlink()
    assert "is there already" in said([*NEW, "install/pixi"], clone, 1)
    assert not page.exists()
    assert (clone / "docs/install/index.md").read_text() == before[clone / "docs/install/index.md"]


@pytest.mark.parametrize(
    "name",
    ["", "pixi", "install/", "/pixi", "install/a/b", "../pixi", "install/..", "Install/pixi", "install/pi xi", "a/-"],
)
def test_a_bad_name_is_refused(name: str) -> None:
    with pytest.raises(BadNameError, match="such as install/pixi"):
        texts(name)


def index_of(folder: str) -> str:
    return (ROOT / "docs" / folder / "index.md").read_text("utf-8")


def test_an_unknown_folder_names_the_nearest_and_says_how_a_section_begins() -> None:
    with pytest.raises(BadNameError, match=r'did you mean "install".* write docs/instal/index\.md .* the line pixi,'):
        section("instal/pixi", ["install", "publish"])


def test_a_section_begins_with_its_first_line() -> None:
    begun = "# Renew\n\n```{pages}\ntokens\n```\n"
    assert listed(begun, "renew/tokens") == begun
    with pytest.raises(BadNameError, match="has no list `pages`; write one with the line tokens"):
        listed("# Renew\n", "renew/tokens")


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in ROOT.glob("docs/*/index.md")))
def test_a_page_is_listed_once_behind_those_of_its_folder(folder: str) -> None:
    index = index_of(folder)
    lines = listed(index, f"{folder}/new-page").splitlines()
    at = lines.index("new-page")
    own = [line for line in lines if line.startswith(f"/{folder}/")]
    assert not own or not lines[at + 1].startswith(f"/{folder}/")
    assert lines[at - 1] and not lines[at - 1].startswith(("`", ":"))
    assert lines[:at] + lines[at + 1 :] == index.splitlines()
    assert listed("\n".join(lines) + "\n", f"{folder}/new-page") == "\n".join(lines) + "\n"
