"""The set-up pages: a reader chooses, shares, goes back, copies, prints; without a script all of it stands there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from registry_guide.blocks.facts import load
from registry_guide.blocks.locked import client_versions
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep, Manifest
from registry_guide.setup.table import Table, resolve, selections
from registry_guide.walk.route import agrees
from tools.build import ROOT
from tools.site import clipboard
from tools.site.desk import SCRIPTLESS, Desk

NAME, INSTALL = "setup", "setup-install"
# What a reader sees: the purposes of blocks, in order.
SEEN = """() => [...document.querySelectorAll("div.block")].filter((each) => each.checkVisibility())
  .map((each) => each.querySelector("pre").innerText.trim())"""
CHOSEN = "() => Object.fromEntries(new FormData(document.querySelector('form.setup')))"


@pytest.fixture(scope="module")
def whole() -> Table:
    facts = load(ROOT / "facts", client_versions(ROOT))
    return Table(facts.setups["registry"], facts.choices)


@pytest.fixture(scope="module")
def table(whole: Table) -> Table:
    return whole.of(NAME)


@pytest.fixture(scope="module")
def installing(whole: Table) -> Table:
    return whole.of(INSTALL)


@pytest.fixture
def page(desk: Desk, address: str) -> Iterator[Page]:
    with desk.page() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{address}/{NAME}.html")
        yield page


def expected(manifest: Manifest, table: Table, chosen: Mapping[str, str]) -> list[BlockStep]:
    """Give the blocks that a reader with these choices is to see."""
    labels = {choice: keys[0] for choice, keys in table.titles({name: (key,) for name, key in chosen.items()}).items()}
    shell = chosen.get("shell", "bash")
    found: list[BlockStep] = []
    for block in manifest.pages[table.pages[chosen["task"]]].blocks:
        if not agrees(block.labels, labels):
            continue
        if block.alternative < 2:
            found.append(block)
        elif block.language == shell:
            # It says the same as the one before, or as the one before that.
            found[-1] = block
    return found


def shown(block: BlockStep) -> str:
    """Give the text of a block but for the line that says where it comes from."""
    origin = [hole for hole in block.holes if hole.placeholder == "origin"]
    return (block.text[origin[0].end :] if origin else block.text).strip()


def sees(page: Page, manifest: Manifest, table: Table, chosen: Mapping[str, str]) -> None:
    """Assert that the form, the address and the page say the same."""
    assert page.evaluate(CHOSEN) == chosen
    query = {key: found[0] for key, found in parse_qs(urlsplit(page.evaluate("location.href")).query).items()}
    assert {**query, "guide": ""} == {**chosen, "guide": ""}
    found = page.evaluate(SEEN)
    blocks = expected(manifest, table, chosen)
    assert len(found) == len(blocks) > 0
    for text, block in zip(found, blocks, strict=True):
        signed = any(hole.placeholder == "origin" for hole in block.holes)
        assert (text.partition("\n")[2] if signed else text) == shown(block)


def choose(page: Page, choice: str, key: str) -> None:
    page.locator(f"form.setup [name={choice}][value={key}]").check()


def test_the_first_look_is_the_whole_of_one_set_up(page: Page, manifest: Manifest, table: Table) -> None:
    sees(page, manifest, table, resolve(table, {}))


def test_by_mouse_each_choice_shows_its_steps(page: Page, manifest: Manifest, table: Table) -> None:
    wanted: dict[str, str] = {}
    for choice, key in [("client", "twine"), ("token", "personal"), ("store", "keyring"), ("place", "ci")]:
        page.locator(f"form.setup label:has([name={choice}][value={key}])").click()
        wanted = resolve(table, {**resolve(table, wanted), choice: key})
        sees(page, manifest, table, wanted)


def test_another_task_is_another_page_and_takes_along_what_was_chosen(
    page: Page, manifest: Manifest, table: Table, installing: Table
) -> None:
    choose(page, "client", "pdm")
    choose(page, "token", "personal")
    page.locator("form.setup").get_by_role("link", name="Install").click()
    page.wait_for_url(f"**/{INSTALL}.html*")
    wanted = {"client": "pdm", "token": "personal"}
    sees(page, manifest, installing, resolve(installing, wanted))
    page.locator("form.setup").get_by_role("link", name="Publish").click()
    page.wait_for_url(f"**/{NAME}.html*")
    sees(page, manifest, table, resolve(table, wanted))
    page.go_back()
    page.wait_for_url(f"**/{INSTALL}.html*")
    sees(page, manifest, installing, resolve(installing, wanted))


def test_a_link_for_another_task_leads_to_its_page(
    page: Page, address: str, manifest: Manifest, installing: Table
) -> None:
    page.goto(f"{address}/{NAME}.html?task=install&client=pip")
    page.wait_for_url(f"**/{INSTALL}.html*")
    sees(page, manifest, installing, resolve(installing, {"client": "pip"}))


def test_by_keyboard_a_choice_is_one_stop_and_arrows_choose(page: Page, manifest: Manifest, table: Table) -> None:
    page.locator("[name=client]:checked").focus()
    page.keyboard.press("ArrowRight")
    wanted = resolve(table, {"client": "twine"})
    sees(page, manifest, table, wanted)
    # pip cannot publish: the arrow leads past it.
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.value") == "poetry"
    sees(page, manifest, table, resolve(table, {"client": "poetry"}))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "place"


def test_what_cannot_be_is_off_and_says_why(page: Page, table: Table) -> None:
    off = page.locator("form.setup input:disabled")
    assert off.count() > 1
    for at in range(off.count()):
        names = off.nth(at).get_attribute("aria-describedby") or ""
        reasons = [page.locator(f"[id='{name}']") for name in names.split()]
        assert reasons, off.nth(at).get_attribute("value")
        assert all(reason.is_visible() for reason in reasons)
    says = {says for _, says in table.impossible}
    assert {text.strip() for text in page.locator(".setup-why:visible").all_inner_texts()} <= says
    assert page.locator("form.setup input:not(:disabled)[aria-describedby]").count() == 0


def test_what_gives_way_is_told(page: Page) -> None:
    choose(page, "token", "personal")
    status = page.locator(".setup-status")
    assert status.inner_text() == ""
    choose(page, "place", "ci")
    assert "Token is now “CI/CD job token”" in status.inner_text()


def test_the_shell_is_chosen_once_for_all_pages(page: Page, address: str, manifest: Manifest, table: Table) -> None:
    choose(page, "shell", "fish")
    sees(page, manifest, table, resolve(table, {"shell": "fish"}))
    choose(page, "shell", "powershell")
    wanted = resolve(table, {"shell": "powershell"})
    sees(page, manifest, table, wanted)
    assert {block.language for block in expected(manifest, table, wanted)} == {"toml", "powershell"}
    # A job has a shell of its own; who comes back to theirs has it as before.
    choose(page, "place", "ci")
    assert not page.locator("form.setup [name=shell]").first.is_visible()
    choose(page, "place", "shell")
    sees(page, manifest, table, wanted)
    page.goto(f"{address}/publish/uv.html")
    assert page.locator(".shells [role=tab][aria-selected=true]").first.inner_text() == "PowerShell"
    page.locator(".shells [role=tab]", has_text="fish").first.click()
    page.goto(f"{address}/{NAME}.html")
    sees(page, manifest, table, resolve(table, {"shell": "fish"}))
    # What a link says counts more than what is remembered.
    page.goto(f"{address}/{NAME}.html?shell=bash")
    sees(page, manifest, table, resolve(table, {}))


def test_a_link_brings_a_colleague_the_same_page(page: Page, desk: Desk, manifest: Manifest, table: Table) -> None:
    choose(page, "client", "twine")
    choose(page, "token", "group")
    wanted = resolve(table, {"client": "twine", "token": "group"})
    with desk.page(viewport={"width": 390, "height": 844}) as other:
        other.goto(page.url)
        sees(other, manifest, table, wanted)
        assert other.locator(".setup-status").inner_text() == ""


@pytest.mark.parametrize(
    "query",
    [
        "?task=%3Cimg%20src=x%20onerror=alert(1)%3E&client=__proto__&token=constructor",
        "?task=publish&task=rubbish&client=&level=%00&guide=%3Cscript%3E",
        "?%E0%A4%A=1&task=publish;client=pip",
        "?" + "token=deploy&" * 500,
    ],
)
def test_rubbish_in_a_link_chooses_nothing(
    page: Page, address: str, manifest: Manifest, table: Table, query: str
) -> None:
    page.goto(f"{address}/{NAME}.html{query}")
    sees(page, manifest, table, resolve(table, {}))
    assert "script" not in page.locator(".setup-status").inner_text()
    assert "img" not in page.evaluate("location.href")


def test_a_link_that_cannot_be_is_mended_and_told(page: Page, address: str, manifest: Manifest, table: Table) -> None:
    page.goto(f"{address}/{NAME}.html?task=publish&client=pip&level=group&token=none&guide=0.0.1")
    sees(page, manifest, table, resolve(table, {"task": "publish"}))
    said = page.locator(".setup-status").inner_text()
    assert "asks for what cannot be" in said
    assert "another version" in said
    assert "guide=0.0.1" not in page.evaluate("location.href")


def test_back_and_forward_go_through_the_choices(page: Page, manifest: Manifest, table: Table) -> None:
    choose(page, "client", "twine")
    choose(page, "token", "personal")
    page.go_back()
    sees(page, manifest, table, resolve(table, {"client": "twine"}))
    page.go_back()
    sees(page, manifest, table, resolve(table, {}))
    page.go_forward()
    sees(page, manifest, table, resolve(table, {"client": "twine"}))


def test_a_file_is_copied_as_it_is_walked_but_for_its_first_line(page: Page, manifest: Manifest, table: Table) -> None:
    block = next(each for each in expected(manifest, table, resolve(table, {})) if each.kind is Kind.FILE)
    clipboard.put(page, "")
    page.locator("div.block.file:visible .copybtn").first.click(force=True)
    copied = clipboard.changed(page, "")
    first, _, rest = copied.partition("\n")
    (hole,) = [each for each in block.holes if each.placeholder == "origin"]
    assert rest.strip() == block.text[hole.end :].strip()
    assert first.startswith("# ")
    assert block.text[: hole.start] == "# "
    link = first.removeprefix("# ").split()[0]
    assert link == page.evaluate("location.href")
    version = client_versions(ROOT)["client.uv.version"]
    assert f"(uv {version}" in first


@pytest.mark.parametrize("name", [NAME, INSTALL])
def test_every_block_is_copied_as_it_is_walked(
    page: Page, address: str, manifest: Manifest, whole: Table, name: str
) -> None:
    page.goto(f"{address}/{name}.html")
    table = whole.of(name)
    left = {block.id: block for block in manifest.pages[name].blocks}
    for route in manifest.pages[name].routes:
        keys = {
            choice: next(key for key, title in table.choices[choice].labels.items() if title == label)
            for choice, label in route.labels.items()
        }
        for shell in table.labels["shell"]:
            copies(page, {**keys, "shell": shell}, expected(manifest, table, {**keys, "shell": shell}), left)
    assert left == {}


def copies(page: Page, keys: Mapping[str, str], blocks: list[BlockStep], left: dict[str, BlockStep]) -> None:
    """Assert of those blocks that are still left that what is copied of each is what is walked."""
    if not any(block.id in left for block in blocks):
        return
    page.evaluate(
        """(query) => {
          history.replaceState(null, "", "?" + new URLSearchParams(query));
          dispatchEvent(new PopStateEvent("popstate"));
        }""",
        keys,
    )
    for block, box in zip(blocks, page.locator("div.block:visible").all(), strict=True):
        if left.pop(block.id, None) is None:
            continue
        box.locator("button.copybtn").click()
        copied = clipboard.changed(page, "")
        signed = any(hole.placeholder == "origin" for hole in block.holes)
        assert (copied.partition("\n")[2] if signed else copied).strip() == shown(block), block.id
        clipboard.put(page, "")


def test_every_file_that_can_has_the_line_and_no_other_has(manifest: Manifest) -> None:
    facts = load(ROOT / "facts", client_versions(ROOT))
    for block in (*manifest.pages[NAME].blocks, *manifest.pages[INSTALL].blocks):
        signs = [hole.start for hole in block.holes if hole.placeholder == "origin"]
        can = block.kind in (Kind.FILE, Kind.JOB) and facts.languages[block.language].comment
        assert signs == ([2] if can else []), block.id


def test_values_of_the_reader_are_in_the_blocks_and_not_in_the_address(page: Page, address: str) -> None:
    page.locator(".values summary").first.click()
    page.locator("#value-project").fill("acme/tools/weather")
    page.keyboard.press("Tab")
    assert "acme%2Ftools%2Fweather" in page.evaluate(SEEN)[0]
    choose(page, "client", "twine")
    assert "acme%2Ftools%2Fweather" in page.evaluate(SEEN)[0]
    assert "weather" not in page.evaluate("location.href")
    page.goto(f"{address}/{INSTALL}.html")
    assert any("acme%2Ftools%2Fweather" in text for text in page.evaluate(SEEN))


def test_the_panel_has_the_fields_of_what_is_chosen_first(page: Page) -> None:
    fields = "[...document.querySelectorAll('.values input[name]')].filter((each) => !each.closest('.values-more'))"
    shown = f"{fields}.map((each) => each.name)"
    assert "deploy_username" in page.evaluate(shown)
    assert "token_name" not in page.evaluate(shown)
    choose(page, "token", "personal")
    assert "token_name" in page.evaluate(shown)
    assert "deploy_username" not in page.evaluate(shown)


def test_from_the_start_page_eight_actions_publish_from_a_laptop_with_uv(desk: Desk, address: str) -> None:
    """Count what a reader does who has uv, a deploy token and the address of the project at hand."""
    actions = 0
    project = "https://git.acme.test/acme/tools/weather"
    with desk.page() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{address}/index.html")
        clipboard.put(page, project)
        page.locator("article a[href='setup.html']").first.click()
        actions += 1
        # A click does not wait for the page that it leads to, and the field comes with a script.
        # Which says at once in its address what is chosen.
        page.wait_for_url("**/setup.html*")
        page.locator(".values summary").first.click()
        actions += 1
        page.locator(".values-paste input").wait_for()
        page.locator(".values-paste input").focus()
        page.keyboard.press("ControlOrMeta+V")
        actions += 1
        page.locator("#value-deploy_username").fill("gitlab+deploy-token-7")
        page.keyboard.press("Tab")
        actions += 1
        copied = []
        page.locator("div.block:visible", has_text="acme%2Ftools%2Fweather").first.wait_for()
        # To clean up is no part of publishing.
        step = "each => each.closest('section').querySelector('h3').textContent.trim()"
        for block in page.locator("div.block:visible").all():
            if block.evaluate(step) == "Clean up":
                continue
            block.locator("button.copybtn").click()
            copied.append(clipboard.changed(page, project))
            clipboard.put(page, project)
            actions += 1
    assert "https://git.acme.test/api/v4/projects/acme%2Ftools%2Fweather/packages/pypi" in copied[0]
    assert [text.split()[0] for text in copied[1:]] == ["export", "read", "uv"]
    assert "gitlab+deploy-token-7" in copied[1]
    assert copied[-1] == "uv build && uv publish"
    assert actions <= 8


def test_a_phone_does_not_part_the_title_at_its_hyphen(desk: Desk, address: str) -> None:
    for width in (320, 390):
        with desk.page(viewport={"width": width, "height": 844}) as page:
            page.goto(f"{address}/{NAME}.html")
            lines = page.locator("h1").evaluate(
                """(title) => {
                  const range = document.createRange();
                  const texts = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
                  const found = [];
                  while (texts.nextNode()) {
                    for (const { index, 0: word } of texts.currentNode.data.matchAll(/[\\w-]+/g)) {
                      range.setStart(texts.currentNode, index);
                      range.setEnd(texts.currentNode, index + word.length);
                      found.push([word, range.getClientRects().length]);
                    }
                  }
                  return found;
                }"""
            )
            assert ["set-up", 1] in lines
            assert all(count == 1 for _, count in lines), lines


def test_on_paper_stand_the_chosen_steps(page: Page, manifest: Manifest, table: Table) -> None:
    choose(page, "client", "twine")
    page.emulate_media(media="print")
    wanted = resolve(table, {"client": "twine"})
    assert len(page.evaluate(SEEN)) == len(expected(manifest, table, wanted))
    assert page.locator("form.setup label:visible").count() == len(wanted)
    assert not page.locator("form.setup a").is_visible()


@pytest.mark.parametrize("name", [NAME, INSTALL])
def test_without_a_script_all_steps_stand_below_their_task_and_say_for_whom(
    desk: Desk, address: str, manifest: Manifest, whole: Table, name: str
) -> None:
    table = whole.of(name)
    with desk.page(kind=SCRIPTLESS) as page:
        page.goto(f"{address}/{name}.html")
        assert len(page.evaluate(SEEN)) == len(manifest.pages[name].blocks)
        assert not page.locator("form.setup").is_visible()
        heads = page.locator("h2").all_inner_texts()
        (task,) = table.labels["task"]
        assert any(head.startswith(table.choices["task"].labels[task]) for head in heads)
        # Whatever is for some alone says so.
        told = page.locator("section section section[class^=on-], section section section div[class^=on-]")
        assert told.count() > 20
        for each in told.all():
            # Which shell a block is for its bar says.
            says = ".block > .bar" if "on-shell-" in (each.get_attribute("class") or "") else ".setup-for"
            assert each.locator(f":scope > {says}").is_visible()


@pytest.mark.parametrize("name", [NAME, INSTALL])
def test_browser_and_walk_agree_on_what_can_be_chosen(page: Page, address: str, whole: Table, name: str) -> None:
    page.goto(f"{address}/{name}.html")
    table = whole.of(name)
    # Each label wanted together with each other one, and all that can be chosen.
    labels = [(choice, key) for choice, keys in table.labels.items() for key in keys]
    wanted = [dict(pair) for pair in product(labels, repeat=2)] + list(selections(table))
    found = page.evaluate(
        """(all) => all.map((wanted) => {
          history.replaceState(null, "", "?" + new URLSearchParams(wanted));
          dispatchEvent(new PopStateEvent("popstate"));
          return Object.fromEntries(new FormData(document.querySelector("form.setup")));
        })""",
        wanted,
    )
    for want, got in zip(wanted, found, strict=True):
        assert got == resolve(table, want), json.dumps(want)


def test_who_has_another_client_is_led_to_its_page(page: Page, table: Table) -> None:
    page.get_by_role("link", name="pages of their own").click()
    page.wait_for_url("**/index.html#find-your-task")
    rows = page.locator("table.matrix tbody tr td:first-child").all_inner_texts()
    offered = {table.choices["client"].labels[key] for key in table.labels["client"]}
    assert len(set(rows) - offered) > 2
