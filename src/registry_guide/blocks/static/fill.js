/* Fills the reader's values into blocks and running text.
   No value leaves the browser; each reaches the page as text only, whether it was typed, stored or came with a link.
   It runs while the page arrives, so that the values are there before anything is painted. */
(() => {
  "use strict";
  const { apply, Refused } = globalThis.guideQuoting;
  const judge = globalThis.guideJudge;

  const KEY = "registry-guide:values";
  const VISIT = "registry-guide:visit";
  const LINK = "#values?";
  // How long a reader may stop typing before an error is told.
  const PAUSE = 1000;

  /* --- what is remembered: `own` for good; `link` and `before` for this visit --- */
  /* Storage may be denied, full, or hold anything: the page then remembers for as long as it is open. */
  const read = (storage, key) => {
    try {
      return JSON.parse(globalThis[storage].getItem(key) ?? "{}");
    } catch {
      return undefined;
    }
  };
  const write = (storage, key, value) => {
    try {
      globalThis[storage].setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  };
  const isTable = (thing) => typeof thing === "object" && thing !== null && !Array.isArray(thing);
  const texts = (thing) => {
    const rows = isTable(thing) ? Object.entries(thing).filter(([, value]) => typeof value === "string") : [];
    return Object.assign(Object.create(null), Object.fromEntries(rows));
  };

  let own = texts();
  let isKept = true;
  // The unanswered values of a link; "" for one that was refused, which shows the example. None without a link.
  let link;
  // What "Back to the examples" took away.
  let before;

  /* --- the page --- */
  let panel, form, status, bases;
  const fields = new Map();
  const rows = new Map();
  // What a reader has typed and not finished; and what a field holds that was refused, for as long as the page is open.
  const typing = new Set();
  const rubbish = new Map();
  // A hole is one or more spans: highlighting may cut it. The first holds a typed value, the others then nothing.
  const holes = [];
  // For each field, what stands in its holes: undefined for the example; and whether what is in the field is refused.
  const shown = new Map();
  const refused = new Map();

  const show = (hole, text) => {
    hole.pieces.forEach((piece, index) => {
      piece.textContent = text === undefined ? hole.examples[index] : index ? "" : text;
      piece.classList.toggle("filled", text !== undefined);
      piece.classList.toggle("refused", refused.get(hole.name) !== undefined);
    });
  };

  // An error that appears between press and release would move the button away from under the pointer.
  let isPressed = false;
  const untold = new Map();

  const explain = (name, sentence = "") => {
    if (isPressed) {
      untold.set(name, sentence);
      return;
    }
    const error = document.getElementById(`error-${name}`);
    if (error.textContent !== sentence) error.textContent = sentence;
    if (sentence) fields.get(name).setAttribute("aria-invalid", "true");
    else fields.get(name).removeAttribute("aria-invalid");
  };

  /* Gives the value that a text stands for, by the same rules wherever it comes from; an empty one means the example. */
  const accept = (name, text) => {
    const { below } = rows.get(name);
    const base = below && ((valueOf(below) ?? link?.[below] ?? own[below]) || bases[below]);
    return judge(rows.get(name), text, base);
  };
  const valueOf = (name) => (fields.has(name) && refused.get(name) === undefined ? shown.get(name) : undefined);

  /* Lets the blocks follow a field; where it is refused, they show the example. */
  const follow = (name) => {
    const mine = holes.filter((hole) => hole.name === name);
    const text = fields.get(name).value;
    let filled = mine.map((hole) => [hole, undefined]);
    refused.delete(name);
    shown.delete(name);
    try {
      // Only spaces are no value, as in Python.
      if (text.trim() !== "") {
        const value = accept(name, text);
        filled = mine.map((hole) => [hole, apply(hole.filters, value)]);
        shown.set(name, value);
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.set(name, error.message);
    }
    for (const [hole, value] of filled) show(hole, value);
    if (!refused.has(name)) for (const note of document.querySelectorAll(`.values-told.${name}`)) note.remove();
    for (const [other, { below }] of rows) if (below === name) follow(other);
  };

  const remember = () => {
    isKept = write("localStorage", KEY, own);
    write("sessionStorage", VISIT, { link, before });
    if (!isKept) say("This browser keeps nothing: your values hold for this page.");
  };
  const say = (sentence) => {
    status.textContent = sentence;
  };

  /* Puts what is remembered into the fields, but for what is being typed. */
  const showAll = () => {
    for (const [name, input] of fields) {
      if (typing.has(name)) continue;
      const text = rubbish.get(name) ?? link?.[name] ?? own[name] ?? "";
      if (input.value !== text) input.value = text;
    }
    for (const name of fields.keys()) {
      follow(name);
      if (!typing.has(name)) explain(name, refused.get(name));
    }
    panel.querySelector(".values-link").hidden = !link;
    panel.querySelector("[data-do=undo]").hidden = !before;
  };

  /* Reads what other pages and visits left. What no field may hold is thrown away, and not for this page alone. */
  const recall = () => {
    const found = read("localStorage", KEY);
    if (found !== undefined && isKept) own = texts(found);
    const visit = read("sessionStorage", VISIT);
    if (visit !== undefined) {
      link = isTable(visit?.link) ? texts(visit.link) : undefined;
      before = isTable(visit?.before) ? { own: texts(visit.before.own) } : undefined;
    }
    const tables = [own, link, before?.own].filter(Boolean);
    const was = JSON.stringify(tables);
    const tokens = new RegExp(form.dataset.tokens || "(?!)", "iu");
    for (const table of tables) {
      for (const [name, text] of Object.entries(table)) {
        try {
          if (tokens.test(text)) delete table[name];
          else if (text && fields.has(name)) table[name] = accept(name, text);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          delete table[name];
        }
      }
    }
    if (was !== JSON.stringify(tables)) remember();
  };

  /* Values of a link are shown for this visit, not kept, until the reader says so: a stranger's host would receive the
     token. They leave the address bar: going back must not ask what was answered. */
  const takeLink = () => {
    if (!location.hash.startsWith(LINK)) return;
    const found = new URLSearchParams(location.hash.slice(LINK.length));
    const at = found.get("at") ?? "";
    const values = [...found].filter(([name]) => fields.has(name));
    history.replaceState(history.state, "", location.pathname + location.search + (at && `#${at}`));
    if (values.length) {
      link = texts();
      before = undefined;
      typing.clear();
      rubbish.clear();
      showAll();
      // The address of GitLab first: it says which addresses of projects are understood.
      for (const [name, text] of values.sort(([one], [other]) => order(one) - order(other))) {
        try {
          link[name] = text && accept(name, text);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          link[name] = "";
          rubbish.set(name, text);
        }
        fields.get(name).value = rubbish.get(name) ?? link[name];
        follow(name);
      }
      remember();
      showAll();
      panel.querySelector("details").open = true;
    }
    if (at) whenComplete(() => reveal(at));
  };
  const order = (name) => (rows.get(name).below ? 1 : 0);
  const reveal = (at) => {
    try {
      document.getElementById(decodeURIComponent(at))?.scrollIntoView({ behavior: "instant" });
    } catch {
      /* it names no place */
    }
  };
  const whenComplete = (act) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act, { once: true });
    else act();
  };

  /* The end of typing: only now is a value kept, or one that was refused taken away, here and for other pages. */
  const settle = (name) => {
    if (!typing.delete(name)) return;
    const latest = isKept ? read("localStorage", KEY) : undefined;
    if (latest !== undefined) own = texts(latest);
    follow(name);
    adopt(name);
    // Another address of GitLab can make a refused project right.
    for (const [other, { below }] of rows) {
      if (below === name && !typing.has(other) && fields.get(other).value !== (shown.get(other) ?? "")) adopt(other);
    }
    remember();
    showAll();
  };
  const adopt = (name) => {
    rubbish.delete(name);
    const value = shown.get(name);
    if (refused.has(name)) rubbish.set(name, fields.get(name).value);
    else if (value !== undefined && link?.[name] === value) return;
    before = undefined;
    if (value === undefined) delete own[name];
    else own[name] = value;
    if (!link) return;
    delete link[name];
    if (!Object.keys(link).length) link = undefined;
  };
  const settleAll = () => [...typing].forEach(settle);

  const renew = () => {
    rubbish.clear();
    remember();
    showAll();
  };
  const actions = {
    keep() {
      for (const [name, value] of Object.entries(link ?? {})) if (value) own[name] = value;
      actions.drop();
    },
    drop() {
      link = undefined;
      renew();
      panel.querySelector("details").open = true;
      form.querySelector("input").focus();
    },
    reset() {
      before = { own };
      own = texts();
      link = undefined;
      renew();
      say("Every block on every page shows its example again.");
    },
    undo() {
      ({ own } = before);
      before = undefined;
      renew();
      say("Your values are back.");
      form.querySelector("[data-do=reset]").focus();
    },
    async share() {
      const values = new URLSearchParams([...fields.keys()].filter(valueOf).map((name) => [name, valueOf(name)]));
      if (location.hash) values.set("at", location.hash.slice(1));
      const address = location.href.split("#")[0] + LINK + values;
      try {
        await navigator.clipboard.writeText(address);
        say("The link is on the clipboard.");
      } catch {
        say(`This is the link: ${address}`);
      }
    },
  };

  /* Says so where a block is copied whose field is refused: what is on the clipboard then is the example. */
  const warn = (isCopied) => {
    settleAll();
    const wrong = holes.find((hole) => refused.has(hole.name) && hole.pieces.some(isCopied));
    if (!wrong) return;
    for (const old of document.querySelectorAll(".values-told")) old.remove();
    const label = form.querySelector(`label[for="value-${wrong.name}"]`).textContent;
    const sentence = `Copied with the example in place of “${label}”: what you typed there is refused.`;
    const note = document.createElement("p");
    note.className = `values-told ${wrong.name}`;
    note.textContent = sentence;
    (wrong.pieces[0].closest(".block") ?? wrong.pieces[0].closest("p, li"))?.append(note);
    say(sentence);
  };

  const release = () => {
    isPressed = false;
    for (const [name, sentence] of untold) explain(name, sentence);
    untold.clear();
  };

  const listen = () => {
    let pause;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      settleAll();
    });
    form.addEventListener("input", ({ target: { name }, inputType, data, isComposing }) => {
      typing.add(name);
      say("");
      follow(name);
      clearTimeout(pause);
      const tell = () => typing.has(name) && explain(name, refused.get(name));
      // What is pasted is whole. What comes key by key is judged after a pause; what is right, at once.
      if (inputType === "insertFromPaste" || inputType === "insertFromDrop") settle(name);
      else if (!refused.has(name) || (data?.length > 1 && !isComposing)) tell();
      else pause = setTimeout(tell, PAUSE);
    });
    form.addEventListener("change", ({ target }) => settle(target.name));
    form.addEventListener("keydown", ({ key, isComposing, target }) => {
      release();
      if (key === "Enter" && !isComposing) settle(target.name);
    });
    panel.addEventListener("click", ({ target }) => {
      if (!Object.hasOwn(actions, target.dataset.do ?? "")) return;
      settleAll();
      actions[target.dataset.do]();
    });
    document.addEventListener(
      "click",
      ({ target }) => {
        const code = target.closest?.(".copybtn")?.closest(".highlight");
        if (code) warn((piece) => code.contains(piece));
      },
      true,
    );
    document.addEventListener("copy", () => {
      const selection = getSelection();
      if (!selection.isCollapsed) warn((piece) => selection.containsNode(piece, true));
    });
    document.addEventListener("pointerdown", () => (isPressed = true), true);
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => setTimeout(release), true);
    }
    window.addEventListener("hashchange", takeLink);
    window.addEventListener("pagehide", settleAll);
    document.addEventListener("visibilitychange", () => document.hidden && settleAll());
    window.addEventListener("pageshow", ({ persisted }) => {
      if (!persisted) return;
      recall();
      showAll();
    });
    window.addEventListener("storage", ({ key, storageArea }) => {
      if (key !== null && key !== KEY) return;
      try {
        if (storageArea !== localStorage) return;
      } catch {
        return;
      }
      recall();
      showAll();
    });
  };

  const begin = () => {
    form = panel.querySelector("form");
    status = panel.querySelector(".values-status");
    bases = JSON.parse(form.dataset.bases);
    for (const input of form.querySelectorAll("input")) {
      fields.set(input.name, input);
      rows.set(input.name, { ...input.dataset, max: Number(form.dataset.max), tokens: form.dataset.tokens });
    }
    panel.querySelector("details").open = matchMedia("(min-width: 46em)").matches;
    recall();
    showAll();
    takeLink();
    listen();
  };

  /* --- the page arrives --- */
  /* An element is whole once something follows it: until then the parser may still add to it. */
  const isWhole = (element) => {
    if (document.readyState !== "loading") return true;
    for (let node = element; node; node = node.parentNode) if (node.nextSibling) return true;
    return false;
  };

  const pieces = document.getElementsByClassName("ph");
  let seen = 0;
  const take = () => {
    if (!panel) {
      const found = document.querySelector("section.values");
      if (!found || !isWhole(found)) return;
      panel = found;
      begin();
    }
    const names = new Set();
    for (; seen < pieces.length && isWhole(pieces[seen]); seen += 1) {
      const piece = pieces[seen];
      const { ph: name, as: filters } = piece.dataset;
      if (!fields.has(name)) continue;
      if (!("more" in piece.dataset)) holes.push({ name, filters: filters.split(" ").filter(Boolean), pieces: [], examples: [] });
      holes.at(-1).pieces.push(piece);
      holes.at(-1).examples.push(piece.textContent);
      names.add(name);
    }
    for (const name of names) {
      follow(name);
      if (!typing.has(name)) explain(name, refused.get(name));
    }
  };

  const arrival = new MutationObserver(take);
  arrival.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    arrival.disconnect();
    take();
  });
})();
