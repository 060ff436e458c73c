"""Links to the guide's own project: right where its address is known, and none where it is not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Route

from registry_guide import home
from registry_guide.outside import SITEMAP
from registry_guide.records import manifest as manifests
from tools.build import ROOT, command
from tools.site import pages
from tools.site.serving import served
from tools.site.visit import faults


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
    assert gitlab.issues == "https://gitlab.example.com/a/b/-/issues/new"
    assert github.issues == "https://github.com/a/b/issues/new"
    assert (gitlab.title_key, gitlab.description_key) == ("issue[title]", "issue[description]")
    assert (github.title_key, github.description_key) == ("title", "body")
    assert gitlab.clone == "https://gitlab.example.com/a/b.git"


PROJECT, BASE = "https://gitlab.example.com/acme/guide", "https://acme.example/guide/"
# What says where the pages are published, as conf.py reads it.
PUBLISHED = ("READTHEDOCS_CANONICAL_URL", "CI_PAGES_URL")
# What leads to the project, on any page.
LEADS = ("article a:-soup-contains('clone of this guide')", ".edit-this-page", ".view-this-page", ".report")
FOR_OTHERS = ("sitemap.xml", "changelog.atom", "404.html")
TOLD = ("link[type='application/atom+xml']", "meta[property='og:url']")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as a pipeline does, which knows the guide's project and where its pages will be."""
    folder = tmp_path_factory.mktemp("known")
    build = command("html", folder / "out", folder / "doctrees", "-q")
    return built(build, CI_PROJECT_URL=PROJECT, CI_DEFAULT_BRANCH="trunk", CI_PAGES_URL=BASE.rstrip("/"))


