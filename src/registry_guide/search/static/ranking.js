/* Which pages answer a query, best first. MiniSearch finds and weighs; what a page is for, and a message that a reader
   pasted whole, are weighed here. Works without a document, so that a test can ask it a hundred queries at once. */
"use strict";

var guideSearch = (() => {
  const stemmer = new EnglishStemmer();
  const STOP = new Set(
    "a an and are as at be by can do does for from how i if in into is it its my not of on or so that the then there this to was what when where which why will with you your".split(" "),
  );
  const stem = (word) => (/^[a-z]+$/.test(word) ? stemmer.stemWord(word) : word);

  /* Names are kept whole, and in their parts: CI_JOB_TOKEN, __token__, --skip-existing, pypi.org, acme%2Ftools. */
  const NAME = /(?:__)?[\p{L}\p{N}]+(?:[_.:/@%~+-]+[\p{L}\p{N}]+)*(?:__)?/gu;
  const words = (text) => {
    const found = [];
    for (const [name] of text.toLowerCase().matchAll(NAME)) {
      found.push(name);
      const parts = name.split(/[_.:/@%~+-]+/u).filter(Boolean);
      if (parts.length > 1) found.push(...parts);
    }
    return found;
  };
  const terms = (text) => words(text).map(stem);
  /* What is a reader's own in a message that was pasted whole: addresses, paths, files, versions, sums. */
  const OWN = /\b[a-z]+:\/\/[^\s'"`)\]>]*|(?:~|\.{0,2})\/[^\s'"`)\]>,:]{2,}|\b[\w.+-]+\.(?:whl|tar\.gz|zip|py)\b|\b[0-9a-f]{12,}\b|\b\d+(?:\.\d+)+\S*/gi;
  const PASTED = 7;
  const general = (query) => {
    const rest = query.replace(OWN, " ");
    return words(query).length > PASTED && words(rest).length > 1 ? rest : query;
  };
  const asked = (query) => {
    const all = words(general(query));
    const telling = all.filter((word) => !STOP.has(word));
    return telling.length > 0 ? telling : all;
  };
  const plain = (text) => ` ${words(text).join(" ")} `;

  const joined = (page, part) => page.sections.map((section) => section[part]).join(" \n ");
  const make = (pages) => {
    const index = new MiniSearch({
      fields: ["title", "keywords", "headings", "code", "text"],
      tokenize: words,
      processTerm: stem,
    });
    index.addAll(
      pages.map((page, id) => ({
        id,
        title: page.title,
        keywords: page.keywords,
        headings: joined(page, "heading"),
        code: joined(page, "code"),
        text: joined(page, "text"),
      })),
    );
    const texts = pages.map((page) => plain(`${page.title} ${page.keywords} ${joined(page, "heading")} ${joined(page, "text")}`));

    // Messages: what a page prints as code, line by line, and the words that its author expects, where they are a sentence.
    const messages = pages.map((page) =>
      [...joined(page, "code").split("\n"), ...page.keywords.split(", ")].map(plain).filter((line) => line.split(" ").length > 4),
    );
    const leads = pages.map((page) => page.keywords.split(", ").map((each) => asked(each).map(stem).join(" ")));

    /* The section that says most of what was asked, with its heading counting more than its text. */
    const read = new Map();
    const termsOf = (section) => {
      // Each key that is typed asks again, and to read the whole guide each time would be felt.
      if (!read.has(section)) read.set(section, [new Set(terms(section.text)), new Set(terms(section.heading))]);
      return read.get(section);
    };
    const best = (page, found) => {
      const wanted = new Set(found);
      const counts = page.sections.map((section) => {
        const [told, headed] = termsOf(section);
        return [...wanted].reduce((sum, term) => sum + (told.has(term) ? 1 : 0) + (headed.has(term) ? 1.5 : 0), 0);
      });
      return page.sections[counts.indexOf(Math.max(...counts))];
    };

    return (query) => {
      const wanted = asked(query);
      const phrase = plain(query);
      const bare = wanted.map(stem).join(" ");
      const several = phrase.trim().includes(" ");
      return index
        .search(wanted.join(" "), {
          tokenize: () => wanted,
          // A status code says more than a word of the same rarity.
          boostTerm: (term) => (/^[345]\d\d$/.test(term) ? 2 : 1),
          boost: { title: 4, keywords: 4, headings: 2, code: 1.2 },
          prefix: (term) => term.length > 2 && !/^\d+$/.test(term),
          fuzzy: (term) => (term.length > 4 && /^[a-z]+$/.test(term) ? 0.2 : false),
          weights: { prefix: 0.3, fuzzy: 0.15 },
        })
        .map(({ id, score, terms: found, queryTerms }) => {
          const page = pages[id];
          const share = new Set(queryTerms).size / new Set(wanted.map(stem)).size;
          // The more words stand there in this order, the less it is chance.
          const whole = several && texts[id].includes(phrase) ? 1 + Math.min(8, phrase.trim().split(" ").length) / 2 : 1;
          const message = whole === 1 && messages[id].some((line) => phrase.includes(line)) ? 2 : 1;
          // Words that the page's author expects: as they stand, or the beginning of them.
          const lead = leads[id].includes(bare) ? 1.5 : leads[id].some((each) => `${each} `.startsWith(`${bare} `)) ? 1.25 : 1;
          // A likeness is shown only where nothing that was asked for stands as it was asked.
          const sure = found.filter((term) => wanted.some((word) => term.startsWith(stem(word))));
          return { page, found: sure.length > 0 ? sure : found, score: score * page.weight * share * whole * message * lead };
        })
        .sort((one, other) => other.score - one.score)
        .map((hit) => ({ ...hit, section: best(hit.page, hit.found) }));
    };
  };
  return { make, terms, words, stem, NAME };
})();
