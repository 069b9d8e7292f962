// What runs beside the page, so that the page never waits: it holds the model and answers messages.

// Milliseconds of writing between two looks at the messages.
const SLICE = 16;

let model = null;
let network = null;
let symbols = null; // the id of each known character
let writing = 0; // counts the texts; the one that is being written has the latest number

const handlers = {
  /** Read the model; "ready" or "failed" is the answer. */
  async load({ description, weights }) {
    model = description;
    let bytes = decodeBytes(weights, model.bytes, model.crc32);
    if (model.compressed) bytes = await decompressed(bytes);
    network = new Network(model.network, bytes);
    symbols = new Map(model.vocabulary.map((code, id) => [String.fromCodePoint(code), id]));
    postMessage({ kind: "ready" });
  },

  /** The probabilities of the character that follows a context. */
  probabilities({ call, context }) {
    const { text } = fit(context, symbols, model.near);
    const stream = new Stream(network);
    for (const symbol of opening(text)) stream.feed(symbol);
    const probabilities = softmax(stream.logits(), 1);
    const characters = model.vocabulary.map((code) => String.fromCodePoint(code));
    if (model.unknown) characters.push(null);
    postMessage({ kind: "answer", call, answer: { context: text, characters, probabilities: [...probabilities] } });
  },

  /** Write a text: "begun", then its pieces, then "done". */
  async write({ prompt, length, temperature, seed }) {
    const number = ++writing;
    const { text, changes } = fit(prompt, symbols, model.near);
    postMessage({ kind: "begun", prompt: text, changes: [...changes] });
    const stream = new Stream(network);
    const random = new Random(seed);
    const before = opening(text);
    const goingOn = () => writing === number;
    let piece = "";
    await inSlices(before.length, goingOn, (at) => stream.feed(before[at]));
    const written = await inSlices(length, goingOn, () => {
      const logits = stream.logits();
      if (model.unknown) logits[model.vocabulary.length] = -Infinity;
      const symbol = draw(logits, temperature, random);
      piece += String.fromCodePoint(model.vocabulary[symbol]);
      stream.feed(symbol);
    }, () => {
      postMessage({ kind: "piece", text: piece });
      piece = "";
    });
    postMessage({ kind: "done", written, stopped: written < length });
  },

  stop() {
    writing++;
  },
};

/** The symbols that are read before a text; an empty context is the start of a document. */
function opening(context) {
  const ids = [];
  for (const character of context || model.delimiter || "\n") {
    if (symbols.has(character)) ids.push(symbols.get(character));
    else if (model.unknown) ids.push(model.vocabulary.length);
  }
  return ids;
}

/** Do something so many times, with looks at the messages in between; returns how often it was done. */
async function inSlices(times, goingOn, act, afterSlice = () => {}) {
  let done = 0;
  while (done < times && goingOn()) {
    for (const end = performance.now() + SLICE; done < times && performance.now() < end; done++) act(done);
    afterSlice();
    await messages();
  }
  return done;
}

/** Let the messages in that wait; a timer would wait longer than that. */
function messages() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

onmessage = async ({ data }) => {
  try {
    await handlers[data.kind](data);
  } catch (error) {
    postMessage({ kind: "failed", call: data.call, while: data.kind, reason: String(error.message || error) });
  }
};
