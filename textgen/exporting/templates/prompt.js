// Prompts in the characters that a model knows: what textgen/lstm/prompt.py does.

/**
 * Exchange the characters that are not known for near ones, and leave out the rest.
 *
 * `known` has the characters; `alike` has texts of characters that stand for one another, the plain one
 * first; `spelt` has spellings in ASCII. Returns the text, and a Map of what became of each character that
 * was changed: "" for one left out.
 */
function fit(prompt, known, { alike, spelt }) {
  const whole = (text) => [...text].every((character) => known.has(character));
  const text = whole(prompt) ? prompt : prompt.normalize("NFC");
  const changes = new Map();
  for (const character of text) {
    if (!known.has(character) && !changes.has(character)) {
      const near = candidates(character, alike, spelt).find((each) => each && whole(each));
      changes.set(character, near || "");
    }
  }
  const fitted = [...text].map((each) => (changes.has(each) ? changes.get(each) : each));
  return { text: fitted.join(""), changes };
}

/** What may stand for a character, the nearest first. */
function candidates(character, alike, spelt) {
  const compatible = character.normalize("NFKC");
  const letters = character.normalize("NFKD").replace(/\p{M}/gu, "");
  return [
    compatible,
    ...alike.filter((group) => group.includes(character)).flatMap((group) => [...group]),
    Object.prototype.hasOwnProperty.call(spelt, character) ? spelt[character] : "",
    character.normalize("NFD"),
    letters,
    ...[compatible, letters].flatMap((form) => [form.toLowerCase(), form.toUpperCase()]),
  ];
}
