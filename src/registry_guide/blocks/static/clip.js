/* What sphinx-copybutton asks of clipboard.js, a tenth as long: a press of a button puts a text on the clipboard. */
(() => {
  "use strict";
  /* The way of old, for a page that came without TLS: browsers give it no other. */
  const copySelected = (text) => {
    const area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.style.cssText = "position:fixed;top:0;opacity:0;font-size:16px";
    document.body.append(area);
    area.select();
    try {
      return document.execCommand("copy");
    } finally {
      area.remove();
    }
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copySelected(text);
    }
  };

  /* It asks for an address there, and uses it for nothing. */
  window.DOCUMENTATION_OPTIONS ??= {};
  window.ClipboardJS = class {
    #told = {};

    constructor(selector, { text }) {
      document.addEventListener("click", async ({ target }) => {
        const trigger = target.closest?.(selector);
        if (!trigger) return;
        const isCopied = await copy(text(trigger));
        this.#told[isCopied ? "success" : "error"]?.({ trigger });
      });
    }

    on(what, act) {
      this.#told[what] = act;
    }
  };
})();
