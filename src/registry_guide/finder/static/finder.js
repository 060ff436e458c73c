/* Which entries a pasted message belongs to: those of which the most pieces stand in it, a rare word counting for more. */
(() => {
  "use strict";
  const form = document.querySelector(".finder");
  const [box] = form.elements;
  const token = new RegExp(`[\\w.-]*(${form.dataset.tokens})[\\w.-]*|(?<=://)[^\\s/@]*@`, "gi");
  // Without addresses, paths, files and versions, which are the reader's own.
  const words = (text) => new Set(text.toLowerCase().replace(/\S*[/\\]\S*|\S*\d\.\d\S*/g, " ").match(/[a-z_]{2,}|\b\d{3}\b/g));
  const rows = Object.entries(JSON.parse(form.dataset.rows)).map(([anchor, pieces]) => [anchor, pieces.map(words)]);
  const weigh = (found) =>
    [...found].reduce((sum, word) => sum + 1 / rows.filter(([, pieces]) => pieces.some((each) => each.has(word))).length, 0);
  box.oninput = () => {
    const clean = box.value.replace(token, "");
    const dropped = clean !== box.value;
    if (dropped) box.value = clean;
    const asked = words(clean);
    const share = (piece) => weigh([...piece].filter((word) => asked.has(word))) ** 2 / weigh(piece);
    const hits = rows
      .map(([anchor, pieces]) => [pieces.reduce((sum, piece) => sum + share(piece), 0), anchor])
      .filter(([score]) => score > 0.1)
      .sort(([one], [other]) => other - one);
    const best = hits.filter(([score]) => score > hits[0][0] / 3).slice(0, 4);
    form.querySelector("ol").replaceChildren(
      ...best.map(([, anchor]) => {
        const item = document.createElement("li");
        item.append(document.querySelector(`a[href$="#${anchor}"]`).cloneNode(true));
        return item;
      }),
    );
    form.querySelector("[role=status]").textContent =
      (dropped ? "A token was taken out. " : "") +
      (best.length ? "Most likely:" : asked.size ? "No entry has these words. Look below, by status." : "");
  };
})();
