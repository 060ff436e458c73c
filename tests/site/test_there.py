"""Links into the reader's own GitLab: there with the reader's values, and only then."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from registry_guide.records.manifest import Manifest
from tools.site.desk import Desk, unfold
from tools.site.visit import faults

HOST, PROJECT = "https://apps.acme.example:8443/gitlab", "acme/tools/weather"
LIVE = (
    "[...document.querySelectorAll('.there')].filter((each) => !each.hidden)"
    ".map((each) => each.querySelector('a').href)"
)


def live(page: Page) -> list[str]:
    found: list[str] = page.evaluate(LIVE)
    assert page.locator(".there a[href]").count() == len(found), "what is hidden is no link"
    return found


@pytest.mark.parametrize(
    ("name", "field", "value", "ends"),
    [
        ("publish/uv", "project", PROJECT, [f"/{PROJECT}/-/packages"]),
        ("tokens/deploy", "project", PROJECT, [f"/{PROJECT}/-/settings/repository"]),
        ("tokens/deploy", "group", "acme/tools", ["/groups/acme/tools/-/settings/repository"]),
        ("tokens/job", "owner_project", PROJECT, [f"/{PROJECT}/-/settings/ci_cd"]),
        ("tokens/personal", "host", HOST, ["/-/user_settings/personal_access_tokens"]),
    ],
)
def test_links_lead_into_the_readers_gitlab_and_not_with_examples(
    desk: Desk, address: str, name: str, field: str, value: str, ends: list[str]
) -> None:
    with desk.page() as page:
        page.goto(f"{address}/{name}.html")
        assert live(page) == []
        assert page.locator(".there a[href]").count() == 0, "no link leads to an example"
        unfold(page)
        page.fill("#value-host", HOST)
        page.keyboard.press("Enter")
        page.fill(f"#value-{field}", value)
        page.keyboard.press("Enter")
        found = live(page)
        assert all(link.startswith(f"{HOST}/") for link in found)
        assert [end for end in ends if f"{HOST}{end}" not in found] == []
        assert faults(page) == []
        page.reload()
        assert live(page) == found
        page.evaluate("document.querySelector('[data-do=reset]').click()")
        assert live(page) == []


def test_a_number_leads_to_no_page_and_what_is_refused_to_none(desk: Desk, address: str) -> None:
    with desk.page() as page:
        page.goto(f"{address}/publish/uv.html")
        unfold(page)
        page.fill("#value-host", HOST)
        for value in ("42", "acme weather", ""):
            page.fill("#value-project", value)
            page.keyboard.press("Enter")
            assert live(page) == [], value


def test_a_stranger_s_link_makes_no_link_before_it_is_kept(desk: Desk, address: str, manifest: Manifest) -> None:
    with desk.page() as page:
        page.goto(f"{address}/{manifest.pages['publish/uv'].url}#values?host=evil.example&project=acme/x")
        assert page.is_visible(".values-link")
        assert live(page) == []
        page.click("[data-do=keep]")
        assert "https://evil.example/acme/x/-/packages" in live(page)
