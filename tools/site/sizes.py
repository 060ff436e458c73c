"""What of a page may be too small to be met, or scroll: the rest is right by its size alone, and need not be judged."""

from __future__ import annotations

from playwright.sync_api import Page

MARKS = SMALL, SCROLLS = "data-may-be-too-small", "data-scrolls"
# WCAG 2.2, 2.5.8: a target is right if it is 24 pixels wide and high and nothing lies over it, if a circle of that size
# around its middle meets no other target, or if it stands in a sentence. Twice as far away as need be is far enough.
MARK = """([small, scrolls, left, least]) => {
  const every = [...document.body.querySelectorAll('*')].filter((at) => !left || !at.closest(left));
  const can = 'a[href], area[href], button, input, select, textarea, iframe, audio, video, [contenteditable], [role]'
    + ':not([role=none], [role=main], [role=navigation], [role=region], [role=search], [role=tabpanel], [role=tablist])'
    + ':not([role=status], [role=img], [role=group])';
  const targets = [...document.body.querySelectorAll(can)]
    .filter((at) => at.checkVisibility({ visibilityProperty: true }))
    .map((at) => [at, at.getBoundingClientRect()]).filter(([, box]) => box.width && box.height);
  const inSentence = (at) => {
    const around = at.parentElement;
    return getComputedStyle(at).display === 'inline' && getComputedStyle(around).display !== 'inline'
      && !around.querySelector('br')
      && [...around.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
  };
  const apart = (x, y, box) => Math.hypot(
    Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom),
  );
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
  const right = (at, box) => {
    const others = targets.filter(([other]) => other !== at);
    if (box.width >= least && box.height >= least) return !others.some(([, other]) => meet(box, other));
    if (inSentence(at)) return true;
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    return others.every(([, other]) => apart(x, y, other) >= least);
  };
  const boxes = new Map(targets);
  let marked = 0;
  for (const at of every) {
    at.removeAttribute(small);
    at.removeAttribute(scrolls);
    const style = getComputedStyle(at);
    const box = boxes.get(at);
    if (box && !right(at, box)) at.setAttribute(small, '');
    const over = at.scrollWidth > at.clientWidth || at.scrollHeight > at.clientHeight;
    if (over && /auto|scroll/.test(style.overflow)) at.setAttribute(scrolls, '');
    marked += at.hasAttribute(small) || at.hasAttribute(scrolls);
  }
  return marked;
}"""
LEAST = 24


def mark(page: Page, left: str = "") -> int:
    """Mark the elements that axe has to judge for their size, or because they may scroll; return how many these are.

    Args:
        page: the page, as it is shown now.
        left: a selector of what is left out, with all that is in it.
    """
    return int(page.evaluate(MARK, [SMALL, SCROLLS, left, LEAST]))
