// Vector × matrix, where nearly all of the time goes: in WebAssembly, or without it in JavaScript, which takes
// three to five times as long.

// Columns that are multiplied at once: each number of the vector is fetched once for all of them.
const PANEL = 16;
const BYTES = 4 * PANEL; // of a row of a panel
const PAGE = 65536; // bytes; WebAssembly has its memory in pages

const product = productModule();

/** A matrix that vectors are multiplied by; its columns stand in panels, the last one padded with zeros. */
class Matrix {
  /** From its values, row after row. */
  constructor({ values, rows }, columns) {
    this.rows = rows;
    const padded = Math.ceil(columns / PANEL) * PANEL;
    const places = [0, 4 * padded, 4 * padded * (1 + this.rows)]; // of the result, the panels, the vector
    const memory = newMemory(places[2] + 4 * this.rows);
    this.result = new Float32Array(memory.buffer, places[0], padded);
    this.panels = new Float32Array(memory.buffer, places[1], padded * this.rows);
    this.vector = new Float32Array(memory.buffer, places[2], this.rows);
    this.compute = product ? this.inWebAssembly(memory, places) : this.inJavaScript;
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) {
        this.panels[this.place(row, column)] = values[at];
      }
    }
  }

  /** Where a number stands in the panels. */
  place(row, column) {
    return (column - (column % PANEL)) * this.rows + row * PANEL + (column % PANEL);
  }

  /** Return `vector` × matrix; the next call writes over it. */
  multiply(vector) {
    this.vector.set(vector);
    this.compute();
    return this.result;
  }

  inWebAssembly(memory, [result, panels, vector]) {
    const { multiply } = new WebAssembly.Instance(product, { page: { memory } }).exports;
    return () => multiply(vector, vector + 4 * this.rows, panels, result, panels);
  }

  inJavaScript() {
    const { rows, result, panels, vector } = this;
    for (let column = 0; column < result.length; column += 8) {
      let a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
      for (let row = 0, at = this.place(0, column); row < rows; row++, at += PANEL) {
        const value = vector[row];
        a += value * panels[at];
        b += value * panels[at + 1];
        c += value * panels[at + 2];
        d += value * panels[at + 3];
        e += value * panels[at + 4];
        f += value * panels[at + 5];
        g += value * panels[at + 6];
        h += value * panels[at + 7];
      }
      result.set([a, b, c, d, e, f, g, h], column);
    }
  }
}

function newMemory(bytes) {
  if (!product) return { buffer: new ArrayBuffer(bytes) };
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
}

/**
 * The module with one function, or null where the browser has no WebAssembly with SIMD.
 *
 * multiply(vector, vectorEnd, panels, result, resultEnd) takes addresses. It is written here as the bytes of
 * the binary format (WebAssembly Core Specification 2.0, chapter 5).
 */
function productModule() {
  const [vector, vectorEnd, panels, result, resultEnd, at] = [0, 1, 2, 3, 4, 5];
  const value = 6;
  const sums = [7, 8, 9, 10]; // of four columns each

  const number = (n) => (n < 128 ? [n] : [(n & 127) | 128, n >> 7]); // LEB128
  const sized = (...bytes) => [...number(bytes.length), ...bytes];
  const name = (text) => sized(...[...text].map((letter) => letter.charCodeAt(0)));
  const section = (id, ...bytes) => [id, ...sized(...bytes)];

  const get = (local) => [0x20, local];
  const set = (local) => [0x21, local];
  const increase = (local, by) => [...get(local), 0x41, by | 128, 0, 0x6a, ...set(local)]; // i32.const, i32.add
  const load = (place) => [0xfd, 0x00, 2, place]; // v128.load, of an address that 4 divides
  const loadSplat = [0xfd, 0x09, 2, 0]; // v128.load32_splat: one number in all four places
  const store = (place) => [0xfd, 0x0b, 2, place]; // v128.store
  const zeros = [0xfd, 0x0c, ...new Array(16).fill(0)]; // v128.const
  const [add, multiply] = [[0xfd, 0xe4, 1], [0xfd, 0xe6, 1]]; // f32x4.add, f32x4.mul
  const repeatWhile = (local, end, ...body) => // loop … local.get, i32.lt_u, br_if, end
    [0x03, 0x40, ...body, ...get(local), ...get(end), 0x49, 0x0d, 0, 0x0b];

  const body = repeatWhile(
    result,
    resultEnd,
    ...sums.flatMap((sum) => [...zeros, ...set(sum)]),
    ...get(vector), ...set(at),
    ...repeatWhile(
      at,
      vectorEnd,
      ...get(at), ...loadSplat, ...set(value),
      ...sums.flatMap((sum, place) => [
        ...get(sum), ...get(value), ...get(panels), ...load(16 * place), ...multiply, ...add, ...set(sum),
      ]),
      ...increase(panels, BYTES),
      ...increase(at, 4),
    ),
    ...sums.flatMap((sum, place) => [...get(result), ...get(sum), ...store(16 * place)]),
    ...increase(result, BYTES),
  );
  const [i32, v128] = [0x7f, 0x7b];
  const bytes = [
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, 1, 0x60, ...sized(i32, i32, i32, i32, i32), 0), // the type: five addresses, no result
    ...section(2, 1, ...name("page"), ...name("memory"), 2, 0, 1), // imports a memory
    ...section(3, 1, 0), // a function of that type
    ...section(7, 1, ...name("multiply"), 0, 0), // is exported
    ...section(10, 1, ...sized(2, 1, i32, 5, v128, ...body, 0x0b)),
  ];
  try {
    return new WebAssembly.Module(new Uint8Array(bytes));
  } catch (error) {
    return null;
  }
}
