/* Fills the reader's values into blocks and running text.
   No value leaves the browser; each reaches the page as text only, whether it was typed, stored or came with a link. */
(() => {
  "use strict";
  const { apply, Refused } = globalThis.guideQuoting;
  const panel = document.querySelector("section.values");
  if (!panel) return;

  const KEY = "registry-guide:values";
  const LINK = "#values?";
  const form = panel.querySelector("form");
  const fromLink = panel.querySelector(".values-link");
  const status = panel.querySelector(".values-status");
  const fields = new Map([...form.querySelectorAll("input")].map((input) => [input.name, input]));

  /* A hole is one or more spans: highlighting may cut it. The first holds a typed value, the others then nothing. */
  const holes = [];
  for (const piece of document.querySelectorAll(".ph:not(.secret)")) {
    if ("more" in piece.dataset) holes.at(-1).pieces.push(piece);
    else holes.push({ name: piece.dataset.ph, filters: piece.dataset.as.split(" "), pieces: [piece] });
  }
  for (const hole of holes) hole.examples = hole.pieces.map((piece) => piece.textContent);

  const show = (hole, text) => {
    hole.pieces.forEach((piece, index) => {
      piece.textContent = text === undefined ? hole.examples[index] : index ? "" : text;
      piece.classList.toggle("filled", text !== undefined);
    });
  };

  const explain = (name, sentence) => {
    document.getElementById(`error-${name}`).textContent = sentence;
    fields.get(name).toggleAttribute("aria-invalid", Boolean(sentence));
    if (sentence) fields.get(name).setAttribute("aria-invalid", "true");
  };

  /* The same rules for every value, wherever it comes from. An empty one means the example. */
  const accept = (name, value) => {
    const { rule, filter, explain: wanted } = fields.get(name).dataset;
    if ([...value].length > Number(form.dataset.max)) throw new Refused(`At most ${form.dataset.max} characters fit here.`);
    if (filter) apply([filter], value);
    if (!new RegExp(`^(?:${rule})$`, "u").test(value)) throw new Refused(wanted);
    return holes.filter((hole) => hole.name === name).map((hole) => [hole, apply(hole.filters, value)]);
  };

  /* Gives true if the value now stands in the blocks; else says why beside the field, and the blocks stay. */
  const put = (name, value) => {
    try {
      if (value === "") holes.forEach((hole) => hole.name === name && show(hole));
      else accept(name, value).forEach(([hole, text]) => show(hole, text));
      explain(name, "");
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      explain(name, error.message);
      return false;
    }
  };

  /* Storage may be denied, full, or hold anything: the page then remembers for as long as it is open. */
  let stored = {};
  const load = () => {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      stored = Object.fromEntries(Object.entries(found ?? {}).filter(([, value]) => typeof value === "string"));
    } catch {
      /* what is in memory stays */
    }
  };
  const save = () => {
    try {
      localStorage.setItem(KEY, JSON.stringify(stored));
    } catch {
      /* see load */
    }
  };

  const showStored = () => {
    for (const [name, input] of fields) {
      input.value = Object.hasOwn(stored, name) ? stored[name] : "";
      if (!put(name, input.value)) holes.forEach((hole) => hole.name === name && show(hole));
    }
  };

  const linkedValues = () => {
    if (!location.hash.startsWith(LINK)) return [];
    return [...new URLSearchParams(location.hash.slice(LINK.length))].filter(([name]) => fields.has(name));
  };

  /* Values of a link are shown, not kept, until the reader says so: a host from a stranger would receive the token. */
  const showLinked = () => {
    const linked = linkedValues();
    fromLink.hidden = linked.length === 0;
    for (const [name, value] of linked) {
      fields.get(name).value = value;
      put(name, value);
    }
    if (linked.length) panel.querySelector("details").open = true;
  };

  const actions = {
    keep() {
      for (const [name, value] of linkedValues()) if (put(name, value)) stored[name] = value;
      save();
      actions.drop();
    },
    drop() {
      history.replaceState(null, "", location.pathname + location.search);
      fromLink.hidden = true;
      showStored();
      form.querySelector("input").focus();
    },
    reset() {
      stored = {};
      save();
      actions.drop();
      status.textContent = "Every block shows its example again.";
    },
    async share() {
      const values = new URLSearchParams();
      for (const [name, input] of fields) {
        if (input.value && !input.hasAttribute("aria-invalid")) values.set(name, input.value);
      }
      const link = location.href.split("#")[0] + LINK + values;
      try {
        await navigator.clipboard.writeText(link);
        status.textContent = "The link is on the clipboard.";
      } catch {
        status.textContent = `This is the link: ${link}`;
      }
    },
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    const value = target.value.trim();
    status.textContent = "";
    if (!put(target.name, value)) return;
    if (value) stored[target.name] = value;
    else delete stored[target.name];
    save();
  });
  panel.addEventListener("click", ({ target }) => actions[target.dataset.do]?.());
  window.addEventListener("hashchange", showLinked);
  window.addEventListener("storage", ({ key }) => {
    if (key !== KEY || !fromLink.hidden) return;
    load();
    showStored();
  });

  panel.hidden = false;
  panel.querySelector("details").open = matchMedia("(min-width: 46em)").matches;
  load();
  showStored();
  showLinked();
})();
