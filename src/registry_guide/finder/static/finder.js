/* Which entries a pasted message belongs to: those of which it holds a piece, by how much of their pieces it holds, a rare word
   counting for more. If it holds none, those of its status, or of a few words that somebody typed. */
(() => {
  "use strict";
  const form = document.querySelector(".finder");
  const [box] = form.elements;
  const token = new RegExp(`[\\w.-]*(${form.dataset.tokens})[\\w.-]*|(?<=://)[^\\s/@]*@`, "gi");
  // Without addresses, paths, files and versions, which are the reader's own.
  const words = (text) => new Set(text.toLowerCase().replace(/\S*[/\\]\S*|\S*\d\.\d\S*/g, " ").match(/[a-z_]{2,}|\b\d{3}\b/g));
  const rows = Object.entries(JSON.parse(form.dataset.rows)).map(([anchor, [clients, pieces]]) => ({ anchor, clients, pieces: pieces.map(words) }));
  const having = (word) => rows.filter(({ pieces }) => pieces.some((each) => each.has(word))).length;
  const weigh = (found) => [...found].reduce((sum, word) => sum + 1 / (having(word) || 1), 0);
  const MOST = 0.6;
  box.oninput = () => {
    const clean = box.value.replace(token, "");
    const dropped = clean !== box.value;
    if (dropped) box.value = clean;
    const asked = words(clean);
    const all = (pieces) => new Set(pieces.flatMap((each) => [...each]));
    const here = (piece) => [...piece].filter((word) => asked.has(word));
    const part = (piece) => weigh(here(piece)) / weigh(piece);
    const held = rows.map((row) => [row, row.pieces.filter((each) => part(each) > MOST)]).filter(([, pieces]) => pieces.length);
    const alike = rows.map((row) => [row, row.pieces]).filter(([, pieces]) => {
      const both = here(all(pieces));
      return both.some((word) => /^\d/.test(word)) || weigh(both) > MOST * weigh(asked);
    });
    const hits = (held.length ? held : alike)
      .map(([row, pieces]) => [weigh(here(all(pieces))) * Math.max(...pieces.map(part)), row])
      // What is alike keeps the order of the rows, however its words add up.
      .map(([score, row]) => [Number(score.toFixed(6)), row])
      .sort(([one], [other]) => other - one);
    const best = hits.filter(([score]) => score > hits[0][0] / 3).slice(0, 4);
    form.querySelector("ol").replaceChildren(
      ...best.map(([, { anchor, clients }]) => {
        const item = document.createElement("li");
        item.append(document.querySelector(`a[href$="#${anchor}"]`).cloneNode(true), ` (${clients})`);
        return item;
      }),
    );
    form.querySelector("[role=status]").textContent =
      (dropped ? "A token was taken out. " : "") +
      (best.length ? "Most likely:" : asked.size ? "No entry has these words. Look below, by status." : "");
    const [link] = form.querySelectorAll(".finder-search a");
    link.search = new URLSearchParams({ q: clean });
    link.parentElement.hidden = !asked.size;
  };
})();