@pytest.fixture(scope="module")
def unknown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a page and a list of changes as somebody does whose machine says nothing of project and address."""
    folder = tmp_path_factory.mktemp("unknown")
    (folder / "index.md").write_text("# A page\n\nA {clone}`clone of this guide`.\n", encoding="utf-8")
    (folder / "changelog.md").write_text("# Changes\n\n## 1.0 - 2026-01-02\n\n- One.\n", encoding="utf-8")
    needed = ("myst_parser", "sphinx_tabs.tabs", *(f"registry_guide.{name}" for name in ("blocks", "frame", "outside")))
    build = [sys.executable, "-m", "sphinx", "-q", "-c", ".", "-D", f"extensions={','.join(needed)}"]
    return built([*build, "-d", str(folder / "doctrees"), str(folder), str(folder / "out")])


def built(build: Sequence[str], **names: str) -> Path:
    """Build with what a machine says of project and address, and nothing else of that kind; give where."""
    kept = {name: value for name, value in os.environ.items() if name not in {*home.ADDRESSES, *PUBLISHED}}
    done = subprocess.run(
        build, cwd=ROOT, env={**kept, **names}, capture_output=True, text=True, timeout=170, check=False
    )
    assert done.returncode == 0, done.stderr
    return Path(build[-1])


def soup(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def test_a_build_that_knows_its_project_links_to_it(known: Path) -> None:
    page = soup(known, "practice")
    links = {str(link["href"]) for link in page.find_all("a", href=True)}
    assert f"{PROJECT}/-/blob/trunk/docs/practice.md" in links
    assert f"{PROJECT}/-/edit/trunk/docs/practice.md" in links
    assert page.select_one(f"article a[href='{PROJECT}']").text == "clone of this guide"  # type: ignore[union-attr]
    assert f"git clone {PROJECT}.git" in page.select_one("article").get_text()  # type: ignore[union-attr]


def test_a_build_that_does_not_know_its_project_says_nothing_wrong(unknown: Path, known: Path) -> None:
    plain = soup(unknown, "index").select_one("article")
    assert plain is not None
    assert "clone of this guide" in plain.get_text()
    assert "git clone" not in plain.get_text()
    assert [each for each in LEADS if soup(unknown, "index").select(each)] == []
    assert [each for each in LEADS if soup(known, "practice").select(each)] == [*LEADS]


def test_a_problem_is_reported_with_page_and_block_and_without_a_script(known: Path, browser: Browser) -> None:
    asked: list[str] = []
    with served(known) as address, browser.new_context(java_script_enabled=False) as context:
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url) if request.url.startswith(PROJECT) else None)
        page.route(f"{PROJECT}/**", lambda route: route.fulfill(body="new issue"))
        page.goto(f"{address}/publish/uv.html")
        page.get_by_text("Report a problem with this page").click()
        assert "No token belongs in a report" in page.locator(".report").inner_text()
        options = page.get_by_label("What is it about?").locator("option").all_inner_texts()
        (about,) = (each for each in options if each.endswith(": uploads what is in dist/"))
        assert re.fullmatch(r"Publish with uv, block \d+: .*", about)
        page.get_by_label("What is it about?").select_option(label=about)
        words = page.get_by_label("What did you expect, and what happened?")
        assert words.input_value().startswith("Page: docs/publish/uv.md\n")
        words.fill(words.input_value() + "It says no & stops.")
        page.get_by_role("button", name="Go on to the new issue").click()
        page.wait_for_url(f"{PROJECT}/**")
    (url,) = asked
    assert url.startswith(f"{PROJECT}/-/issues/new?")
    query = parse_qs(urlsplit(url).query)
    assert query["issue[title]"] == [about]
    assert query["issue[description]"][0].startswith("Page: docs/publish/uv.md\r\n")
    assert query["issue[description]"][0].endswith("It says no & stops.")


def test_the_form_of_a_report_keeps_nobody_out(known: Path, browser: Browser) -> None:
    with served(known) as address, browser.new_context() as context:
        page = context.new_page()
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{address}/publish/uv.html")
            page.locator(".report").evaluate("(report) => (report.open = true)")
            assert not faults(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_form_names_each_block_of_a_page(known: Path) -> None:
    manifest = manifests.load(known / "manifest.json")
    for name, page in manifest.pages.items():
        options = [each.get_text() for each in soup(known, name).select("#report-block option")]
        assert len(options) == len(page.blocks) + 1, name
        assert all(f": {block.purpose}" in option for block, option in zip(page.blocks, options[1:], strict=True)), name


def test_who_shares_a_page_shows_its_title_what_it_is_and_a_picture(known: Path) -> None:
    for name in pages.names():
        page = soup(known, name)

        def said(key: str, page: BeautifulSoup = page) -> str:
            return str(page.select_one(f"meta[property='{key}']")["content"])  # type: ignore[index]

        title, description = page.select_one("h1"), page.select_one("meta[name=description]")
        assert title is not None
        assert said("og:title") == title.get_text().removesuffix("¶").removesuffix("#"), name
        assert description is not None
        assert said("og:description") == description["content"]
        canonical = page.select_one("link[rel=canonical]")
        assert canonical is not None
        assert said("og:url") == canonical["href"] == f"{BASE}{name}.html"
        assert said("og:image") == f"{BASE}_static/icon.png"
    assert (known / "_static" / "icon.png").read_bytes().startswith(b"\x89PNG")


def test_where_there_is_no_page_a_phone_too_shows_a_search_and_the_tasks(known: Path) -> None:
    """A phone folds the sidebar away, and with it the search."""
    page = soup(known, "404")
    form = page.select_one("article form[role=search]")
    assert form is not None
    assert form["action"] == f"{BASE}search.html"
    assert form.select_one("label[for=search-words] ~ input[name=q]#search-words") is not None
    assert page.select_one(f"article p a[href='{BASE}index.html']") is not None


def test_where_there_is_no_page_all_of_it_works_at_any_address(known: Path, browser: Browser) -> None:
    def answer(route: Route) -> None:
        path = known / urlsplit(route.request.url).path.removeprefix("/guide/")
        route.fulfill(path=path) if path.is_file() else route.fulfill(path=known / "404.html", status=404)

    with browser.new_page() as page:
        page.route(f"{BASE}**", answer)
        lost = f"{BASE}install/no/such/page.html"
        page.goto(lost)
        page.locator(".skip-to-content").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"{lost}#*")
        assert page.locator("h1").inner_text() == "Page not found"
        # Styles and icons are those of the guide.
        assert page.locator(".sidebar-drawer").evaluate("(each) => getComputedStyle(each).display") == "flex"
        assert page.locator(".theme-toggle-header svg:visible, .theme-toggle-content svg:visible").count()
        page.locator("article p a").first.click()
        page.wait_for_url(f"{BASE}index.html")


def test_the_sitemap_has_every_page_and_nothing_else(known: Path) -> None:
    root = ET.parse(known / "sitemap.xml").getroot()
    found = [each.text for each in root.findall("s:url/s:loc", {"s": SITEMAP})]
    assert sorted(map(str, found)) == sorted(f"{BASE}{name}.html" for name in pages.names())


def test_the_feed_has_an_entry_for_each_release_of_the_changelog(known: Path) -> None:
    released = re.findall(r"^## (\S+) - (\d{4}-\d\d-\d\d)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert released
    space = {"a": "http://www.w3.org/2005/Atom"}
    entries = ET.parse(known / "changelog.atom").getroot().findall("a:entry", space)
    page = soup(known, "changelog")
    assert [
        (each.findtext("a:title", "", space), each.findtext("a:updated", "", space)[:10]) for each in entries
    ] == released
    for entry in entries:
        link = entry.find("a:link", space)
        assert link is not None
        url, _, anchor = link.attrib["href"].partition("#")
        assert url == f"{BASE}changelog.html"
        assert page.find(id=anchor) is not None, anchor
        assert "<li>" in entry.findtext("a:content", "", space)
        assert "headerlink" not in entry.findtext("a:content", "", space)
    told = page.select_one("link[type='application/atom+xml']")
    assert told is not None
    assert told["href"] == f"{BASE}changelog.atom"


def test_where_the_guides_address_is_not_known_nothing_claims_to_be_there(unknown: Path, known: Path) -> None:
    assert [name for name in FOR_OTHERS if (unknown / name).exists()] == []
    assert [name for name in FOR_OTHERS if (known / name).exists()] == [*FOR_OTHERS]
    assert [each for each in TOLD if soup(unknown, "index").select(each)] == []
    assert [each for each in TOLD if soup(known, "index").select(each)] == [*TOLD]
