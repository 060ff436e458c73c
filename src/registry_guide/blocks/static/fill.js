/* Fills the reader's values into blocks and running text.
   No value leaves the browser; each reaches the page as text only, whether it was typed, stored or came with a link.
   It runs while the page arrives, so that the values are there before anything is painted. */
(() => {
  "use strict";
  const { apply, Refused } = globalThis.guideQuoting;
  const judge = globalThis.guideJudge;

  const more = document.currentScript.dataset.change;
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
  let panel, details, form, status, line;
  const fields = new Map();
  const rows = new Map();
  // What a reader has typed and not finished; and what a field holds that was refused, for as long as the page is open.
  const typing = new Set();
  const rubbish = new Map();
  // A hole is one or more spans: highlighting may cut it. The first holds a typed value, the others then nothing.
  const holes = [];
  // What was said at blocks that were copied while their field was refused.
  const notes = document.getElementsByClassName("values-told");
  // For each field, what stands in its holes: undefined for the example; and whether what is in the field is refused.
  const shown = new Map();
  const refused = new Map();

  /* A placeholder of a block is a button: with Tab one comes to the first of each name in a block, which changes all of
     them; a mouse and a screen reader find each. */
  const label = ({ name, pieces }) => {
    if (pieces[0].role) pieces[0].ariaLabel = `Change ${rows.get(name).label}, now ${pieces.map((piece) => piece.textContent).join("")}`;
  };
  const dress = () => {
    const seenIn = new Map();
    for (const hole of holes) {
      const [piece] = hole.pieces;
      const block = piece.closest(".block:not(.output) pre");
      if (!block) continue;
      const names = seenIn.get(block) ?? new Set();
      piece.role = "button";
      piece.tabIndex = names.has(hole.name) ? -1 : 0;
      seenIn.set(block, names.add(hole.name));
      label(hole);
    }
  };
  const change = (event) => {
    const hole = holes.find(({ pieces }) => pieces[0].role && pieces.includes(event.target));
    // Who marks text to copy it does not press.
    if (!hole || (event.type === "click" && !getSelection().isCollapsed)) return;
    event.preventDefault();
    load().then(() => globalThis.guideValues.edit(hole));
  };

  /* Touches what changes alone: with each key all that depends on the field is shown anew. */
  const show = (hole, text) => {
    const isRefused = refused.get(hole.name) !== undefined;
    if (hole.isShown && hole.text === text && hole.isRefused === isRefused) return;
    Object.assign(hole, { isShown: true, text, isRefused });
    hole.pieces.forEach((piece, index) => {
      const now = text === undefined ? hole.examples[index] : index ? "" : text;
      if (piece.textContent !== now) piece.textContent = now;
      piece.classList.toggle("filled", text !== undefined);
      piece.classList.toggle("refused", isRefused);
    });
    label(hole);
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
    const row = rows.get(name);
    return judge(row, text, ...[row.below, row.unlike].map(standing));
  };
  const standing = (name) => fields.has(name) && ((valueOf(name) ?? link?.[name] ?? own[name]) || fields.get(name).placeholder);
  /* Gives the fields that are judged by what this one holds. */
  const judgedBy = (name) => [...rows.keys()].filter((other) => [rows.get(other).below, rows.get(other).unlike].includes(name));
  const valueOf = (name) => (fields.has(name) && refused.get(name) === undefined ? shown.get(name) : undefined);

  /* Lets the page follow a field, and those that are judged by it. */
  const follow = (name) => {
    fill(name);
    tell();
    lead();
  };
  /* Lets the blocks follow; where the field is refused, they show the example. */
  const fill = (name) => {
    const mine = holes.filter((hole) => hole.name === name);
    const text = fields.get(name).value;
    let filled = mine.map((hole) => [hole, undefined]);
    refused.delete(name);
    shown.delete(name);
    try {
      const { placeholder } = fields.get(name);
      // Only spaces are no value, as in Python; but the example may be what the other field holds.
      const value = accept(name, text.trim() ? text : placeholder);
      if (text.trim()) {
        filled = mine.map((hole) => [hole, apply(hole.filters, value)]);
        shown.set(name, value);
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.set(name, error.message);
    }
    for (const [hole, value] of filled) show(hole, value);
    if (!refused.has(name)) for (const note of [...notes]) if (note.classList.contains(name)) note.remove();
    for (const other of judgedBy(name)) fill(other);
  };

  /* --- the line that stays in view, and the fields that the chosen tabs need --- */
  const isNeeded = (name) => !fields.get(name).closest(".values-more");
  const placed = () => [...fields.keys()].filter((name) => rows.get(name).below || judgedBy(name).some((other) => rows.get(other).below));
  const tell = () => {
    const open = [...fields.keys()].filter((name) => isNeeded(name) && !valueOf(name)).length;
    const known = placed().map(valueOf).filter(Boolean);
    if (open) known.push(`${open} ${open > 1 ? "values" : "value"} to fill in`);
    const text = known.join(" · ") || "Nothing to fill in here";
    if (line.textContent !== text) line.textContent = text;
  };

  /* Puts the fields that no shown block has under "More"; both lists in the one order, whatever was moved. */
  const sort = (isShown) => {
    for (const [at, list] of form.querySelectorAll(".values-fields").entries()) {
      const wanted = [...fields.values()].filter(({ name }) => isShown(name) === !at).map((input) => input.closest(".value"));
      const found = [...list.querySelectorAll(".value:not(.values-paste)")];
      if (wanted.some((each, index) => each !== found[index])) list.append(...wanted);
      if (at) list.parentElement.hidden = !wanted.length;
    }
    tell();
  };
  const sortByBlocks = () => {
    const shows = new Set(holes.filter(({ pieces }) => !pieces[0].closest("[hidden]")).map(({ name }) => name));
    sort((name) => shows.has(name));
  };

  /* Links into the reader's own GitLab: only with values of the reader's, which a link's are not before they are kept. A
     number leads to no page. */
  const leads = document.getElementsByClassName("there");
  const lead = () => {
    for (const there of leads) {
      if (!isWhole(there)) return;
      const [anchor, ...parts] = there.querySelectorAll("a, .ph");
      const isLive = !link && parts.every((part) => part.matches(".filled") && !/^\d+$/.test(part.textContent));
      there.hidden = !isLive;
      if (isLive) anchor.href = anchor.textContent;
      else anchor.removeAttribute("href");
    }
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
    document.querySelector(".values-link").hidden = !link;
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
    }
    if (at) whenComplete(() => reveal(at));
  };
  const order = (name) => (rows.get(name).below || rows.get(name).unlike ? 1 : 0);
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
    for (const other of judgedBy(name)) {
      if (!typing.has(other) && fields.get(other).value !== (shown.get(other) ?? "")) adopt(other);
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
      details.querySelector("summary").focus();
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
  };

  /* Says so where a block is copied whose field is refused: what is on the clipboard then is the example. */
  const warn = (isCopied) => {
    settleAll();
    const wrong = holes.find((hole) => refused.has(hole.name) && hole.pieces.some(isCopied));
    if (!wrong) return;
    for (const old of [...notes]) old.remove();
    const sentence = `Copied with the example in place of “${rows.get(wrong.name).label}”: what you typed there is refused.`;
    const note = document.createElement("p");
    note.className = `values-told ${wrong.name}`;
    note.textContent = sentence;
    (wrong.pieces[0].closest(".block") ?? wrong.pieces[0].closest("p, li"))?.append(note);
    say(sentence);
  };

  let pressed;
  const release = () => {
    isPressed = false;
    if (pressed) [pressed[0].tabIndex, pressed] = [pressed[1]];
    for (const [name, sentence] of untold) explain(name, sentence);
    untold.clear();
  };

  /* What only who fills in needs comes when somebody begins to: it is handed what it works with. */
  let loading;
  const load = () =>
    (loading ??= new Promise((done) => {
      globalThis.guideValues = { panel, form, fields, rows, typing, refused, valueOf, follow, settle, say, read, write, actions, LINK, own: () => own };
      const script = document.createElement("script");
      script.src = more;
      script.addEventListener("load", done);
      document.head.append(script);
    }));

  const listen = () => {
    let pause;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      settleAll();
    });
    form.addEventListener("input", ({ target: { name }, inputType, data, isComposing }) => {
      if (!fields.has(name)) return;
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
      if (key === "Escape") {
        details.open = false;
        details.querySelector("summary").focus();
      }
    });
    document.addEventListener("click", change);
    document.addEventListener("keydown", (event) => [" ", "Enter"].includes(event.key) && change(event));
    document.addEventListener("guide:shown", sortByBlocks);
    details.addEventListener("toggle", load, { once: true });
    for (const part of [panel, document.querySelector(".values-link")]) part.addEventListener("click", ({ target }) => {
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
    const press = ({ target }) => {
      isPressed = true;
      // Chromium marks no text from where a press moves the focus to.
      if (!target.matches?.(".ph[tabindex]")) return;
      pressed = [target, target.tabIndex];
      target.removeAttribute("tabindex");
    };
    document.addEventListener("pointerdown", press, true);
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
    details = panel.querySelector("details");
    form = panel.querySelector("form");
    status = panel.querySelector(".values-status");
    line = panel.querySelector(".values-line");
    for (const input of form.querySelectorAll("input[data-rule]")) {
      fields.set(input.name, input);
      const label = input.labels[0].textContent;
      rows.set(input.name, { label, ...input.dataset, max: Number(form.dataset.max), tokens: form.dataset.tokens });
    }
    sort((name) => !fields.get(name).matches("[data-more]"));
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
      const hole = holes.at(-1);
      hole.pieces.push(piece);
      hole.examples.push(piece.textContent);
      // Another piece of a hole that was shown before it arrived.
      hole.isShown = false;
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
    if (!panel) return;
    lead();
    sortByBlocks();
    dress();
  });
})();
