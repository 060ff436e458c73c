"""Journeys through the panel, as people make them: key by key, pasted over, by link, in two tabs, and back again.

After each step one thing holds: a block shows what its field holds, or the example where the field is refused, and
what is refused stands in no block, in no storage and in no link.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.fill import fill
from registry_guide.blocks.quoting import BadValueError
from registry_guide.records.manifest import Manifest
from tests.blocks.vectors import SINGLE, WHOLE
from tools.checks.pasted import TOKENS
from tools.site.desk import Desk, unfold
from tools.site.pasting import FILL

PAGE, OTHER = "publish/uv", "install/uv"
KEY = "registry-guide:values"
# All that a step may have changed, read at once.
STATE = """(key) => ({
  fields: Object.fromEntries([...document.querySelectorAll('.values [data-rule]')].map((at) => [at.name, at.value])),
  blocks: [...document.querySelectorAll('.block pre')].map((code) => code.textContent),
  wrong: [...document.querySelectorAll('[aria-invalid]')].map((at) => at.name),
  kept: localStorage.getItem(key) ?? '{}',
  visit: JSON.stringify({ ...sessionStorage }),
  address: location.href,
})"""
# A browser tells of another fragment a moment later.
FOLLOW = """async (fragment) => {
  const told = new Promise((done) => addEventListener('hashchange', done, { once: true }));
  location.hash = fragment;
  await told;
}"""
# By a script: that a button can be pressed, test_edit.py and the other journeys show.
PRESS = """(how) => {
  const button = document.querySelector(`[data-do=${how}]`);
  if (!button.checkVisibility() || button.disabled) throw new Error(`nobody can press ${how}`);
  button.click();
}"""


@dataclass(frozen=True)
class State:
    """What a page shows and keeps at one moment.

    Attributes:
        fields: what stands in each field.
        blocks: the text of each block.
        wrong: the names of the fields that are refused.
        kept: the values that are kept, as they are written.
        visit: all that is kept for this visit.
        address: what stands in the address bar.
    """

    fields: dict[str, str]
    blocks: list[str]
    wrong: list[str]
    kept: str
    visit: str
    address: str

    @property
    def stored(self) -> dict[str, str]:
        """Return the values that are kept."""
        kept: dict[str, str] = json.loads(self.kept)
        return kept


class Reader:
    """A reader in one tab of a browser."""

    def __init__(self, page: Page, address: str, manifest: Manifest, facts: Facts) -> None:
        self.page = page
        self.address = address
        self.manifest = manifest
        self.facts = facts
        self.name = PAGE

    def goes_to(self, name: str, anchor: str = "") -> None:
        self.page.goto(f"{self.address}/{self.manifest.pages[name].url}{anchor}")
        # On the same page a browser tells of another fragment a moment later.
        self.page.wait_for_function("!location.hash.startsWith('#values')")
        unfold(self.page)
        self.name = name

    def reloads(self) -> None:
        self.page.reload()
        unfold(self.page)

    def types(self, field: str, text: str) -> None:
        """Type key by key at the end of what the field holds, and stay in it; nothing half may be kept on the way."""
        before = self.stored
        self.page.focus(f"#value-{field}")
        self.page.keyboard.press("End")
        for key in text:
            self.page.keyboard.insert_text(key) if ord(key) > 126 else self.page.keyboard.type(key)
            state = self.state
            assert state.stored == before, f"kept while {text!r} was typed"
            self.sees_what_the_fields_hold(state)

    def pastes(self, field: str, text: str) -> None:
        """Paste over all that the field holds, by the clipboard."""
        self.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
        self.page.locator(f"#value-{field}").focus()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.press("ControlOrMeta+V")

    def leaves(self) -> None:
        self.page.keyboard.press("Tab")

    def clears(self, field: str) -> None:
        self.page.locator(f"#value-{field}").focus()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.press("Delete")

    @property
    def state(self) -> State:
        return State(**self.page.evaluate(STATE, KEY))

    @property
    def stored(self) -> dict[str, str]:
        return self.state.stored

    @property
    def fields(self) -> dict[str, str]:
        return self.state.fields

    @property
    def blocks(self) -> list[str]:
        return self.state.blocks

    def error(self, field: str) -> str:
        return self.page.text_content(f"#error-{field}") or ""

    def is_warned(self) -> bool:
        return self.page.is_visible(".values-link")

    def answers(self, how: str) -> None:
        self.page.click(f"[data-do={how}]")

    def sees_what_the_fields_hold(self, state: State | None = None) -> None:
        """Compare every block with what Python makes of what the fields hold."""
        state = state or self.state
        fields = state.fields
        base = fields.get("host") or self.facts.placeholders["host"].example
        values = {}
        for name, text in fields.items():
            try:
                values[name] = self.facts.placeholders[name].accept(text, base) if text else ""
            except BadValueError:
                continue
        given = {name: value for name, value in values.items() if value}
        entry = self.manifest.pages[self.name]
        assert state.blocks == [fill(block.text, block.holes, given) for block in entry.blocks]

    def finds_nowhere(self, text: str) -> None:
        """Look into every block, both storages and the address bar."""
        state = self.state
        assert not [block for block in state.blocks if text in block]
        assert text not in state.kept
        assert text not in state.visit
        assert text not in state.address


@pytest.fixture
def another(desk: Desk, address: str, manifest: Manifest, facts: Facts) -> Iterator[Callable[[], Reader]]:
    """Open one tab after the other in a reader's browser."""
    with desk.page({"width": 1280, "height": 900}) as first:
        context, unused = first.context, [first]
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        yield lambda: Reader(unused.pop() if unused else context.new_page(), address, manifest, facts)


