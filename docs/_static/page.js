/* What Furo's page leaves to people with a mouse: its two drawers by keyboard, a sidebar that shows where one is, and `/`,
   which leads to the search box. */
(() => {
  "use strict";

  /* --- the drawers: a checkbox opens each, which a label presses; a button is what a keyboard can reach --- */
  const sides = { __navigation: ["#navigation-drawer", "All pages"], __toc: ["#toc-drawer", "On this page"] };
  const drawers = Object.entries(sides).flatMap(([id, [where, name]]) => {
    const box = document.getElementById(id);
    const drawer = document.querySelector(where);
    if (!box || !drawer) return [];
    const buttons = [...document.querySelectorAll(`label.nav-overlay-icon[for="${id}"], label.toc-overlay-icon[for="${id}"]`)].map((label) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = label.className;
      button.setAttribute("aria-label", name);
      button.setAttribute("aria-expanded", "false");
      button.setAttribute("aria-controls", drawer.id);
      button.append(...label.childNodes);
      label.replaceWith(button);
      return button;
    });
    return [{ box, drawer, buttons }];
  });

  // Behind an open drawer nothing can be reached: what lies there is covered.
  const behind = [...document.querySelectorAll(".skip-to-content, .mobile-header, .main > .content")];
  let opener = null;
  const set = ({ box, drawer, buttons }, open, focus = true) => {
    box.checked = open;
    for (const button of buttons) button.setAttribute("aria-expanded", String(open));
    for (const each of behind) each.inert = open;
    for (const other of drawers) if (other.drawer !== drawer) other.drawer.inert = open;
    if (open) [...drawer.querySelectorAll("input, a[href]")].find((each) => each.checkVisibility())?.focus();
    else if (focus) opener?.focus();
  };
  for (const each of drawers) {
    for (const button of each.buttons) {
      button.addEventListener("click", () => {
        opener = button;
        set(each, true);
      });
    }
    // The cover that the drawer leaves free is a label of the same checkbox.
    each.box.addEventListener("change", () => set(each, each.box.checked));
    each.drawer.addEventListener("click", ({ target }) => {
      if (each.box.checked && target.closest("a[href]")) set(each, false, false);
    });
    each.drawer.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !each.box.checked) return;
      event.preventDefault();
      set(each, false);
    });
  }
  // A window that has become wide shows both beside the text.
  addEventListener("resize", () => {
    for (const each of drawers) {
      if (each.box.checked && getComputedStyle(each.drawer).position !== "fixed") set(each, false, false);
    }
  });

  /* --- the entry of this page, in view --- */
  const scroller = document.querySelector(".sidebar-scroll");
  const current = scroller?.querySelector(".current-page");
  if (current) {
    const above = current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    if (above + current.offsetHeight > scroller.clientHeight) {
      scroller.scrollTo({ top: above - scroller.clientHeight / 2, behavior: "instant" });
    }
  }

  /* --- `/` --- */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    const box = document.querySelector(".search-page input") ?? document.querySelector(".sidebar-search");
    const closed = drawers.find(({ drawer }) => drawer.contains(box) && getComputedStyle(drawer).visibility === "hidden");
    if (closed) {
      opener = closed.buttons[0];
      set(closed, true);
    }
    box?.focus();
    box?.select();
  });

  /* --- the page as Markdown: its twin, in which each code has what the page shows in it --- */
  const CODE = /^(`{3,}).*\n[^]*?\n\1$|(?<!`)(`+)(?!`)[^]*?[^`]\2(?!`)/gm;
  const copier = document.querySelector(".copy-page");
  const filled = async () => {
    const answer = await fetch(copier.dataset.twin);
    if (!answer.ok) throw new Error(answer.statusText);
    const codes = [...document.querySelectorAll("article :is(pre, code):not(pre code, .values *)")];
    const text = (await answer.text()).replace(CODE, (whole, fence) => {
      const code = codes.shift();
      if (!code?.querySelector(".filled")) return whole;
      return fence ? `${whole.slice(0, whole.indexOf("\n"))}\n${code.textContent.trimEnd()}\n${fence}` : `\`${code.textContent}\``;
    });
    return new Blob([text], { type: "text/plain" });
  };
  // A page that was opened as a file may not read the file beside it.
  if (copier) copier.hidden = !location.protocol.startsWith("http") || !navigator.clipboard;
  copier?.addEventListener("click", async () => {
    const status = document.querySelector(".copy-page-status");
    status.textContent = "";
    try {
      // Safari wants to be told at once, and waits for the text.
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": filled() })]);
      status.textContent = "The page is copied.";
    } catch {
      status.textContent = "It could not be copied: view it as Markdown and copy it from there.";
    }
  });

  /* --- where a printed page comes from; what a reader typed stands behind the hash, and is not for paper --- */
  const address = document.querySelector(".page-address");
  if (address && !address.dataset.canonical && location.protocol.startsWith("http")) {
    address.textContent = location.origin + location.pathname;
  }
})();
