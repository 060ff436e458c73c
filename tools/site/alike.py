"""What of a page is like something that was judged already, so that it need not be judged again."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page

from tools.site import sizes

STANDS = "data-stands-for-its-kind"
# Contrast follows from the colours of a text and of all that lies behind it, and for a link in a sentence from those of
# the sentence. Texts of elements of one class within the same classes, in the same colours and letters, are of a kind,
# for which three stand: the longest, since axe says nothing of a single sign, and the first and the last, since it says
# nothing either of what something else lies over. Nobody stands for a kind that is known: each has a number.
MARK = """([mark, known, left]) => {
  const judged = new Set(known);
  const behind = new Map([[null, '']]);
  const coloured = (at) => {
    if (!behind.has(at)) {
      const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = getComputedStyle(at);
      const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join();
      const around = coloured(at.parentElement);
      behind.set(at, own === 'rgba(0, 0, 0, 0),none,1,none,normal' ? around : `${around}|${own}`);
    }
    return behind.get(at);
  };
  const within = new Map([[null, '']]);
  const named = (at) => {
    if (!within.has(at)) within.set(at, `${named(at.parentElement)}>${at.tagName}.${at.getAttribute('class')}`);
    return within.get(at);
  };
  const text = (at) => [...at.childNodes].filter((each) => each.nodeType === Node.TEXT_NODE)
    .map((each) => each.data.trim()).join('');
  const place = (at) => {
    const { left, right, width, height } = at.getBoundingClientRect();
    if (!(width > 1 && height > 1) || !at.checkVisibility({ visibilityProperty: true })) return '';
    return right > 0 && left < innerWidth ? 'in the window' : 'beside it';
  };
  const letters = (at) => {
    const { color, fontSize, fontWeight, fontStyle, textShadow, textDecoration, borderBottom } = getComputedStyle(at);
    return [color, fontSize, fontWeight, fontStyle, textShadow, textDecoration, borderBottom].join();
  };
  const sentence = (at) => {
    let block = at.parentElement;
    while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
    const alone = block.textContent.trim() === at.textContent.trim();
    return [alone, letters(block), coloured(block)].join();
  };
  // cyrb53
  const numbered = (kind) => {
    let [one, other] = [0xdeadbeef, 0x41c6ce57];
    for (let at = 0; at < kind.length; at += 1) {
      one = Math.imul(one ^ kind.charCodeAt(at), 2654435761);
      other = Math.imul(other ^ kind.charCodeAt(at), 1597334677);
    }
    one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
    other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
    return 4294967296 * (2097151 & other) + (one >>> 0);
  };
  const kinds = new Map();
  for (const at of document.body.querySelectorAll('*')) {
    at.removeAttribute(mark);
    const own = text(at);
    const [isField, isLink] = [at.matches('input, select, textarea, button'), at.matches('a[href], [role=link]')];
    if (!(own || isField || isLink) || (left && at.closest(left))) continue;
    const where = place(at);
    if (!where) continue;
    const words = /[\\p{L}\\p{N}]{2}/u.test(own);
    const can = [at.getAttribute('type'), at.matches(':disabled, :disabled *, [aria-disabled=true] *')];
    const kind = [where, words, can, coloured(at), letters(at), isLink ? sentence(at) : '', named(at)].join(';');
    const [first, longest] = kinds.get(kind) ?? [at, at];
    kinds.set(kind, [first, text(longest).length < own.length ? at : longest, at]);
  }
  const fresh = [];
  for (const [kind, all] of kinds) {
    const number = numbered(kind);
    if (judged.has(number)) continue;
    fresh.push(number);
    for (const at of all) at.setAttribute(mark, number);
  }
  return fresh;
}"""
# Each element as a rule on shapes meets it: whether it is seen, and its attributes.
REMEMBER = """(ours) => {
  window.shapesKnown ??= new WeakMap();
  let other = 0;
  for (const at of document.body.querySelectorAll('*')) {
    const attributes = [...at.attributes].filter(({ name }) => !ours.includes(name) && name !== 'style');
    const shown = at.checkVisibility({ visibilityProperty: true });
    const shape = JSON.stringify([shown, attributes.map(({ name, value }) => [name, value])]);
    const known = shapesKnown.get(at) ?? shapesKnown.set(at, new Set()).get(at);
    if (!known.has(shape)) other += 1;
    known.add(shape);
  }
  return other;
}"""


def mark(page: Page, known: Iterable[int] = (), left: str = "") -> set[int]:
    """Mark the elements whose text stands for all text that is coloured alike, and no other; give the kinds' numbers.

    Args:
        page: the page, as it is shown now.
        known: numbers of kinds for which no element need stand.
        left: a selector of what is left out, with all that is in it.
    """
    return set(page.evaluate(MARK, [STANDS, list(known), left]))


def unlike(page: Page) -> int:
    """Return how many elements are seen, or have attributes, as at no time before that this was asked on this load."""
    return int(page.evaluate(REMEMBER, [STANDS, *sizes.MARKS]))
