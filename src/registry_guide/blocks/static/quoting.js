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
    }) || "''";

  const short = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const doubleQuoted = (value) => value.replace(escaped, (char) => short[char] ?? `\\u${hex(char, 4)}`);

  const filters = {
    urlhost: demand(
      /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?$/,
      "A host name has letters, digits, dots and hyphens, and perhaps a colon and a port.",
    ),
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
    text: refuse(notText, "Only one line without control characters fits here."),
    normalised: (value) => value.replace(/[-_.]+/g, "-").toLowerCase(),
    module: (value) => value.replace(/[-_.]+/g, "_").toLowerCase(),
  };

  const apply = (names, value) => {
    if (value.includes("\0")) throw new Refused("A NUL character fits nowhere.");
    if (/\p{Surrogate}/u.test(value)) throw new Refused("Half of a surrogate pair is no character.");
    return names.reduce((text, name) => filters[name](text), value);
  };

  globalThis.guideQuoting = { apply, Refused };
})();
