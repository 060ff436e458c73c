"""One field takes what is in the clipboard; the panel is one line; projects of before are kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

import registry_guide.blocks
from registry_guide.records.manifest import Manifest
from tools.site.desk import Desk, unfold
from tools.site.frames import painted
from tools.site.phone import Arrived
from tools.site.visit import faults

STATIC = Path(registry_guide.blocks.__file__).parent / "static"
PAGE, PHONE = "publish/uv", {"width": 390, "height": 844}
HOST, PROJECT = "gitlab.acme.example", "acme/tools/weather"
REMOTES = "".join(
    f"{name}\t{address} ({way})\n"
    for name, address in {
        "fork": "git@git.elsewhere.example:me/weather.git",
        "origin": f"git@{HOST}:{PROJECT}.git",
    }.items()
    for way in ("fetch", "push")
)
#: What is pasted, on a page that never knew a GitLab, and what it is.
FORMS = {
    f"https://{HOST}/{PROJECT}": (HOST, PROJECT),
    f"https://{HOST}/{PROJECT}/-/packages": (HOST, PROJECT),
    f"https://{HOST}/{PROJECT}/-/packages/12": (HOST, PROJECT),
    f"https://{HOST}/{PROJECT}/-/settings/repository#js-deploy-tokens": (HOST, PROJECT),
    f"{HOST}/{PROJECT}?tab=readme": (HOST, PROJECT),
    f"HTTPS://GitLab.ACME.example:443/{PROJECT}.git": (HOST, PROJECT),
    f"https://alice@{HOST}/{PROJECT}.git": (HOST, PROJECT),
    f"git@{HOST}:{PROJECT}.git": (HOST, PROJECT),
    f"git@{HOST}:2222/{PROJECT}.git": (HOST, PROJECT),
    f"[git@{HOST}:2222]:{PROJECT}.git": (HOST, PROJECT),
    f"ssh://git@{HOST}:2222/{PROJECT}.git": (HOST, PROJECT),
    f"git clone https://{HOST}/{PROJECT}.git weather": (HOST, PROJECT),
    f"https://{HOST}:8443/{PROJECT}/-/tree/main?ref_type=heads": (f"{HOST}:8443", PROJECT),
    f"https://{HOST}/gitlab/api/v4/projects/acme%2Fweather/packages/pypi/simple": (f"{HOST}/gitlab", "acme/weather"),
    f"https://{HOST}/api/v4/projects/42/packages/pypi": (HOST, "42"),
    "http://localhost:3000/acme/weather": ("http://localhost:3000", "acme/weather"),
    "https://[2001:db8::1]:8443/acme/weather": ("[2001:db8::1]:8443", "acme/weather"),
    f"https://{HOST}/-/profile": (HOST, ""),
    HOST: (HOST, ""),
    PROJECT: ("", PROJECT),
    "my.group/weather": ("", "my.group/weather"),
    REMOTES: (HOST, PROJECT),
}
REFUSED = {
    f"https://{HOST}/groups/acme/-/packages": "address of a group",
    f"http://{HOST}/{PROJECT}": "Over http://",
    "weather": "holds no address",
    "not an address": "holds no address",
    "javascript:alert(1)": "holds no address",
    f"https://{HOST}/dashboard/projects": "full path of the project",
    f"https://evil_.example/{PROJECT}": "such as gitlab.example.com",
}


@pytest.fixture
def page(desk: Desk, address: str, manifest: Manifest) -> Iterator[Page]:
    with desk.page() as opened:
        opened.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        opened.goto(f"{address}/{manifest.pages[PAGE].url}")
        unfold(opened)
        yield opened


def paste(page: Page, text: str, field: str = "#values-paste") -> None:
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.locator(field).focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("ControlOrMeta+V")


def fields(page: Page) -> tuple[str, str]:
    return page.input_value("#value-host"), page.input_value("#value-project")


def line(page: Page) -> str:
    return page.text_content(".values-line") or ""


def test_the_field_takes_what_people_have_in_the_clipboard(page: Page) -> None:
    for text, wanted in FORMS.items():
        paste(page, text)
        assert fields(page) == wanted, text
        assert page.input_value("#values-paste") == ""
        assert page.text_content("#error-paste") == ""
        assert (page.text_content(".values-took") or "").startswith("Taken: "), text
        page.click("[data-do=reset]")


def test_what_is_no_address_of_a_project_is_explained_and_changes_nothing(page: Page) -> None:
    paste(page, f"https://{HOST}/{PROJECT}")
    for text, sentence in REFUSED.items():
        paste(page, text)
        assert sentence in (page.text_content("#error-paste") or ""), text
        assert page.get_attribute("#values-paste", "aria-invalid") == "true"
        assert fields(page) == (HOST, PROJECT), text
    paste(page, f"https://{HOST}/acme/other")
    assert page.text_content("#error-paste") == ""
    assert page.get_attribute("#values-paste", "aria-invalid") is None


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (f"https://oauth2:glpat-EXAMPLE-not-a-token@{HOST}/{PROJECT}.git", True),
        (f"https://ci:word@{HOST}/{PROJECT}.git", True),
        ("glpat-EXAMPLE-not-a-token", False),
        (f"https://{HOST}/glpat-EXAMPLE-not-a-token/weather", False),
    ],
)
def test_a_token_in_an_address_stays_nowhere(page: Page, text: str, taken: bool) -> None:
    paste(page, text)
    said = f"{page.text_content('.values-took')}{page.text_content('#error-paste')}"
    assert "looks like a token" in said
    assert fields(page) == ((HOST, PROJECT) if taken else ("", ""))
    everywhere = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, location.href,"
        " [...document.querySelectorAll('input')].map((each) => each.value)])"
    )
    assert "EXAMPLE-not-a-token@" not in everywhere
    assert "ci:word" not in everywhere
    assert page.input_value("#values-paste") == ""


def test_of_several_remotes_one_is_taken_and_the_others_are_offered(page: Page) -> None:
    paste(page, REMOTES)
    assert page.text_content(".values-took") == f"Taken: origin: {HOST} · {PROJECT}. Or was it this?"
    page.get_by_role("button", name="fork: git.elsewhere.example · me/weather").press("Enter")
    assert fields(page) == ("git.elsewhere.example", "me/weather")
    again = page.get_by_role("button", name=f"origin: {HOST} · {PROJECT}")
    assert again.evaluate("(at) => at === document.activeElement"), "the focus does not get lost"
    # The GitLab that the reader is known to have comes before the name of a remote.
    paste(page, REMOTES)
    assert fields(page) == ("git.elsewhere.example", "me/weather")


def test_gitlab_below_a_path_is_offered_and_then_known(page: Page) -> None:
    paste(page, f"https://{HOST}/gitlab/acme/weather/-/packages")
    assert fields(page) == (HOST, "gitlab/acme/weather")
    page.get_by_role("button", name=f"{HOST}/gitlab · acme/weather").click()
    assert fields(page) == (f"{HOST}/gitlab", "acme/weather")
    paste(page, f"https://{HOST}/gitlab/acme/tools/sun")
    assert fields(page) == (f"{HOST}/gitlab", "acme/tools/sun")
    paste(page, f"git@{HOST}:acme/rain.git")
    assert fields(page) == (f"{HOST}/gitlab", "acme/rain"), "a clone's address has not the path of the pages"


def test_the_address_of_a_project_pasted_into_that_of_gitlab_is_taken_apart_too(page: Page) -> None:
    paste(page, f"https://{HOST}/{PROJECT}/-/packages", "#value-host")
    assert fields(page) == (HOST, PROJECT)


def test_a_page_about_a_group_takes_that_of_the_project_or_its_own(
    desk: Desk, address: str, manifest: Manifest
) -> None:
    with desk.page() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page.goto(f"{address}/{manifest.pages['install/group'].url}")
        unfold(page)
        for text, group in {
            f"https://{HOST}/groups/acme/tools/-/packages": "acme/tools",
            f"https://{HOST}/acme": "acme",
            f"https://{HOST}/{PROJECT}/-/packages": "acme/tools",
            f"git@{HOST}:{PROJECT}.git": "acme/tools",
            f"https://{HOST}/api/v4/groups/42/-/packages/pypi/simple": "42",
        }.items():
            paste(page, text)
            assert (page.input_value("#value-host"), page.input_value("#value-group")) == (HOST, group), text


# --- rebuilt addresses: whatever host and path, the field finds them again ---

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?", fullmatch=True).filter(lambda name: name != "groups")
HOSTS = st.lists(NAMES, min_size=2, max_size=4).map(".".join)
PATHS = st.lists(
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,6}[A-Za-z0-9]", fullmatch=True), min_size=2, max_size=5
).filter(lambda path: path[0] != "groups" and not any(each.endswith((".git", ".atom")) for each in path))
PORTS = st.one_of(st.just(""), st.integers(1, 65535).filter(lambda port: port != 443).map(":{}".format))
TAILS = st.sampled_from(
    ["", "/", "/-/packages", "/-/packages/7", "/-/settings/repository#x", ".git", "?a=b/c", "#readme"]
)


@pytest.fixture(scope="module")
def splitting(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    for script in ("quoting.js", "split.js"):
        page.add_script_tag(path=STATIC / script)
    yield page
    page.close()


def first(page: Page, text: str, known: str = "") -> tuple[str | None, str | None]:
    found: list[dict[str, Any]] = page.evaluate("([text, known]) => guideSplit(text, known)", [text, known])
    return found[0].get("host"), found[0].get("project")


@settings(max_examples=60, deadline=None)
@given(host=HOSTS, path=PATHS, port=PORTS, below=st.one_of(st.just(""), NAMES.map("/{}".format)), tail=TAILS)
def test_rebuilt_addresses_are_found_again(
    splitting: Page, host: str, path: list[str], port: str, below: str, tail: str
) -> None:
    project = "/".join(path)
    gitlab = f"{host}{port}{below}"
    assert first(splitting, f"https://{host}{port}/{project}{tail}") == (f"{host}{port}", project)
    assert first(splitting, f"https://{gitlab}/{project}{tail}", gitlab) == (gitlab, project)
    encoded = project.replace("/", "%2F")
    assert first(splitting, f"https://{gitlab}/api/v4/projects/{encoded}/packages/pypi/simple/") == (gitlab, project)
    for clone in (f"git@{host}:{project}.git", f"ssh://git@{host}:2222/{project}.git"):
        assert first(splitting, clone) == (host, project)
        assert first(splitting, f"origin\t{clone} (fetch)\norigin\t{clone} (push)", gitlab) == (gitlab, project)


# --- the line ---


def test_the_panel_is_one_line_that_stays_in_view(desk: Desk, address: str, manifest: Manifest) -> None:
    for viewport in (PHONE, {"width": 1440, "height": 900}):
        with desk.page(viewport) as page:  # type: ignore[arg-type]
            page.goto(f"{address}/{manifest.pages[PAGE].url}")
            assert line(page) == "4 values to fill in"
            assert page.locator("article p").first.evaluate("(lead) => lead.getBoundingClientRect().top") < (
                page.locator(".values").evaluate("(panel) => panel.getBoundingClientRect().top")
            )
            page.click(".values summary")
            page.locator("#values-paste").fill(f"https://{HOST}/{PROJECT}")
            page.keyboard.press("Enter")
            assert line(page) == f"{HOST} · {PROJECT} · 2 values to fill in"
            page.keyboard.press("Escape")
            page.evaluate("scrollTo(0, 1500)")
            painted(page)
            box = page.locator(".values").bounding_box()
            assert box is not None
            assert 0 <= box["y"] < 60
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.click(".values summary")
            page.fill("#value-package", "weather")
            assert page.locator("#value-package").evaluate("(at) => at.getBoundingClientRect().bottom < innerHeight")


@pytest.mark.xdist_group("phone, empty")
def test_the_line_says_something_on_every_page_and_with_every_tab(
    phones: Callable[[str], dict[str, Arrived]], manifest: Manifest
) -> None:
    none, chosen = set(), 0
    for name in manifest.pages:
        (_, came), *then = phones("empty")[name].said
        none |= {name for line in came if line.startswith("Nothing")}
        assert all(came), name
        assert [tab for tab, lines in then if not all(lines)] == [], name
        chosen += len(then)
    assert none, "a page whose fields are for its links alone"
    assert chosen > 100


def test_only_fields_that_the_chosen_tabs_need_are_shown(page: Page) -> None:
    page.evaluate("document.querySelector('.values-more').open = false")
    shown = (
        "[...document.querySelectorAll('.values [data-rule]')].filter((each) => each.checkVisibility())"
        ".map((each) => each.name)"
    )
    assert page.evaluate(shown) == ["host", "project", "package", "deploy_username"]
    page.get_by_role("tab", name="Project access token").first.click()
    assert page.evaluate(shown) == ["host", "project", "package", "token_name"]
    assert line(page) == "4 values to fill in"
    page.click(".values-more > summary")
    assert page.is_visible("#value-deploy_username")
    page.get_by_role("tab", name="Deploy token").first.click()
    page.reload()
    unfold(page)
    assert page.evaluate(shown)[:4] == ["host", "project", "package", "deploy_username"]


def test_all_of_it_goes_by_keyboard(desk: Desk, address: str, manifest: Manifest) -> None:
    with desk.page() as page:
        page.goto(f"{address}/{manifest.pages[PAGE].url}")
        page.locator(".values summary").first.focus()
        page.keyboard.press("Enter")
        page.locator("#values-paste").wait_for()
        page.keyboard.press("Tab")
        page.keyboard.type(f"https://{HOST}/{PROJECT}")
        page.keyboard.press("Enter")
        assert fields(page) == (HOST, PROJECT)
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        assert not page.is_visible("#values-paste")


def test_axe_has_nothing_against_the_panel_folded_or_open(desk: Desk, address: str, manifest: Manifest) -> None:
    with desk.page(PHONE) as page:  # type: ignore[arg-type]
        page.goto(f"{address}/{manifest.pages[PAGE].url}#values?host=evil.example")
        assert faults(page) == []
        unfold(page)
        page.fill("#values-paste", REMOTES)
        page.keyboard.press("Enter")
        assert page.locator(".values-offers button").count() == 1
        page.fill("#values-paste", "rubbish")
        page.keyboard.press("Enter")
        assert faults(page) == []


def test_a_link_s_values_stand_in_the_line_below_their_warning(desk: Desk, address: str, manifest: Manifest) -> None:
    with desk.page(PHONE) as page:  # type: ignore[arg-type]
        page.goto(f"{address}/{manifest.pages[PAGE].url}#values?host=evil.example&project=acme/x")
        assert page.is_visible(".values-link")
        assert not page.is_visible("#value-host")
        assert line(page).startswith("evil.example · acme/x")
        page.click("[data-do=drop]")
        assert not page.is_visible(".values-link")
        assert line(page) == "4 values to fill in"


# --- projects of before ---

RECENT = "registry-guide:recent"


def recent(page: Page) -> list[str]:
    return page.locator(".values-recent li button:first-child").all_text_contents()


def test_projects_of_before_are_chosen_and_forgotten(page: Page, manifest: Manifest, address: str) -> None:
    for number in range(6):
        paste(page, f"https://{HOST}/acme/weather{number}")
    assert recent(page) == [f"{HOST} · acme/weather{number}" for number in (5, 4, 3, 2, 1)]
    page.get_by_role("button", name=f"{HOST} · acme/weather2", exact=True).press("Enter")
    assert fields(page) == (HOST, "acme/weather2")
    assert recent(page)[0] == f"{HOST} · acme/weather2"
    page.get_by_role("button", name=f"Forget {HOST} · acme/weather5").press("Enter")
    assert len(recent(page)) == 4
    page.click("[data-do=reset]")
    assert fields(page) == ("", "")
    # Another tab, where the project is that which owns the package: the two stay two values.
    other = page.context.new_page()
    other.goto(f"{address}/{manifest.pages['install/gitlab-ci'].url}")
    unfold(other)
    other.get_by_role("button", name=f"{HOST} · acme/weather4", exact=True).click()
    assert other.input_value("#value-owner_project") == "acme/weather4"
    page.wait_for_function("document.getElementById('value-host').value !== ''")
    assert fields(page) == (HOST, "")


def test_typed_key_by_key_is_remembered_when_the_panel_is_left(page: Page) -> None:
    page.locator("#value-host").press_sequentially(HOST)
    page.locator("#value-project").press_sequentially("acme/one")
    page.keyboard.press("Tab")
    page.fill("#value-host", "git.elsewhere.example")
    page.keyboard.press("Tab")
    page.fill("#value-project", "me/two")
    page.keyboard.press("Escape")
    unfold(page)
    assert recent(page) == ["git.elsewhere.example · me/two"], "no pair that nobody meant"


@pytest.mark.parametrize(
    "kept", ["rubbish", "7", "{}", '[1, ["x"], ["a b", "c"], ["evil.example", "glpat-EXAMPLE/x"]]']
)
def test_what_is_stored_as_projects_of_before_is_not_trusted(page: Page, kept: str) -> None:
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [RECENT, kept])
    page.reload()
    unfold(page)
    assert recent(page) == []
    paste(page, f"https://{HOST}/{PROJECT}")
    assert recent(page) == [f"{HOST} · {PROJECT}"]
    assert json.loads(page.evaluate(f"localStorage.getItem('{RECENT}')")) == [[HOST, PROJECT]]


def test_the_field_works_where_nothing_can_be_stored(browser: Browser, address: str, manifest: Manifest) -> None:
    with browser.new_context() as context:
        context.add_init_script(
            "for (const name of ['localStorage', 'sessionStorage'])"
            " Object.defineProperty(window, name, { get: () => JSON.parse('') });"
        )
        page = context.new_page()
        page.goto(f"{address}/{manifest.pages[PAGE].url}")
        unfold(page)
        page.fill("#values-paste", f"git@{HOST}:{PROJECT}.git")
        page.keyboard.press("Enter")
        assert fields(page) == (HOST, PROJECT)