@pytest.fixture
def reader(another: Callable[[], Reader]) -> Reader:
    opened = another()
    opened.goes_to(PAGE)
    return opened


# --- typed, pasted, corrected, cleared ---


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("host", "gitlab.acme.example", "gitlab.acme.example"),
        ("host", "a.example@evil.example", None),
        ("project", "acme/tools/weather", "acme/tools/weather"),
        ("project", "/acme/weather/", "acme/weather"),
        ("project", "acme%2Fweather", "acme/weather"),
        ("project", "acme/we ather", None),
        ("project", "https://gitlab.example.com/acme/weather/-/packages", "acme/weather"),
        ("project", "git@gitlab.example.com:acme/weather.git", "acme/weather"),
        ("project", "https://elsewhere.example/acme/weather", None),
        ("package", "acme weather", None),
    ],
)
def test_typed_by_keys_is_the_same_as_pasted(reader: Reader, field: str, text: str, value: str | None) -> None:
    reader.types(field, text)
    reader.leaves()
    typed = reader.fields[field], reader.stored.get(field), reader.error(field), reader.blocks
    reader.answers("reset")
    reader.pastes(field, text)
    assert typed == (reader.fields[field], reader.stored.get(field), reader.error(field), reader.blocks)
    assert reader.stored.get(field) == value
    assert reader.fields[field] == (text if value is None else value), (
        "the field keeps what was typed, or holds the value"
    )
    assert bool(reader.error(field)) == (value is None)
    reader.sees_what_the_fields_hold()
    reader.goes_to(OTHER)
    assert reader.fields.get(field, value or "") == (value or "")
    reader.sees_what_the_fields_hold()


def test_a_refused_value_takes_the_one_before_with_it(reader: Reader) -> None:
    reader.types("project", "acme/first")
    reader.leaves()
    reader.pastes("project", "https://gitlab.acme.example/acme/second")
    assert "gitlab.example.com" in reader.error("project")
    reader.sees_what_the_fields_hold()
    reader.finds_nowhere("acme/first")
    assert not [block for block in reader.blocks if "acme%2Ffirst" in block]
    reader.reloads()
    assert reader.fields["project"] == ""
    reader.sees_what_the_fields_hold()


def test_the_address_of_gitlab_makes_an_address_of_a_project_right(reader: Reader) -> None:
    reader.pastes("project", "https://gitlab.acme.example/acme/second")
    assert reader.error("project")
    reader.types("host", "gitlab.acme.example")
    reader.leaves()
    assert reader.error("project") == ""
    assert reader.fields["project"] == "acme/second"
    assert reader.stored == {"host": "gitlab.acme.example", "project": "acme/second"}
    reader.sees_what_the_fields_hold()


