/* How a value is written so that it stays one value where it stands: the functions of quoting.py, for the browser.
   Pure: strings in, strings out. A value that a place cannot hold raises a Refused with the sentence for the reader. */
(() => {
  "use strict";

  class Refused extends Error {}

  const direction = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069";
  const space = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const escaped = new RegExp(`[\\x00-\\x1f"\\\\\\x7f-\\x9f\\u2028\\u2029${direction}\\ufeff\\ufffe\\uffff]`, "g");
  const notIni = new RegExp(`[\\x00-\\x08\\n-\\x1f\\x7f\\x85\\u2028\\u2029]|^[${space}]|[${space}]$`);
  const notNetrc = new RegExp(`[\\x00-\\x20"\\\\\\x7f${space}]|^#|^$`);
  const notText = new RegExp(`[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029${direction}]`);
  const keywords =
    "False None True and as assert async await break class continue def del elif else except finally for from global if" +
    " import in is lambda nonlocal not or pass raise return try while with yield";
  const hex = (char, length) => char.charCodeAt(0).toString(16).padStart(length, "0");

  const refuse = (pattern, sentence) => (value) => {
    if (pattern.test(value)) throw new Refused(sentence);
    return value;
  };

  const demand = (pattern, sentence) => (value) => {
    if (!pattern.test(value)) throw new Refused(sentence);
    return value;
  };

  const percent = (value) => {
    if (value === "." || value === "..") throw new Refused("Clients drop a part of a URL that is only dots.");
    return encodeURIComponent(value).replace(/[!'()*]/g, (char) => `%${hex(char, 2).toUpperCase()}`);
  };

  const shell = (value) =>
    value.replace(/[\x01-\x7f]/g, (char) => {
      if (/[\w@%+:,./-]/.test(char)) return char;
      return char < " " || char === "\x7f" ? `$'\\x${hex(char, 2)}'` : `\\${char}`;
    });

  const short = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const doubleQuoted = (value) => value.replace(escaped, (char) => short[char] ?? `\\u${hex(char, 4)}`);

  /* The address of a GitLab, as registry_guide/address.py reads it. */
  const ports = { https: 443, http: 80 };
  const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  const hostName = new RegExp(`^(?=.{1,253}$)${label}(?:\\.${label})*$`);
  const octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
  const badHost = "The host is a name such as gitlab.example.com, or an IP address; one of IPv6 stands in brackets.";

  const letters = "(?![\\p{M}-])(?:-?[\\p{L}\\p{M}\\p{Nd}])+";
  const international = new RegExp(`^${letters}(?:\\.${letters})*$`, "u");

  /* What the browser itself makes of a host outside ASCII or of IPv6; it knows the rules. */
  const canonical = (host) => {
    try {
      return new URL(`https://${host}`).hostname;
    } catch {
      throw new Refused(badHost);
    }
  };

  const nameOf = (text) => {
    const ascii = /^[\x00-\x7f]*$/.test(text);
    if (!ascii && (!international.test(text) || text.normalize("NFKC") !== text.normalize("NFC"))) {
      throw new Refused(badHost);
    }
    const name = ascii ? text.toLowerCase() : canonical(text);
    if (!hostName.test(name) || (/^(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)$/.test(name) && !ipv4.test(name))) throw new Refused(badHost);
    return name;
  };

  const ipv6Of = (text) => {
    const host = /^[0-9A-Fa-f:]+$/.test(text) ? canonical(`[${text}]`) : "";
    if (!host || /^\[::ffff:[0-9a-f]+:[0-9a-f]+\]$/.test(host)) throw new Refused(badHost);
    return host.slice(1, -1);
  };

  const portOf = (text, scheme) => {
    if (text === undefined) return "";
    if (!/^[1-9][0-9]{0,4}$/.test(text) || Number(text) > 65535) {
      throw new Refused("A port is a number from 1 to 65535, without zeros in front.");
    }
    return Number(text) === ports[scheme] ? "" : `:${text}`;
  };

  const pathOf = (text) => {
    if (!text) return "";
    const segments = text.replace(/\/$/, "").split("/");
    if (segments.includes("-") || segments.slice(-2).join("/") === "api/v4") {
      throw new Refused("This is the address of a page in GitLab. Leave out what follows the address of GitLab itself.");
    }
    if (!segments.every((segment) => /^[A-Za-z0-9_][A-Za-z0-9._~-]*$/.test(segment))) {
      throw new Refused(
        "After the host, only the path below which your whole GitLab lies may stand: letters, digits, hyphens, " +
          "underscores and dots.",
      );
    }
    return segments.map((segment) => `/${segment}`).join("");
  };

  const read = (text) => {
    for (const [signs, sentence] of [
      [/^$/, "An address is written such as gitlab.example.com, https://gitlab.example.com:8443 or https://example.com/gitlab."],
      [/[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/, "An address has no spaces."],
      [/\\/, "An address has no backslashes; its slashes are /."],
      [/@/, "Leave out what stands before the @: no username and no token belongs into an address."],
      [/[?#]/, "Leave out the ? or # and what follows it."],
    ]) {
      if (signs.test(text)) throw new Refused(sentence);
    }
    const [, given, rest] = /^(?:([^]*?):\/\/)?([^]*)$/.exec(text);
    const scheme = given === undefined ? "https" : given.toLowerCase();
    if (!Object.hasOwn(ports, scheme)) throw new Refused("An address begins with https://, or with the host.");
    const [, whole, path] = /^([^/]*)(?:\/([^]*))?$/.exec(rest);
    const parts = /^(\[[^[\]]*\]|[^:[\]]*)(?::([^[\]]*))?$/.exec(whole);
    if (!parts) throw new Refused(badHost);
    const host = parts[1].startsWith("[") ? ipv6Of(parts[1].slice(1, -1)) : nameOf(parts[1]);
    const authority = (host.includes(":") ? `[${host}]` : host) + portOf(parts[2], scheme);
    const basepath = pathOf(path ?? "");
    if (scheme === "http" && !/^(?:localhost|127\.[0-9.]+|::1)$/.test(host)) {
      throw new Refused("Over http:// everybody on the way reads your token: without https, only a GitLab on localhost is taken.");
    }
    const address = `${scheme}://${authority}${basepath}`;
    return { address, printed: basepath ? address : `${address}/`, scheme, authority, hostname: host, basepath };
  };

  const text = refuse(notText, "Only one line without control characters fits here.");

  const filters = {
    urlpath: percent,
    userinfo: percent,
    shell,
    toml: doubleQuoted,
    tomlkey: demand(/^[A-Za-z0-9_-]+$/, "A bare key in TOML has letters, digits, hyphens and underscores."),
    yaml: doubleQuoted,
    json: doubleQuoted,
    python: doubleQuoted,
    identifier: demand(
      new RegExp(`^(?!(?:${keywords.replaceAll(" ", "|")})$)[A-Za-z_][A-Za-z0-9_]*$`),
      "A name in Python has letters, digits and underscores, no digit in front, and is no reserved word.",
    ),
    ini: refuse(notIni, "This file holds one line for each value, without spaces at its ends."),
    netrc: refuse(notNetrc, "A netrc file cannot hold spaces, quotation marks, backslashes, or an empty value."),
    text,
    powershell: (value) => text(value).replace(/['\u2018-\u201b]/g, "$&$&"),
    normalised: (value) => value.replace(/[-_.]+/g, "-").toLowerCase(),
    module: (value) => value.replace(/[-_.]+/g, "_").toLowerCase(),
    address: (value) => read(value).address,
    printed: (value) => read(value).printed,
    scheme: (value) => read(value).scheme,
    authority: (value) => read(value).authority,
    hostname: (value) => read(value).hostname,
    basepath: (value) => read(value).basepath,
  };

  const apply = (names, value) => {
    if (value.includes("\0")) throw new Refused("A NUL character fits nowhere.");
    if (/\p{Surrogate}/u.test(value)) throw new Refused("Half of a surrogate pair is no character.");
    return names.reduce((text, name) => filters[name](text), value);
  };

  globalThis.guideQuoting = { apply, Refused };
})();
