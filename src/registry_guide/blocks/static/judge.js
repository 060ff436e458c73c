/* What a field takes: the rules of placeholder.py and cleaning.py, for the browser, with the same sentences.
   Pure: strings in, strings out. What is refused raises a Refused with the sentence for the reader. */
(() => {
  "use strict";
  const { apply, Refused } = globalThis.guideQuoting;
  const TWICE = "This is what the other field holds. The two must differ.";
  const TOKEN = "This looks like a token. It never goes into a page: type it where a block asks for it.";

  const space = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
  const ends = new RegExp(`^${space}|${space}$`, "g");
  const url = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)/;
  const clone = /^(?:ssh:\/\/(?:[^/@]*@)?([^/:@]+)(?::[0-9]*)?\/|[^/@:]+@([^/:@]+):)([^?#]*)/;
  const api = /^\/api\/v4\/(projects|groups)\/([^/]*)/;

  const located = (address) => {
    const [, scheme, host, path] = /^(?:([^]*):\/\/)?([^/]*)([^]*)$/.exec(address.split(/[?#]/)[0]);
    const usual = scheme?.toLowerCase() === "http" ? /:80$/ : /:443$/;
    return (host.toLowerCase().replace(usual, "") + path).replace(/\/+$/, "");
  };

  const below = (value, base) => {
    const whole = located(value);
    return base && `${whole}/`.startsWith(`${base}/`) ? whole.slice(base.length) : undefined;
  };

  const path = (kind) => (value, address) => {
    const base = located(address);
    const elsewhere = () =>
      new Refused(
        `This address is not below that of your GitLab, ${base}. ` +
          "Write the path alone, or correct your GitLab's address.",
      );
    const [whole, scheme, authority] = url.exec(value) ?? [];
    const [cloned, host, other, tail] = clone.exec(value) ?? [];
    let rest;
    if (cloned) {
      if ((host ?? other).toLowerCase() !== base.split(/[:/]/)[0]) throw elsewhere();
      rest = `/${tail}`;
    } else if (whole) {
      if (!/^https?$/i.test(scheme)) throw elsewhere();
      if (authority.includes("@")) {
        throw new Refused("This address holds a username or a password. Write the path alone.");
      }
      rest = below(value, base);
      if (rest === undefined) throw elsewhere();
    } else {
      // The name of a host in the company's network alone may be that of a group, too.
      rest = (/^[^/]*[.:]/.test(base) ? below(value, base) : undefined) ?? value;
    }
    const [, asked, id] = api.exec(rest) ?? [];
    if (asked === kind) rest = id;
    rest = rest.replace(/%2f/gi, "/").replace(/\/-(\/[^]*)?$/, "").replace(/^\/+|\/+$/g, "");
    return kind === "groups" ? rest.replace(/^groups\//, "") : rest.replace(/\.git$/, "");
  };

  const cleaners = { project: path("projects"), group: path("groups") };

  const normal = (name) => name.replace(/[-_.]+/g, "-").toLowerCase();

  /* Takes a field's row (tokens, max, clean, filter, rule, explain), what it holds, the address of the reader's GitLab, and
     the value that it must not be alike. */
  const judge = (row, text, base, other) => {
    if (row.tokens && new RegExp(row.tokens, "iu").test(text)) {
      throw new Refused(TOKEN);
    }
    if ([...text].length > row.max) throw new Refused(`At most ${row.max} characters fit here.`);
    const trimmed = text.replace(ends, "");
    const value = row.clean ? cleaners[row.clean](trimmed, base) : trimmed;
    if (row.filter) apply([row.filter], value);
    if (!new RegExp(`^(?:${row.rule})$`, "u").test(value)) throw new Refused(row.explain);
    if (other && normal(value) === normal(other)) throw new Refused(TWICE);
    return value;
  };

  globalThis.guideJudge = Object.assign(judge, { TOKEN });
})();
