/* What sphinx-tabs and sphinx-copybutton leave out: tabs by keyboard, in step and remembered; copying that is told to
   screen readers; tables that are wider than their box, scrolled by keyboard. */
(() => {
  "use strict";
  const KEY = "registry-guide:choices";

  /* --- tabs: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ --- */
  const lists = [...document.querySelectorAll('.sphinx-tabs > [role="tablist"]')];
  const tabsOf = (list) => [...list.querySelectorAll('[role="tab"]')];

  const select = (tab) => {
    for (const each of tabsOf(tab.parentElement)) {
      const chosen = each === tab;
      each.setAttribute("aria-selected", String(chosen));
      each.tabIndex = chosen ? 0 : -1;
      document.getElementById(each.getAttribute("aria-controls")).hidden = !chosen;
      if (chosen) {
        const list = each.parentElement;
        const behind = each.offsetLeft + each.offsetWidth - list.offsetLeft - list.clientWidth;
        list.scrollLeft = Math.min(Math.max(list.scrollLeft, behind), each.offsetLeft - list.offsetLeft);
      }
    }
  };

  const selectEverywhere = (choice, name) => {
    for (const list of lists) {
      if (list.dataset.choice !== choice) continue;
      const tab = tabsOf(list).find((each) => each.name === name);
      if (tab) select(tab);
    }
    document.dispatchEvent(new Event("guide:shown"));
  };

  const remembered = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return {};
    }
  };

  const choose = (tab) => {
    const list = tab.parentElement;
    const before = list.getBoundingClientRect().top;
    selectEverywhere(list.dataset.choice, tab.name);
    scrollBy(0, list.getBoundingClientRect().top - before);
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...remembered(), [list.dataset.choice]: tab.name }));
    } catch {
      /* storage is denied: the choice holds for this page */
    }
  };

  const steps = {
    ArrowRight: (at, count) => (at + 1) % count,
    ArrowLeft: (at, count) => (at + count - 1) % count,
    Home: () => 0,
    End: (at, count) => count - 1,
  };
  for (const list of lists) {
    list.addEventListener("click", ({ target }) => {
      const tab = target.closest('[role="tab"]');
      if (tab) choose(tab);
    });
    list.addEventListener("keydown", (event) => {
      const step = Object.hasOwn(steps, event.key) && steps[event.key];
      if (!step) return;
      event.preventDefault();
      const tabs = tabsOf(list);
      const next = tabs[step(tabs.indexOf(event.target.closest('[role="tab"]')), tabs.length)];
      choose(next);
      next.focus();
    });
  }
  for (const [choice, name] of Object.entries(remembered())) selectEverywhere(choice, name);

  /* A link to a place in a hidden panel opens the panel. */
  const reveal = () => {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      return;
    }
    const target = id && document.getElementById(id);
    for (let panel = target; (panel = panel && panel.closest(".sphinx-tabs-panel[hidden]")); ) {
      const tab = document.getElementById(panel.getAttribute("aria-labelledby"));
      selectEverywhere(tab.parentElement.dataset.choice, tab.name);
      target.scrollIntoView();
    }
  };
  window.addEventListener("hashchange", reveal);
  reveal();

  /* --- copying --- */
  const live = document.createElement("div");
  live.className = "visually-hidden";
  live.setAttribute("role", "status");
  document.body.append(live);
  const purpose = (element) => element.closest("[data-purpose]")?.dataset.purpose;

  let saying = 0;
  const say = (words) => {
    clearTimeout(saying);
    live.textContent = "";
    // Words that stand there already are not read out again: empty first, then the words.
    saying = setTimeout(() => (live.textContent = words), 50);
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("button.copybtn")) {
      const what = purpose(button);
      const named = what ? `: ${what}` : "";
      button.type = "button";
      button.setAttribute("aria-label", `Copy${named}`);
      new MutationObserver(() => {
        const told = button.dataset.tooltip;
        if (told === "Copy") return;
        say(`${told.replace(/!$/, "")}${named}`);
        // The copying itself takes the focus, and leaves it nowhere.
        if (document.activeElement === document.body) button.focus({ preventScroll: true });
      }).observe(button, { attributeFilter: ["data-tooltip"] });
    }
  });

  /* --- tables wider than their box --- */
  const mark = (box) => {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Table");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  };
  // At once, not only when the browser gets round to it, and again whenever the box changes.
  const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target)));
  for (const box of document.querySelectorAll(".table-wrapper")) {
    mark(box);
    watch.observe(box);
    // A longer value of the reader's widens what is in the box, and not the box.
    new MutationObserver(() => mark(box)).observe(box, { childList: true, characterData: true, subtree: true });
  }
})();
