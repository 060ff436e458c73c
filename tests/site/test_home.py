"""Links to the guide's own project: right where its address is known, and none where it is not."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from registry_guide import home
from tools.build import ROOT, command


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://gitlab.example.com/acme/guide", "https://gitlab.example.com/acme/guide"),
        ("https://gitlab.example.com:8443/git/acme/guide.git", "https://gitlab.example.com:8443/git/acme/guide"),
        ("https://name:secret@gitlab.example.com/acme/guide.git", "https://gitlab.example.com/acme/guide"),
        ("git@gitlab.example.com:acme/tools/guide.git", "https://gitlab.example.com/acme/tools/guide"),
        ("ssh://git@gitlab.example.com:2222/acme/guide.git", "https://gitlab.example.com/acme/guide"),
        ("https://github.com/acme/guide/", "https://github.com/acme/guide"),
        ("javascript:alert(1)", ""),
        ("/srv/git/guide.git", ""),
        ("file:///srv/git/guide.git", ""),
        ("", ""),
    ],
)
def test_an_address_of_a_repository_is_one_that_a_browser_opens(address: str, url: str) -> None:
    assert home.browsable(address) == url
    found = home.find({"CI_PROJECT_URL": address})
    assert (found.url if found else "") == url


def test_without_an_address_there_is_no_home() -> None:
    assert home.find({}) is None
    assert home.find({"CI_DEFAULT_BRANCH": "main"}) is None


def test_gitlab_and_github_have_their_own_paths() -> None:
    gitlab, github = home.Home("https://gitlab.example.com/a/b", "trunk"), home.Home("https://github.com/a/b")
    assert gitlab.view("publish/uv.md") == "https://gitlab.example.com/a/b/-/blob/trunk/docs/publish/uv.md"
    assert gitlab.edit("publish/uv.md") == "https://gitlab.example.com/a/b/-/edit/trunk/docs/publish/uv.md"
    assert github.edit("publish/uv.md") == "https://github.com/a/b/edit/main/docs/publish/uv.md"
    assert gitlab.issue("x & y", "publish/uv.md").startswith(
        "https://gitlab.example.com/a/b/-/issues/new?issue%5Btitle%5D=x%20%26%20y&issue%5Bdescription%5D=Page%3A%20docs%2F"
    )
    assert github.issue("x", "a.md").startswith("https://github.com/a/b/issues/new?title=x&body=Page")


def test_a_build_that_knows_its_project_links_to_it_and_one_that_does_not_says_nothing_wrong(
    tmp_path: Path, site: Path
) -> None:
    known = {
        **os.environ,
        "CI_PROJECT_URL": "https://gitlab.example.com/acme/guide",
        "CI_DEFAULT_BRANCH": "trunk",
        "CI_PAGES_URL": "https://acme.example/guide",
    }
    build = command("html", tmp_path / "out", tmp_path / "doctrees", "-q")
    done = subprocess.run(build, cwd=ROOT, env=known, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((tmp_path / "out" / "practice.html").read_text(encoding="utf-8"), "html.parser")
    project = "https://gitlab.example.com/acme/guide"
    links = {str(link["href"]) for link in page.find_all("a", href=True)}
    assert f"{project}/-/blob/trunk/docs/practice.md" in links
    assert f"{project}/-/edit/trunk/docs/practice.md" in links
    assert any(link.startswith(f"{project}/-/issues/new?issue%5Btitle%5D=") for link in links)
    assert page.select_one(f"article a[href='{project}']").text == "clone of this guide"  # type: ignore[union-attr]
    missing = BeautifulSoup((tmp_path / "out" / "404.html").read_text(encoding="utf-8"), "html.parser")
    assert missing.select_one("base")["href"] == "https://acme.example/guide/"  # type: ignore[index]
    if not any(os.environ.get(name) for name in home.ADDRESSES):
        plain = BeautifulSoup((site / "practice.html").read_text(encoding="utf-8"), "html.parser")
        assert "clone of this guide" in plain.get_text()
        assert not plain.select("article a:-soup-contains('clone of this guide'), .edit-this-page, .view-this-page")
        assert "Report a problem" not in plain.get_text()
