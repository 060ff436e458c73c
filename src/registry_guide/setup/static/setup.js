/* The set-up page: what a reader chooses is in the address, and what belongs to other choices is out of sight.
   It runs in the head, so that nothing is painted that goes away again. All that an address holds is a stranger's word:
   it is looked up among the labels, and never shown. */
(() => {
  "use strict";
  const rules = JSON.parse(document.currentScript.dataset.setup);

  /* --- what the tabs of other pages remember; as in mend.js --- */
  const KEY = "registry-guide:choices";
  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return {};
    }
  };
  const remembered = (choice) =>
    choice in rules.tabs ? rules.labels[choice].find((key) => rules.tabs[choice][key] === kept()[choice]) : null;
  const remember = (choice) => {
    if (!(choice in rules.tabs)) return;
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...kept(), [choice]: rules.tabs[choice][chosen[choice]] }));
    } catch {
      /* storage is denied: the choice holds for this page */
    }
  };

  /* --- what can be chosen; as in table.py --- */
  const matches = (when, chosen) => Object.entries(when).every(([choice, keys]) => keys.includes(chosen[choice]));
  const last = (when) => rules.order.findLast((choice) => choice in when);
  const isFree = (choice, key, chosen) =>
    !rules.never.some((when) => last(when) === choice && matches(when, { ...chosen, [choice]: key }));
  const resolve = (wanted) => {
    const chosen = {};
    for (const choice of rules.order) {
      if (!(rules.asked[choice] ?? [{}]).some((when) => matches(when, chosen))) continue;
      const free = rules.labels[choice].filter((key) => isFree(choice, key, chosen));
      const want = wanted[choice] ?? remembered(choice);
      chosen[choice] = free.includes(want) ? want : free[0];
    }
    return chosen;
  };

  /* --- the address --- */
  const asked = () => {
    const found = new URLSearchParams(location.search);
    return Object.fromEntries([...rules.order, "guide"].map((name) => [name, found.get(name)]));
  };
  const query = (more) => `?${new URLSearchParams({ ...chosen, ...more, guide: rules.guide })}`;
  const move = (how) => {
    try {
      history[how](history.state, "", location.pathname + query() + location.hash);
    } catch {
      /* a browser that lets no file change its address */
    }
  };

  /* What the first choice of a link has another page for is there. */
  const first = rules.order[0];
  const away = asked()[first];
  if (Object.hasOwn(rules.pages, away)) return location.replace(rules.pages[away] + location.search + location.hash);

  let chosen = resolve(asked());
  let form;
  const style = document.createElement("style");
  document.head.append(style);

  /* --- the first line of each file --- */
  const origin = () => {
    const page = rules.page || (location.protocol.startsWith("http") ? location.origin + location.pathname : "");
    const ran = [rules.clients[chosen.client], rules.day && `walked ${rules.day}`].filter(Boolean).join(", ");
    return page && page + query() + (ran && ` (${ran})`);
  };
  const lines = new Map();
  const sign = (pieces = lines.keys()) => {
    const text = origin();
    if (text) for (const piece of pieces) piece.textContent = lines.get(piece) ? "" : text;
  };

  // What cannot be has a line of its own: told before the first paint, so that nothing moves.
  const mark = (input) => {
    const { name, value } = input;
    input.checked = chosen[name] === value;
    input.disabled = name in chosen && !isFree(name, value, before(name));
  };
  const show = () => {
    style.textContent = `.setup-for{display:none}${rules.order
      .map((choice) => `[class*="on-${choice}-"]${choice in chosen ? `:not(.on-${choice}-${chosen[choice]})` : ""}{display:none!important}`)
      .join("")}`;
    sign();
    if (!form) return;
    // Who looks for what is seen asks for `hidden`: the panel, which has the fields of these blocks first.
    const parts = [...document.querySelectorAll("article [class^=on-]")].filter((each) => !form.contains(each));
    for (const part of parts) part.hidden = false;
    for (const part of parts.filter((each) => !each.checkVisibility())) part.hidden = true;
    document.dispatchEvent(new Event("guide:shown"));
    for (const link of form.querySelectorAll("a")) link.search = query({ [first]: link.dataset.key });
    for (const input of form.querySelectorAll("input")) {
      mark(input);
      const reasons = [...input.closest(".setup-option").querySelectorAll(".setup-why")];
      for (const [at, each] of reasons.entries()) each.id ||= `${input.name}-${input.value}-${at}`;
      const why = reasons.filter((each) => each.checkVisibility());
      if (why.length) input.setAttribute("aria-describedby", why.map(({ id }) => id).join(" "));
      else input.removeAttribute("aria-describedby");
    }
  };
  /* What is chosen before a choice is made: only that can switch a label of it off. */
  const before = (choice) => {
    const earlier = rules.order.slice(0, rules.order.indexOf(choice));
    return Object.fromEntries(earlier.filter((each) => each in chosen).map((each) => [each, chosen[each]]));
  };

  const say = (sentence) => {
    form.querySelector(".setup-status").textContent = sentence;
  };
  const titleOf = (choice) => form.querySelector(`[name=${choice}]`).closest("fieldset").querySelector("legend").textContent;
  const labelOf = (choice) => form.querySelector(`[name=${choice}]:checked`).closest("label").textContent.trim();

  /* What gave way to what the reader wants, in words. */
  const changed = (wanted) => {
    const others = rules.order.filter((choice) => wanted[choice] && choice in chosen && wanted[choice] !== chosen[choice]);
    return others.map((choice) => `${titleOf(choice)} is now “${labelOf(choice)}”.`).join(" ");
  };

  const begin = () => {
    form = document.querySelector("form.setup");
    show();
    const wanted = asked();
    const told = [];
    if (changed(wanted)) told.push(`The link asks for what cannot be. ${changed(wanted)}`);
    if (wanted.guide && wanted.guide !== rules.guide) told.push(`The link was made with another version of this guide; this is ${rules.guide}.`);
    say(told.join(" "));
    move("replaceState");
    form.addEventListener("change", ({ target }) => {
      const wants = { ...chosen, [target.name]: target.value };
      chosen = resolve(wants);
      remember(target.name);
      move("pushState");
      show();
      say(changed(wants));
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("popstate", () => {
      chosen = resolve(asked());
      show();
      say("");
    });
  };

  /* --- the page arrives: what is not chosen is out of sight before it does --- */
  show();
  /* An element is whole once something follows it: until then the parser may still add to it. */
  const isWhole = (element) => {
    if (document.readyState !== "loading") return true;
    for (let node = element; node; node = node.parentNode) if (node.nextSibling) return true;
    return false;
  };
  const take = () => {
    for (const input of document.querySelectorAll(".setup input")) mark(input);
    const found = [...document.querySelectorAll(".ph[data-ph=origin]")].filter((each) => !lines.has(each) && isWhole(each));
    for (const piece of found) lines.set(piece, "more" in piece.dataset);
    sign(found);
  };
  const arrival = new MutationObserver(take);
  arrival.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    arrival.disconnect();
    take();
    begin();
  });
})();
