/* What somebody has in the clipboard, as values: the address of a project or a group, of one of their pages, of a clone,
   of the API, or what `git remote -v` prints. Pure: strings in, values out. What holds no address gives an empty list. */
(() => {
  "use strict";
  const web = /^(https?):\/\/(?:[^/?#]*@)?([^/?#]+)([^?#]*)/i;
  const ssh = /^(?:git\+)?ssh:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]+)(?::[0-9]*)?(\/[^?#]*)/i;
  // git@host:path, where some write the port in front of the path, and git takes it within brackets.
  const scp = /^\[?[^\s/@:[\]]+@(\[[0-9a-f:]+\]|[^\s/:@[\]]+)(?::[0-9]+\])?:(?:[0-9]+\/(?=[^/]+\/))?([^?#]+)/i;
  const bare = /^(\[[0-9a-f:]+\](?::[0-9]+)?|localhost(?::[0-9]+)?|[^/?#@:]+(?::[0-9]+|\.[^/?#@:.]+(?::[0-9]+)?))(\/[^?#]*)?(?:[?#]|$)/i;
  const api = /^([^]*?)\/api\/v4\/(projects|groups)\/([^/]*)/;

  const parts = (path) => path.split("/").filter(Boolean);
  const hostname = (address) => /^(?:\w+:\/\/)?(\[[^\]]*\]|[^/:]*)/.exec(address)[1].toLowerCase();
  const shortened = (scheme, authority) =>
    scheme.toLowerCase() === "http" ? `http://${authority.toLowerCase().replace(/:80$/, "")}` : authority.toLowerCase().replace(/:443$/, "");

  /* Gives host, and project or group, of the path below a host; `known` is the address of the reader's GitLab. */
  const located = (host, path, known) => {
    const mine = known.replace(/^https:\/\//i, "").replace(/^(?:http:\/\/)?[^/]*/i, (all) => shortened("https", all)).replace(/\/+$/, "");
    const isKnown = mine && `${host}${path}/`.startsWith(`${mine}/`);
    if (isKnown) path = `${host}${path}`.slice(mine.length);
    const [, above, asked, id] = api.exec(path) ?? [];
    const [named, page] = path.split(/\/-(?=\/|$)/);
    let segments = parts(id ?? named).flatMap((each) => each.split(/%2f/i));
    let below = parts(above ?? "");
    // A path above `groups` is that of GitLab itself.
    const at = asked ? -1 : segments.indexOf("groups");
    const isGroup = asked === "groups" || at === 0 || (at > 0 && page !== undefined);
    if (isGroup && at >= 0) {
      below = segments.slice(0, at);
      segments = segments.slice(at + 1);
    }
    const isClone = /\.git\/?$/.test(path);
    const whole = segments.join("/").replace(/\.git$/, "");
    const found = { host: [isKnown ? mine : host, ...below].join("/") };
    if (whole) found[isGroup || (segments.length === 1 && !asked && !isClone) ? "group" : "project"] = whole;
    // Whether it may be a group for all that is seen of it; and what it is if GitLab lies below a path.
    found.isLoose = !asked && !isGroup && page === undefined && !isClone;
    if (isKnown || asked || isGroup || segments.length < 3) return [found];
    return [found, { host: `${host}/${segments[0]}`, project: whole.slice(segments[0].length + 1) }];
  };

  const cloned = (host, path, known) => {
    const project = parts(path).join("/").replace(/\.git$/, "");
    // The host of a clone has neither the port nor the path of the pages.
    const mine = known && hostname(known) === host.toLowerCase();
    return [{ host: mine ? known : host.toLowerCase(), project }];
  };

  /* What one word may mean, the likeliest first. */
  const read = (word, known, isAlone) => {
    let match;
    if ((match = web.exec(word))) return located(shortened(match[1], match[2]), match[3], known);
    if ((match = ssh.exec(word) ?? scp.exec(word))) return cloned(match[1], match[2], known);
    if (!isAlone) return [];
    const found = [];
    if ((match = bare.exec(word))) found.push(...located(shortened("https", match[1]), match[2] ?? "", known));
    // The name of a group may have a dot, as that of a host.
    if (/^[1-9][0-9]*$/.test(word)) found.push({ project: word });
    else if (!found[0]?.project && /^\/?[^/:@?#]+\/[^:@?#]+$/.test(word)) found.push({ ...located("", `/${word}`, "")[0], host: undefined });
    return found;
  };

  /* Takes a text and the address of the reader's GitLab, "" if it is not known. Gives, the likeliest first, what may be
     meant: `host`, `project` or `group`, and the `name` of the remote. */
  const split = (text, known = "") => {
    const words = text.split(/\s+/).filter(Boolean);
    const found = new Map();
    const isListed = /\((?:fetch|push)\)/.test(text);
    let name = "";
    for (const word of words) {
      const all = read(word, known, words.length === 1);
      if (!all.length) name = word.replace(/^\((?:fetch|push)\)/, "");
      for (const one of all) {
        const key = JSON.stringify([one.host, one.project, one.group]);
        if (!found.has(key)) found.set(key, { name: isListed ? name : "", ...one });
      }
    }
    const rank = ({ host, name: remote }) => (known && hostname(host ?? "") === hostname(known) ? 0 : remote === "origin" ? 1 : 2);
    return words.length > 1 ? [...found.values()].sort((one, next) => rank(one) - rank(next)) : [...found.values()];
  };

  globalThis.guideSplit = split;
})();