def test_a_refused_field_keeps_its_text_while_another_is_filled_in(reader: Reader) -> None:
    reader.types("project", "acme/we ather")
    reader.leaves()
    reader.types("package", "weather")
    reader.leaves()
    assert reader.fields["project"] == "acme/we ather"
    assert reader.error("project")
    assert reader.stored == {"package": "weather"}
    reader.types("project", "x")
    reader.page.keyboard.press("ControlOrMeta+A")
    reader.page.keyboard.type("acme/weather")
    assert reader.error("project") == "", "an error goes at once when the value is right"


def test_a_value_cut_short_is_what_is_kept(reader: Reader) -> None:
    reader.types("host", "gitlab.acme.example.com")
    reader.leaves()
    reader.page.locator("#value-host").focus()
    reader.page.keyboard.press("End")
    for _ in ".com":
        reader.page.keyboard.press("Backspace")
        reader.sees_what_the_fields_hold()
    assert reader.stored == {"host": "gitlab.acme.example.com"}
    reader.leaves()
    assert reader.stored == {"host": "gitlab.acme.example"}
    reader.clears("host")
    reader.leaves()
    assert reader.stored == {}
    reader.sees_what_the_fields_hold()


def test_an_error_waits_for_a_pause_and_is_said_once(reader: Reader) -> None:
    reader.page.evaluate(
        "new MutationObserver((all) => { window.said = (window.said ?? 0) + all.length; })"
        ".observe(document.getElementById('error-project'), { childList: true, characterData: true, subtree: true })"
    )
    reader.types("project", "acme weather tools")
    assert not reader.page.evaluate("window.said")
    reader.page.wait_for_function("document.getElementById('error-project').textContent !== ''", timeout=3000)
    said = reader.page.evaluate("window.said")
    reader.page.keyboard.type(" more", delay=300)
    assert reader.page.evaluate("window.said") == said
    assert reader.page.get_attribute("#value-project", "aria-invalid") == "true"


@pytest.mark.parametrize("how", ["Enter", "page", "close", "hide"])
def test_what_is_whole_is_kept_however_the_reader_goes(reader: Reader, another: Callable[[], Reader], how: str) -> None:
    reader.types("host", "gitlab.acme.example")
    if how == "Enter":
        reader.page.keyboard.press("Enter")
    elif how == "page":
        reader.goes_to(OTHER)
    elif how == "close":
        reader.page.close(run_before_unload=True)
    else:
        reader.page.evaluate(
            "Object.defineProperty(document, 'hidden', { get: () => true });"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
    other = another()
    other.goes_to(OTHER)
    assert other.fields["host"] == "gitlab.acme.example"
    other.sees_what_the_fields_hold()


def test_what_is_typed_is_what_is_copied_at_once(reader: Reader) -> None:
    reader.types("project", "acme/weather")
    block = reader.page.locator(".block:not(.output)", has=reader.page.locator("[data-ph=project]")).first
    block.hover()
    block.locator(".copybtn").click()
    reader.page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('acme%2Fweather'))")
    assert reader.stored == {"project": "acme/weather"}
    assert reader.page.text_content(".values-status") == ""


def test_who_copies_an_example_in_place_of_what_is_refused_is_told(reader: Reader) -> None:
    reader.types("project", "acme weather")
    block = reader.page.locator(".block:not(.output)", has=reader.page.locator("[data-ph=project]")).first
    block.hover()
    block.locator(".copybtn").click()
    reader.page.wait_for_function(
        "navigator.clipboard.readText().then((text) => text.includes('my-group%2Fmy-project'))"
    )
    told = reader.page.text_content(".values-status") or ""
    assert "example" in told
    assert "Project" in told
    assert block.locator(".values-told").text_content() == told
    assert block.locator("[data-ph=project].refused").count() > 0
    reader.pastes("project", "acme/weather")
    assert reader.page.locator(".values-told").count() == 0


# --- tokens ---


