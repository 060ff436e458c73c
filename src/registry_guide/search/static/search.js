/* The search page: what stands in its box, or came with the address, is looked up as it is typed. */
(() => {
  "use strict";
  const form = document.querySelector(".search-page");
  const box = form.querySelector("input");
  const list = document.querySelector(".search-results");
  const status = document.querySelector(".search-status");
  const none = document.querySelector(".search-none");
  const AROUND = 90;
  const MOST = 20;
  const look = guideSearch.make(guidePages);

  const element = (name, text, kind) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };

  /* The stretch of the section's text that holds most of the words that were found, with all of them marked. */
  const excerpt = ({ section, found }) => {
    const wanted = new Set(found);
    const pieces = section.text.split(new RegExp(`(${guideSearch.NAME.source})`, "u"));
    const places = [];
    let length = 0;
    const hits = pieces.map((piece, number) => {
      const terms = number % 2 === 1 ? guideSearch.terms(piece).filter((term) => wanted.has(term)) : [];
      if (terms.length > 0) places.push({ at: length, terms });
      length += piece.length;
      return terms.length > 0;
    });
    const told = ({ at }) =>
      new Set(places.filter((each) => each.at >= at && each.at < at + 2 * AROUND).flatMap((each) => each.terms)).size;
    const start = places.reduce((best, each) => (best && told(best) >= told(each) ? best : each), null);
    const first = Math.max(0, (start?.at ?? 0) - AROUND);
    const line = element("p", first > 0 ? "… " : "");
    let at = 0;
    pieces.forEach((piece, number) => {
      if (at >= first && at < first + 3 * AROUND) line.append(hits[number] ? element("mark", piece) : piece);
      at += piece.length;
    });
    if (at > first + 3 * AROUND) line.append(" …");
    return line;
  };

  const result = (hit) => {
    const { page, section } = hit;
    const item = document.createElement("li");
    const link = element("a", page.title);
    link.href = page.url + (section.anchor && `#${section.anchor}`);
    item.append(link);
    if (section.anchor) item.append(element("span", ` › ${section.heading}`, "search-section"));
    item.append(excerpt(hit));
    return item;
  };

  const show = () => {
    const query = box.value.trim();
    const hits = query ? look(query) : [];
    list.replaceChildren(...hits.slice(0, MOST).map(result));
    none.hidden = !query || hits.length > 0;
    status.textContent = !query ? "" : hits.length === 0 ? `Nothing found for “${query}”.` : hits.length === 1 ? "1 page" : `${hits.length} pages, best first`;
    document.title = query ? `${query} - ${document.title.split(" - ").slice(-1)}` : document.title;
  };

  box.value = new URLSearchParams(location.search).get("q") ?? "";
  box.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = `?${new URLSearchParams({ q: box.value.trim() })}`;
    // A browser may refuse this to a page that is read from a file; what was found stands there all the same.
    try {
      history.replaceState(null, "", address);
    } catch {
      /* the address stays */
    }
    show();
    list.querySelector("a")?.focus();
  });
  show();
})();
