"""What of a page is like something that was judged already, so that it need not be judged again."""

from __future__ import annotations

from playwright.sync_api import Page

STANDS = "data-stands-for-its-kind"
# Contrast follows from the colours of a text and of all that lies behind it. Texts of elements of one class within one
# class, in the same colours and letters, are of a kind, for which three stand: the longest, since axe says nothing of a
# single sign, and the first and the last, since it says nothing either of what something else lies over.
MARK = """(mark) => {
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
  const text = (at) => [...at.childNodes].filter((each) => each.nodeType === Node.TEXT_NODE)
    .map((each) => each.data.trim()).join('');
  const place = (at) => {
    const { left, right, width, height } = at.getBoundingClientRect();
    if (!(width > 1 && height > 1) || !at.checkVisibility({ visibilityProperty: true })) return '';
    return right > 0 && left < innerWidth ? 'in the window' : 'beside it';
  };
  const kinds = new Map();
  for (const at of document.body.querySelectorAll('*')) {
    at.removeAttribute(mark);
    const own = text(at);
    const where = place(at);
    if (!where || !(own || at.matches('input, select, textarea, button'))) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(at);
    const names = [at, at.parentElement].map((each) => `${each.tagName}.${each.getAttribute('class')}`);
    const kind = [where, coloured(at), color, fontSize, fontWeight, textShadow, ...names].join(';');
    const [first, longest] = kinds.get(kind) ?? [at, at];
    kinds.set(kind, [first, text(longest).length < own.length ? at : longest, at]);
  }
  for (const at of [...kinds.values()].flat()) at.setAttribute(mark, '');
}"""
# Each element as a rule on shapes meets it: whether it is seen, and its attributes.
REMEMBER = """(mark) => {
  window.shapesKnown ??= new WeakMap();
  let other = 0;
  for (const at of document.body.querySelectorAll('*')) {
    const attributes = [...at.attributes].filter(({ name }) => name !== mark && name !== 'style');
    const shown = at.checkVisibility({ visibilityProperty: true });
    const shape = JSON.stringify([shown, attributes.map(({ name, value }) => [name, value])]);
    const known = shapesKnown.get(at) ?? shapesKnown.set(at, new Set()).get(at);
    if (!known.has(shape)) other += 1;
    known.add(shape);
  }
  return other;
}"""


def mark(page: Page) -> None:
    """Mark the elements whose text stands for all text that is coloured alike, and no other."""
    page.evaluate(MARK, STANDS)


def unlike(page: Page) -> int:
    """Return how many elements are seen, or have attributes, as at no time before that this was asked on this load."""
    return int(page.evaluate(REMEMBER, STANDS))