def test_no_field_takes_a_token(reader: Reader, facts: Facts) -> None:
    for token in TOKENS:
        for field in reader.fields:
            with pytest.raises(BadValueError, match="token"):
                facts.placeholders[field].accept(token)
            reader.pastes(field, token)
            assert "looks like a token" in reader.error(field), (field, token)
        reader.finds_nowhere("EXAMPLE")
    reader.sees_what_the_fields_hold()
    reader.answers("share")
    reader.page.wait_for_function("document.querySelector('.values-status').textContent !== ''")
    assert "EXAMPLE" not in reader.page.evaluate("navigator.clipboard.readText()")
    reader.reloads()
    assert set(reader.fields.values()) == {""}


def test_a_token_that_comes_by_link_or_storage_goes_no_further(reader: Reader, another: Callable[[], Reader]) -> None:
    for token in TOKENS[:2]:
        reader.goes_to(OTHER, f"#values?package={token}&host={token}")
        reader.finds_nowhere("EXAMPLE")
        reader.answers("keep")
        reader.finds_nowhere("EXAMPLE")
        reader.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, json.dumps({"package": token})])
        reader.reloads()
        reader.finds_nowhere("EXAMPLE")
    other = another()
    other.goes_to(PAGE)
    reader.page.evaluate("addEventListener('storage', () => { window.heard = true; })")
    other.page.evaluate(
        "([key, text]) => localStorage.setItem(key, text)", [KEY, json.dumps({"token_name": TOKENS[0]})]
    )
    reader.page.wait_for_function("window.heard")
    reader.finds_nowhere("EXAMPLE")


# --- values of a link ---

EVIL = "#values?host=evil.example&project=acme/x"


def test_the_warning_stays_until_it_is_answered(reader: Reader) -> None:
    reader.types("host", "mine.example")
    reader.leaves()
    reader.goes_to(PAGE, EVIL)

    def warned() -> None:
        assert reader.is_warned()
        assert reader.fields["host"] == "evil.example"
        assert reader.stored == {"host": "mine.example"}
        reader.sees_what_the_fields_hold()

    warned()
    reader.page.locator("h2 .headerlink").first.evaluate("(link) => link.click()")
    warned()
    reader.page.locator(".toc-tree a").last.evaluate("(link) => link.click()")
    warned()
    reader.page.evaluate("location.hash = 'nowhere'")
    warned()
    reader.page.go_back()
    warned()
    reader.reloads()
    warned()
    reader.page.locator(".values summary").first.click()
    assert reader.is_warned(), "a closed panel does not hide it"
    reader.goes_to(OTHER)
    assert reader.is_warned()
    assert reader.fields["host"] == "evil.example"
    reader.answers("drop")
    assert not reader.is_warned()
    assert reader.fields["host"] == "mine.example"
    reader.goes_to(PAGE)
    assert not reader.is_warned()
    assert reader.fields["host"] == "mine.example"
    assert reader.fields["project"] == ""
    reader.sees_what_the_fields_hold()


def test_what_was_answered_is_not_asked_again_on_the_way_back(reader: Reader) -> None:
    reader.goes_to(PAGE, EVIL)
    reader.goes_to(OTHER)
    reader.answers("drop")
    reader.page.go_back()
    reader.name = PAGE
    reader.page.wait_for_url("**/publish/uv.html*")
    assert not reader.is_warned()
    assert reader.fields["host"] == ""
    reader.sees_what_the_fields_hold()


def test_a_second_link_takes_the_place_of_the_first(reader: Reader) -> None:
    reader.goes_to(PAGE, "#values?host=first.example")
    reader.page.evaluate("location.hash = '#values?project=a/b'")
    reader.page.wait_for_function("document.getElementById('value-project').value === 'a/b'")
    assert reader.fields["host"] == ""
    reader.sees_what_the_fields_hold()
    reader.answers("keep")
    assert reader.stored == {"project": "a/b"}


def test_a_value_of_one_s_own_never_brings_a_stranger_s_with_it(reader: Reader) -> None:
    reader.goes_to(PAGE, "#values?host=evil.example&package=evil")
    reader.types("project", "acme/mine")
    reader.leaves()
    assert reader.stored == {"project": "acme/mine"}
    assert reader.is_warned()
    reader.clears("package")
    reader.leaves()
    assert reader.is_warned()
    reader.clears("host")
    reader.page.keyboard.type("mine.example")
    reader.leaves()
    assert not reader.is_warned(), "nothing of the link is left"
    assert reader.stored == {"project": "acme/mine", "host": "mine.example"}
    reader.reloads()
    assert not reader.is_warned()
    reader.sees_what_the_fields_hold()


