"""How long a page takes from a key in a field of its panel to the frame in which all blocks show it."""

from __future__ import annotations

from playwright.sync_api import Page

#: So much slower than the machine, and at most so long.
SLOWER, MOST_MS = 4, 20.0
# A frame is painted before the message is taken that its animation step sent; a browser alone knows when.
_PAINTED = """([id, text, tries]) => new Promise((done) => {
  const field = document.getElementById(id);
  const took = [];
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const channel = new MessageChannel();
  let began;
  const next = () => {
    if (took.length === tries) { done(took); return; }
    requestAnimationFrame(() => setTimeout(() => {
      began = performance.now();
      setter.call(field, text + took.length);
      const typed = { bubbles: true, inputType: "insertText", data: String(took.length) };
      field.dispatchEvent(new InputEvent("input", typed));
      const worked = performance.now() - began;
      requestAnimationFrame(() => {
        const frame = performance.now();
        channel.port1.onmessage = () => { took.push(worked + performance.now() - frame); next(); };
        channel.port2.postMessage(0);
      });
    }));
  };
  field.focus();
  next();
})"""


def milliseconds(page: Page, field: str, text: str, tries: int = 25) -> list[float]:
    """Give how long each of some keys took, in milliseconds, on a processor that is slower by `SLOWER`.

    What is counted is what the key sets off and then the frame: styles, layout and paint; not the waiting for the frame
    to begin, which depends on the screen.

    Args:
        page: a page whose panel is open.
        field: the id of the field.
        text: what stands in the field before the last key.
        tries: how many keys.
    """
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        found: list[float] = page.evaluate(_PAINTED, [field, text, tries])
        return found
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        session.detach()
