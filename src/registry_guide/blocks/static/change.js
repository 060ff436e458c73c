/* What only who fills in needs, fetched when the panel is opened first: an address from the clipboard, and the projects of
   before. Every text that comes from there goes through the same rules as what is typed. */
(() => {
  "use strict";
  const { Refused } = globalThis.guideQuoting;
  const judge = globalThis.guideJudge;
  const split = globalThis.guideSplit;
  const { panel, form, fields, rows, typing, refused, valueOf, follow, settle, say, read, write, actions, LINK, own } = globalThis.guideValues;

  const RECENT = "registry-guide:recent";
  const MOST_RECENT = 5;

  // What was taken, and what else it may have been, stands below the field: who asks looks there.
  const took = panel.querySelector(".values-took");
  const offers = panel.querySelector(".values-offers");
  const paste = document.getElementById("values-paste");
  const error = document.getElementById("error-paste");
  // The fields of a project, of a group, and of the address below which both lie.
  const fieldOf = (kind) => [...rows].find(([, { clean }]) => clean === kind)?.[0];
  const mine = fieldOf("project");
  const its = fieldOf("group");
  const base = rows.get(mine ?? its)?.below;
  const tokens = new RegExp(form.dataset.tokens || "(?!)", "iu");

  /* --- an address taken apart --- */
  /* Gives the values of this page's fields for what an address names; none if the page has no field for it. */
  const assign = ({ host, project, group, isLoose }) => {
    const values = fields.has(base) && host ? { [base]: host } : {};
    if (!project && !group) return values;
    if (project && mine) values[mine] = project;
    if (group && its) values[its] = group;
    if (project && its) {
      const above = project.includes("/") ? project.slice(0, project.lastIndexOf("/")) : "";
      const before = valueOf(its);
      if (!mine && isLoose) values[its] = project;
      else if (above && !(before && mine && `${project}/`.startsWith(`${before}/`))) values[its] = above;
    }
    return (project && mine) || values[its] ? values : undefined;
  };
  const named = ({ name, host, project, group }) => [name && `${name}:`, [host, project ?? group].filter(Boolean).join(" · ")].filter(Boolean).join(" ");

  const put = (values) => {
    // All or nothing: a project of one GitLab must not stand below the address of another.
    const entries = Object.entries(values).sort(([one], [other]) => (one !== base) - (other !== base));
    const taken = entries.map(([name, text]) => [name, judge(rows.get(name), text, values[base] ?? valueOf(base) ?? fields.get(base).placeholder)]);
    for (const [name, text] of taken) {
      fields.get(name).value = text;
      typing.add(name);
    }
    taken.forEach(([name]) => settle(name));
    noteRecent();
  };

  const button = (text, act, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };

  /* Takes what somebody pasted; a token is never left on the page. */
  const takeAddress = (text) => {
    const clean = text.replace(/\/\/[^/\s@]*@/g, "//");
    const isSecret = tokens.test(text) || /\/\/[^/\s@:]*:[^/\s@]+@/.test(text);
    const refuse = (sentence) => {
      paste.value = isSecret ? "" : text;
      paste.setAttribute("aria-invalid", "true");
      error.textContent = sentence;
    };
    offers.replaceChildren();
    took.textContent = "";
    say("");
    if (tokens.test(clean)) return refuse(judge.TOKEN);
    const all = split(clean, valueOf(base) ?? "");
    const fitting = all.filter(assign);
    const choose = (one) => {
      try {
        put(assign(one));
      } catch (refusal) {
        if (!(refusal instanceof Refused)) throw refusal;
        return refuse(refusal.message);
      }
      paste.value = "";
      paste.removeAttribute("aria-invalid");
      error.textContent = "";
      offers.replaceChildren(...fitting.filter((each) => each !== one).map((each) => button(named(each), () => {
        choose(each);
        offers.querySelector("button")?.focus();
      })));
      took.textContent = `${isSecret ? `${judge.TOKEN} Without it, this was taken: ` : "Taken: "}${named(one)}.${fitting.length > 1 ? " Or was it this?" : ""}`;
    };
    if (fitting.length) return choose(fitting[0]);
    return refuse(
      all.length
        ? "This is the address of a group. This page needs that of a project, such as https://gitlab.example.com/my-group/my-project."
        : "This holds no address of a project, such as https://gitlab.example.com/my-group/my-project.",
    );
  };

  /* --- projects of before: pairs of an address and a path, the newest first --- */
  const recents = () => {
    const found = read("localStorage", RECENT);
    return (Array.isArray(found) ? found : []).flatMap((pair) => {
      try {
        const [host, project] = pair;
        return [{ host: judge(rows.get(base), host), project: judge(rows.get(mine), project, host) }];
      } catch {
        return [];
      }
    });
  };
  const keepRecents = (all) => {
    write("localStorage", RECENT, all.slice(0, MOST_RECENT).map(({ host, project }) => [host, project]));
    showRecents();
  };
  const isOther = (one) => (other) => one.host !== other.host || one.project !== other.project;
  const noteRecent = () => {
    const one = { host: own()[base], project: own()[mine] };
    if (one.host && one.project) keepRecents([one, ...recents().filter(isOther(one))]);
  };
  const showRecents = () => {
    const list = form.querySelector(".values-recent");
    const all = mine ? recents() : [];
    list.hidden = !all.length;
    list.replaceChildren(
      ...all.map((one) => {
        const item = document.createElement("li");
        const forget = () => {
          keepRecents(recents().filter(isOther(one)));
          (list.querySelector("button") ?? paste).focus();
        };
        const take = () => {
          put(assign(one));
          list.querySelector("button").focus();
        };
        item.append(button(named(one), take), button("Forget", forget, `Forget ${named(one)}`));
        return item;
      }),
    );
  };

  actions.share = async () => {
    const values = new URLSearchParams([...fields.keys()].filter(valueOf).map((name) => [name, valueOf(name)]));
    if (location.hash) values.set("at", location.hash.slice(1));
    const address = location.href.split("#")[0] + LINK + values;
    try {
      await navigator.clipboard.writeText(address);
      say("The link is on the clipboard.");
    } catch {
      say(`This is the link: ${address}`);
    }
  };

  /* --- a placeholder changed where it stands: the block itself stays as it is, so that copying is never in the way --- */
  globalThis.guideValues.edit = ({ name, pieces: [piece] }) => {
    const field = fields.get(name);
    const before = field.value;
    const block = piece.closest(".block");
    const [around, at] = [block.getBoundingClientRect(), piece.getBoundingClientRect()];
    const box = document.createElement("div");
    box.className = "values-edit";
    const input = field.cloneNode();
    input.id = "values-edit";
    const label = document.createElement("label");
    label.htmlFor = input.id;
    label.textContent = rows.get(name).label;
    const told = document.createElement("p");
    told.id = "error-edit";
    told.className = "error";
    told.ariaLive = "polite";
    input.value = before;
    input.setAttribute("aria-describedby", told.id);
    box.append(label, input, told);
    block.append(box);
    box.style.left = `${Math.max(0, Math.min(at.left - around.left, around.width - box.offsetWidth))}px`;
    box.style.top = `${at.bottom - around.top}px`;
    input.select();
    input.focus();

    const tell = () => {
      told.textContent = refused.get(name) ?? "";
      input.ariaInvalid = refused.has(name) ? "true" : null;
    };
    const close = () => piece.focus({ preventScroll: true });
    input.addEventListener("input", ({ inputType }) => {
      field.value = input.value;
      typing.add(name);
      follow(name);
      // As in the panel: what is right, or pasted whole, is judged at once.
      if (!refused.has(name) || inputType === "insertFromPaste") tell();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        field.value = before;
        typing.delete(name);
        follow(name);
        close();
      }
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      tell();
      if (refused.has(name)) return;
      settle(name);
      close();
    });
    input.addEventListener("blur", () => {
      // Who only looks into another window has not left.
      if (document.activeElement === input) return;
      settle(name);
      box.remove();
    });
  };

  if (!base) return;
  form.addEventListener("change", ({ target }) => {
    if (target === paste && paste.value.trim()) takeAddress(paste.value);
  });
  // From the clipboard itself: a field would lose its line breaks.
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    const isMeant = event.target === paste || (event.target.name === base && split(text)[0]?.project && !tokens.test(text));
    if (!isMeant || !text.trim()) return;
    event.preventDefault();
    takeAddress(text);
  });
  // Not with each value: who changes both would leave a pair that nobody meant.
  panel.querySelector("details").addEventListener("toggle", noteRecent);
  addEventListener("pagehide", noteRecent);
  noteRecent();
  showRecents();
  paste.closest("[hidden]").hidden = false;
})();