def test_a_link_s_refused_value_is_explained_and_the_reader_s_own_is_not_mixed_in(reader: Reader) -> None:
    reader.types("project", "acme/mine")
    reader.leaves()
    reader.goes_to(PAGE, "#values?host=theirs.example&project=acme%20x")
    assert reader.error("project")
    reader.sees_what_the_fields_hold()
    reader.reloads()
    assert reader.fields["project"] == ""
    reader.sees_what_the_fields_hold()
    reader.answers("keep")
    assert reader.stored == {"host": "theirs.example", "project": "acme/mine"}


def test_a_link_can_lead_to_a_section_as_well(reader: Reader, another: Callable[[], Reader]) -> None:
    anchor = reader.page.locator("article h2").last.evaluate("(title) => title.closest('section').id")
    reader.goes_to(PAGE, f"#{anchor}")
    reader.types("project", "acme/weather")
    reader.answers("share")
    reader.page.wait_for_function("document.querySelector('.values-status').textContent !== ''")
    link = reader.page.evaluate("navigator.clipboard.readText()")
    other = another()
    other.page.goto(link)
    other.page.wait_for_url(f"**#{anchor}")
    assert other.page.evaluate("document.getElementById(location.hash.slice(1)).getBoundingClientRect().top") < 900
    assert other.fields["project"] == "acme/weather"


def test_a_link_works_in_a_folder_too(browser: Browser, site: Path, manifest: Manifest, facts: Facts) -> None:
    with browser.new_context() as context:
        reader = Reader(context.new_page(), site.as_uri(), manifest, facts)
        reader.goes_to(PAGE, EVIL)
        assert reader.is_warned()
        reader.goes_to(OTHER)
        assert reader.is_warned()
        reader.sees_what_the_fields_hold()
        reader.answers("keep")
        reader.goes_to(PAGE)
        assert reader.fields["project"] == "acme/x"
        reader.sees_what_the_fields_hold()


# --- the storage ---


def test_another_tab_s_values_arrive_and_disturb_nobody_who_types(
    reader: Reader, another: Callable[[], Reader]
) -> None:
    other = another()
    other.goes_to(OTHER)
    reader.types("project", "acme/weat")
    other.types("host", "gitlab.acme.example")
    other.page.keyboard.press("Enter")
    reader.page.wait_for_function("document.getElementById('value-host').value === 'gitlab.acme.example'")
    assert reader.fields["project"] == "acme/weat"
    reader.page.keyboard.type("her")
    reader.leaves()
    assert reader.stored == {"host": "gitlab.acme.example", "project": "acme/weather"}
    reader.sees_what_the_fields_hold()


def test_back_to_the_examples_can_be_taken_back(reader: Reader) -> None:
    reader.types("host", "gitlab.acme.example")
    reader.leaves()
    reader.types("package", "weather")
    reader.leaves()
    kept = reader.stored
    reader.answers("reset")
    assert reader.stored == {}
    assert set(reader.fields.values()) == {""}
    reader.goes_to(OTHER)
    reader.sees_what_the_fields_hold()
    reader.answers("undo")
    assert reader.stored == kept
    assert not reader.page.is_visible("[data-do=undo]")
    reader.sees_what_the_fields_hold()


@pytest.mark.parametrize(
    "script",
    [
        "for (const name of ['localStorage', 'sessionStorage'])"  # noqa: ISC004
        " Object.defineProperty(window, name, { get: () => JSON.parse('') });",
        "Storage.prototype.setItem = () => { throw new Error('full'); };",
    ],
    ids=["denied", "full"],
)
def test_values_hold_for_the_page_where_nothing_can_be_stored(
    browser: Browser, address: str, manifest: Manifest, facts: Facts, script: str
) -> None:
    with browser.new_context() as context:
        context.add_init_script(script)
        page = context.new_page()
        page.goto(f"{address}/{manifest.pages[PAGE].url}")
        unfold(page)
        for field, text in {"host": "gitlab.acme.example", "project": "acme/weather", "package": "weather"}.items():
            page.locator(f"#value-{field}").press_sequentially(text)
            page.keyboard.press("Tab")
        fields = page.evaluate("[...document.querySelectorAll('.values input[data-rule]')].map((each) => each.value)")
        assert {"gitlab.acme.example", "acme/weather", "weather"} <= set(fields)
        assert "hold for this page" in (page.text_content(".values-status") or "")


