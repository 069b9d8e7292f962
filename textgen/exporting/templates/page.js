// The page: reads the form and shows what the worker writes. No text is ever read as HTML.
"use strict";
(() => {
  // UTF-16 units of a block of text; as the text grows, the browser lays out only the last block anew.
  const BLOCK = 2000;
  const NAMED = 20; // changed characters that are named
  const DAMAGED = "This file is damaged or not whole. Copy it again from where it came, or ask for it again.";
  const NO_WORKER =
    "This browser does not let the page start its writer. Save the file and open it from there, or try " +
    "another browser.";

  const element = (id) => document.getElementById(id);
  if (document.documentElement.className === "failed") return;
  const fail = (sentence) => {
    element("fields").disabled = true;
    say(sentence);
  };

  let description;
  try {
    description = JSON.parse(element("description").textContent);
  } catch (error) {
    fail(DAMAGED);
    return;
  }
  if (description.compressed && !window.DecompressionStream) throw new Error("the browser is too old");
  let worker;
  try {
    const source = new Blob([element("worker").textContent], { type: "text/javascript" });
    worker = new Worker(URL.createObjectURL(source));
  } catch (error) {
    fail(NO_WORKER);
    return;
  }

  let text = ""; // the beginning and what was written
  let block = null; // what the text grows in
  let seed = 0;
  let running = false;
  const calls = []; // questions from the console, by number

  const handlers = {
    ready() {
      element("weights").remove(); // the worker has them
      element("fields").disabled = false;
      document.documentElement.className = "ready";
      window.onerror = null; // the browser is new enough
    },
    begun({ prompt, changes }) {
      text = "";
      block = null;
      element("text").textContent = "";
      element("written").hidden = false;
      append(prompt, "prompt");
      element("notice").textContent = changes.length ? explained(changes) : "";
    },
    piece(message) {
      append(message.text);
    },
    done({ written, stopped }) {
      run(false);
      const count = `${written.toLocaleString("en")} characters`;
      tell(`${stopped ? `Stopped after ${count}` : `Done, ${count}`}. Seed ${seed}.`);
    },
    answer({ call, answer }) {
      calls[call].resolve(answer);
    },
    failed({ call, ...problem }) {
      if (problem.while === "load") fail(DAMAGED);
      else if (call !== undefined) calls[call].reject(new Error(problem.reason));
      else {
        run(false);
        tell(`The writer failed: ${problem.reason}`);
      }
    },
  };

  worker.onerror = () => fail(NO_WORKER);
  worker.onmessage = ({ data }) => handlers[data.kind](data);
  const send = (kind, rest) => worker.postMessage({ kind, ...rest });
  send("load", { description, weights: element("weights").textContent });

  // For the curious, in the browser's console: await textgen.probabilities("To be")
  window.textgen = {
    /** The probabilities of the character after a context; null stands for all that the model does not know. */
    probabilities: (context) =>
      new Promise((resolve, reject) => {
        send("probabilities", { call: calls.push({ resolve, reject }) - 1, context });
      }),
  };

  function write() {
    if (running) return;
    const given = element("seed").value;
    seed = given === "" ? crypto.getRandomValues(new Uint32Array(1))[0] : Number(given);
    run(true);
    tell("Writing…");
    send("write", {
      prompt: element("prompt").value,
      temperature: element("temperature").valueAsNumber,
      length: element("length").valueAsNumber,
      seed,
    });
  }

  /** Show whether a text is being written. */
  function run(now) {
    const had = document.activeElement === element(now ? "write" : "stop");
    running = now;
    element("write").hidden = now;
    element("stop").hidden = !now;
    element("text").setAttribute("aria-busy", String(now));
    if (had) element(now ? "stop" : "write").focus({ preventScroll: true });
  }

  function tell(sentence) {
    element("status").textContent = sentence;
  }

  /** Add to the text; where a document ends stands a line across. */
  function append(piece, className = "") {
    text += piece;
    documents(piece).forEach((part, at) => {
      if (at > 0) {
        element("text").append(document.createElement("hr"));
        block = null;
      }
      const lineEnd = block && block.textContent.length > BLOCK ? part.indexOf("\n") : -1;
      if (lineEnd >= 0) block.append(part.slice(0, lineEnd));
      if (lineEnd >= 0 || !block) {
        block = document.createElement("div");
        element("text").append(block);
      }
      const span = document.createElement("span");
      span.className = className;
      span.textContent = part.slice(lineEnd + 1);
      block.append(span);
    });
  }

  /** The documents of a text, without control characters. */
  function documents(some) {
    const parts = description.delimiter ? some.split(description.delimiter) : [some];
    return parts.map((part) => part.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, ""));
  }

  /** What became of the characters that the model does not know. */
  function explained(changes) {
    const named = changes
      .slice(0, NAMED)
      .map(([old, near]) => `${visible(old)} (${near ? `read as ${visible(near)}` : "left out"})`);
    if (changes.length > NAMED) named.push(`and ${changes.length - NAMED} more`);
    return `The model has never seen: ${named.join(", ")}.`;
  }

  /** A character with a shape, or its number. */
  function visible(characters) {
    return characters.replace(
      /[\p{C}\p{Z}]/gu,
      (each) => `U+${each.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
    );
  }

  async function copy() {
    const copied = documents(text).join("\n\n");
    try {
      await navigator.clipboard.writeText(copied);
      tell("Copied.");
    } catch (error) {
      // Older browsers, and pages from a server without HTTPS.
      const exactly = (event) => {
        event.clipboardData.setData("text/plain", copied);
        event.preventDefault();
      };
      document.addEventListener("copy", exactly, { once: true });
      getSelection().selectAllChildren(element("text"));
      tell(document.execCommand("copy") ? "Copied." : "The text is selected: copy it with your keyboard.");
    }
  }

  function showTemperature() {
    element("degrees").textContent = element("temperature").valueAsNumber.toFixed(2);
  }

  element("form").addEventListener("submit", (event) => {
    event.preventDefault();
    write();
  });
  element("stop").addEventListener("click", () => send("stop"));
  element("copy").addEventListener("click", copy);
  element("temperature").addEventListener("input", showTemperature);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && running) send("stop");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      element("write").click();
    }
  });
  showTemperature(); // a browser may have kept what was chosen before
})();
