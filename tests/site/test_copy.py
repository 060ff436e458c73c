"""What a reader's clipboard holds after each copy button, by mouse, keyboard and touch, and how the button looks."""

from __future__ import annotations

import doctest
from collections.abc import Callable, Iterator
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import Manifest
from tools.site import clipboard, pages
from tools.site.desk import CLEAR, LOSE_STORAGE, TOUCHED, Desk
from tools.site.lines import lines

OLD = "what was on the clipboard before"
SMALLEST, CONTRAST = 24, 3
# Each visible button as it is computed while nobody points at it or has the focus there: its size, whether it lies over
# its code, whether it is seen, and the contrast of its icon and its border (WCAG 2.2, 1.4.11).
LOOKS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const light = (colour) => {
    if (!known.has(colour)) known.set(colour, measured(colour));
    return known.get(colour);
  };
  const measured = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  return [...document.querySelectorAll('button.copybtn')].filter((button) => button.checkVisibility()).map((button) => {
    const style = getComputedStyle(button);
    const box = button.getBoundingClientRect();
    const code = button.parentElement.querySelector('pre').getBoundingClientRect();
    const shells = button.closest('.shells');
    const around = (shells ?? button.closest('.block') ?? button.parentElement).getBoundingClientRect();
    const bar = button.closest('.block')?.querySelector('.bar');
    const beside = [
      ...(bar?.querySelectorAll('.name, summary, p') ?? []),
      ...(shells?.querySelectorAll('[role=tab]') ?? []),
    ].map((each) => each.getBoundingClientRect());
    return {
      width: box.width,
      height: box.height,
      seen: style.opacity === '1' && style.visibility === 'visible',
      icon: contrast(getComputedStyle(button.querySelector('svg')).stroke, style.backgroundColor),
      border: contrast(style.borderTopColor, getComputedStyle(bar ?? button.parentElement).backgroundColor),
      word: getComputedStyle(button, '::after').content,
      drawn: parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle === 'solid',
      above: box.bottom <= code.top + 0.5,
      beside: beside.every((each) => each.right <= box.left + 0.5 || each.top >= box.bottom - 0.5),
      inside: box.top >= around.top - 0.5 && box.right <= around.right + 0.5 && box.bottom <= around.bottom + 0.5,
    };
  });
}"""


# Whether somebody who points at the middle of an element, wherever it was on the page, meets it and nothing above it,
# and whether the focus can go there.
REACHED = """(at) => {
  at.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = at.getBoundingClientRect();
  const met = at.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  at.focus();
  return met && document.activeElement === at;
}"""
# Chooses the tabs that an element stands under, and gives those that nobody can point at.
SHOW = """(at) => {
  const within = [];
  for (let each = at.closest('[role=tabpanel]'); each; each = each.parentElement.closest('[role=tabpanel]')) {
    within.unshift(each);
  }
  const hidden = [];
  for (const panel of within) {
    const tab = document.getElementById(panel.getAttribute('aria-labelledby'));
    if (!(__REACHED__)(tab)) hidden.push(tab.outerHTML);
    if (!panel.checkVisibility()) tab.click();
  }
  return hidden;
}""".replace("__REACHED__", REACHED)
# The labels of the tabs that an element stands under.
LABELS = """(at) => {
  const within = [];
  for (let each = at.closest('[role=tabpanel]'); each; each = each.parentElement.closest('[role=tabpanel]')) {
    within.unshift(document.getElementById(each.getAttribute('aria-labelledby')).textContent);
  }
  return within.join();
}"""
# Presses every button of some kind of code, tab by tab, as each choice lays out the whole page anew, and gives for each
# code what it shows, what is on the clipboard then, and what of its button or its tabs cannot be reached.
PRESS_ALL = f"""async ([selector, old, tries]) => {{
  const every = [...document.querySelectorAll(selector)];
  const labels = new Map(every.map((code) => [code, ({LABELS})(code)]));
  const found = new Map();
  for (const code of every.toSorted((one, other) => labels.get(one).localeCompare(labels.get(other)))) {{
    const hidden = ({SHOW})(code);
    const shown = code.querySelector('pre').textContent;
    const buttons = [...code.querySelectorAll('button')];
    let text = null;
    for (const button of buttons) {{
      if (!({REACHED})(button)) hidden.push(button.outerHTML);
      await navigator.clipboard.writeText(old);
      button.click();
      text = await ({clipboard.CHANGED})([old, tries]);
    }}
    found.set(code, {{ shown, text, hidden, buttons: buttons.length }});
  }}
  return every.map((code) => found.get(code));
}}"""
BLOCK, PLAIN = "div.block", "div.highlight:not(.block div.highlight)"


@dataclass(frozen=True)
class Pressed:
    """What came of pressing the button of some code.

    Attributes:
        shown: the code as the page shows it.
        text: what was on the clipboard then, None without a button.
        hidden: the button, and tabs above it, that a mouse does not meet or that cannot have the focus.
        buttons: how many buttons there are.
    """

    shown: str
    text: str | None
    hidden: list[str]
    buttons: int


def pressed(page: Page, selector: str) -> list[Pressed]:
    """Press every button of this kind of code: all that a finger, a key or a mouse does happens but the way there."""
    found = page.evaluate(PRESS_ALL, [selector, OLD, clipboard.TRIES])
    return [Pressed(**each) for each in found]


def show(code: Locator) -> None:
    """Choose the tabs that a block stands under."""
    assert code.evaluate(SHOW) == []


def by_keyboard(button: Locator) -> None:
    button.focus()
    button.page.keyboard.press("Enter")


def by_selecting(code: Locator) -> None:
    """Select from before the first letter to behind the last with the mouse, and press the keys for copying."""
    # In the middle: at the edge of the window the browser would scroll while the mouse selects.
    code.evaluate("(at) => at.scrollIntoView({ block: 'center', behavior: 'instant' })")
    page = code.page
    # Twice: what a script does once the next frame is drawn may move the block as well.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    box = code.bounding_box()
    assert box
    page.mouse.move(box["x"] + 1, box["y"] + 14)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] - 14, steps=3)
    page.mouse.up()
    page.wait_for_function("getSelection().toString().trim() !== ''")
    page.keyboard.press("ControlOrMeta+c")


HOW: dict[str, Callable[[Locator], None]] = {
    "mouse": lambda button: button.click(),
    "keyboard": by_keyboard,
    "touch": lambda button: button.tap(),
}


def copied(page: Page, button: Locator, press: Callable[[Locator], None]) -> str:
    """Return the clipboard after a button was pressed."""
    clipboard.put(page, OLD)
    press(button)
    return clipboard.changed(page, OLD)


def assert_seen(looks: list[dict[str, Any]]) -> None:
    for look in looks:
        assert look["seen"], look
        assert look["above"], look
        assert look["beside"], look
        assert look["word"] in ('"Copy"', '"Copied!"'), look
        assert look["inside"], look
        assert look["drawn"], look
        assert min(look["width"], look["height"]) >= SMALLEST, look
        assert min(look["icon"], look["border"]) >= CONTRAST, look


def assert_is_the_code(text: str, shown: str, names: dict[str, Any]) -> None:
    """Examples with prompts are copied as a program that runs behind those above it; any other code as it stands."""
    examples = doctest.DocTestParser().get_examples(shown)
    if not examples:
        assert text == shown.removesuffix("\n")
        return
    assert text.splitlines() == "".join(example.source for example in examples).splitlines()
    fails = any(example.exc_msg for example in examples)
    with redirect_stdout(StringIO()) as printed, pytest.raises(Exception) if fails else nullcontext():
        exec(compile(text, "copied", "exec"), names)
    assert printed.getvalue() or not any("print(" in example.source for example in examples)


# What the form of the set-up page shows, test_setup.py copies.
NAMES = [each for each in pages.names() if each not in pages.SETUPS]
# By turns a mouse, a keyboard and a finger press the first button of each kind on a page, and all three do so here.
IN_EVERY_WAY = ("contribute/block", "fails/uv", "publish/uv")


@pytest.fixture(scope="module")
def touched(desk: Desk, address: str) -> Iterator[Page]:
    """Lend one page for all, of a screen that takes fingers, too."""
    with desk.page(kind=TOUCHED) as lent:
        lent.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        yield lent


@pytest.fixture
def page(touched: Page) -> Iterator[Page]:
    """Give a page on which nobody was before."""
    touched.set_viewport_size({"width": 1280, "height": 900})
    touched.emulate_media(color_scheme="light", reduced_motion="no-preference")
    yield touched
    touched.evaluate(f"() => {{ ({CLEAR})(); ({LOSE_STORAGE})(); }}")


@pytest.mark.parametrize(("name", "way"), zip(NAMES, cycle(HOW)), ids=NAMES)
def test_every_copy_button_is_seen_and_yields_the_code(
    page: Page, address: str, manifest: Manifest, name: str, way: str
) -> None:
    expected = manifest.pages[name].blocks if name in manifest.pages else ()
    ways = tuple(HOW) if name in IN_EVERY_WAY else (way,)
    page.goto(f"{address}/{pages.url(name)}")
    first: dict[str, str] = {}
    for block, step in zip(pressed(page, BLOCK), expected, strict=True):
        assert block.hidden == [], step.id
        assert block.buttons == (step.kind is not Kind.OUTPUT), f"{step.id}: output alone is what nobody copies"
        if block.text is not None:
            assert block.text == step.text.removesuffix("\n"), step.id
            first.setdefault(BLOCK, block.text)
    names: dict[str, Any] = {"__name__": "copied"}
    for code in pressed(page, PLAIN):
        assert code.hidden == []
        assert code.text is not None
        assert_is_the_code(code.text, code.shown, names)
        first.setdefault(PLAIN, code.text)
    for kind, text in first.items():
        pressable = page.locator(kind, has=page.locator(".copybtn")).first
        show(pressable)
        for how in ways:
            assert copied(page, pressable.locator(".copybtn"), HOW[how]) == text, how
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    for light, width in (("light", 1280), ("dark", 1280), ("dark", 390)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if light == "dark" else "light", reduced_motion="reduce")
        assert_seen(page.evaluate(LOOKS))
    page.locator("summary").evaluate_all("(all) => all.forEach((each) => (each.parentElement.open = true))")
    assert_seen(page.evaluate(LOOKS))


def test_a_line_goes_on_further_in_and_is_one_line_for_whoever_selects_it(
    desk: Desk, address: str, manifest: Manifest
) -> None:
    with desk.page({"width": 390, "height": 900}) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        for name in ("publish/uv", "publish/gitlab-ci", "install/docker", "safety/confusion"):
            page.goto(f"{address}/{name}.html")
            wraps = 0
            for block, step in zip(page.locator("div.block").all(), manifest.pages[name].blocks, strict=True):
                show(block)
                code = block.locator("pre")
                drawn = lines(code)
                wraps += sum(len(lines) > 1 for lines in drawn)
                assert all(lines[1] > drawn[0][0] + 10 for lines in drawn if len(lines) > 1), step.id
                if len([line for lines in drawn for line in lines]) > 30:
                    continue  # it does not fit into the window
                text = copied(page, code, by_selecting)
                assert text.removesuffix("\n") == step.text.removesuffix("\n"), step.id
            assert wraps, name


def test_copying_is_told_with_what_was_copied_and_told_again(desk: Desk, address: str) -> None:
    with desk.page() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page.goto(f"{address}/publish/uv.html")
        button = page.locator(".block:not(.output) .copybtn >> visible=true").first
        name = button.get_attribute("aria-label") or ""
        assert name.startswith("Copy: ")
        # What a screen reader is told is what changes in the region.
        page.evaluate(
            """() => {
              window.told = [];
              const region = document.querySelector('body > [role=status]');
              new MutationObserver(() => region.textContent && told.push(region.textContent))
                .observe(region, { childList: true, characterData: true, subtree: true });
            }"""
        )
        told = name.replace("Copy: ", "Copied: ")
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("told.length === 1")
        page.keyboard.press("Enter")
        page.wait_for_function("told.length === 2")
        assert page.evaluate("told") == [told, told]
        focus = button.evaluate("(button) => getComputedStyle(button)['outline']")
        assert "solid" in focus
        assert "2px" in focus


def test_where_a_browser_gives_no_clipboard_a_button_copies_as_ever(desk: Desk, address: str) -> None:
    with desk.page() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page.goto(f"{address}/publish/uv.html")
        clipboard.put(page, OLD)
        # So it is for a page that came without TLS.
        page.evaluate("() => { delete Clipboard.prototype.writeText }")
        block = page.locator(".block:not(.output) >> visible=true").first
        button = block.locator(".copybtn")
        button.focus()
        page.keyboard.press("Enter")
        assert clipboard.changed(page, OLD) == (block.locator("pre").text_content() or "").removesuffix("\n")
        page.wait_for_function("document.activeElement.className.includes('copybtn')")
        assert page.locator("body > textarea").count() == 0