def test_garbage_in_both_storages_does_no_harm(reader: Reader) -> None:
    examples = reader.blocks
    kept = ["rubbish", "null", "[]", "7", '"text"', '{"host": 1}', '{"__proto__": "x", "constructor": "y"}']
    kept += [
        f'{{"{key}": {each}}}' for key in ("link", "before") for each in ("null", "7", '"text"', "[]", '{"own": 7}')
    ]
    for text in kept:
        reader.page.evaluate(
            "(text) => { for (const each of [localStorage, sessionStorage])"
            " for (const key of ['registry-guide:values', 'registry-guide:visit']) each.setItem(key, text); }",
            text,
        )
        reader.reloads()
        assert set(reader.fields.values()) == {""}, text
        assert reader.blocks == examples, text
    reader.types("host", "gitlab.acme.example")
    reader.leaves()
    assert reader.stored["host"] == "gitlab.acme.example"


def test_a_refused_value_in_the_storage_is_thrown_away(reader: Reader) -> None:
    rubbish = {"host": "x; rm", "project": "acme/weather.git", "package": "weather"}
    reader.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, json.dumps(rubbish)])
    reader.reloads()
    assert reader.stored == {"project": "acme/weather", "package": "weather"}
    reader.sees_what_the_fields_hold()


# --- hostile values ---

HOSTILE = [
    *(f"a{each}b" for each in SINGLE if each not in {"\ud800", "\n", "\r"}),
    *(each for each in WHOLE if each and len(each) < 300 and "\n" not in each),
    "--help",
    "-n",
    "<img src=x onerror=alert(1)>",
    "__proto__",
    "constructor",
    "https://gitlab.acme.example/-/profile",
    "javascript:alert(1)",
    "a.example@evil.example",
    "acme/../../x",
    "%67lpat-x/y",
]


def test_hostile_values_stay_values_typed_by_link_and_from_the_storage(reader: Reader) -> None:
    """Python's text of a block is read by that block's parser elsewhere; here the browser's has to be the same.

    The desk says if one of them opened a dialog.
    """
    page = reader.page
    elements = page.evaluate("document.querySelectorAll('article *').length")
    names = list(reader.fields)
    taken = refused = 0

    def holds(value: str, how: str) -> State:
        nonlocal taken, refused
        state = reader.state
        reader.sees_what_the_fields_hold(state)
        kept = json.loads(json.loads(state.visit).get("registry-guide:visit", "{}"))
        wrong = set(state.wrong)
        for name in wrong:
            assert name not in state.stored, (how, value)
            assert not (kept.get("link") or {}).get(name), (how, value)
        refused += len(wrong)
        taken += len(names) - len(wrong)
        return state

    for value in HOSTILE:
        page.evaluate(FILL, dict.fromkeys(names, value))
        page.keyboard.press("Enter")
        assert set(holds(value, "typed").fields.values()) != {""}
        page.evaluate(PRESS, "reset")
        page.evaluate(FOLLOW, f"#values?{urlencode(dict.fromkeys(names, value))}")
        state = holds(value, "by link")
        assert "#" not in state.address
        assert state.stored == {}
        assert reader.is_warned()
        page.evaluate(PRESS, "keep")
        page.evaluate(
            "([key, text]) => { localStorage.setItem(key, text);"
            " dispatchEvent(new StorageEvent('storage', { key, storageArea: localStorage })); }",
            [KEY, json.dumps(dict.fromkeys(names, value))],
        )
        holds(value, "from the storage")
        page.evaluate(PRESS, "reset")
    assert taken > 100
    assert refused > 100
    assert page.evaluate("document.querySelectorAll('article *').length") == elements
    assert page.evaluate("({}).polluted === undefined && Object.keys(Object.prototype).length === 0")
