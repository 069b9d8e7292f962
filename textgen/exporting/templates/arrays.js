// The arrays of a model, as textgen/exporting/arrays.py packed them.

// How many rows of a column share a scale.
const ROWS_OF_A_SCALE = 32;

/** The bytes of a base64 text of so many bytes with that CRC-32; throws where it is damaged. */
function decodeBytes(base64, size, crc) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  if (bytes.length !== size || crc32(bytes) !== crc) throw new Error("the weights are not whole");
  return bytes;
}

/** The checksum of zip, gzip and PNG (ISO 3309). */
function crc32(bytes) {
  const table = new Uint32Array(256);
  for (let number = 0; number < 256; number++) {
    let value = number;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    table[number] = value;
  }
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) crc = table[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** The values of a described array, rows first. */
function readArray(bytes, { type, shape, start }) {
  const count = shape.reduce((product, size) => product * size, 1);
  if (type === "float32") return new Float32Array(copied(bytes, start, 4 * count));
  const columns = shape[1];
  const scaleCount = Math.ceil(shape[0] / ROWS_OF_A_SCALE) * columns;
  const scales = fromBfloat16(new Uint16Array(copied(bytes, start, 2 * scaleCount)));
  const Numbers = type === "int8" ? Int8Array : Int16Array;
  const size = Numbers.BYTES_PER_ELEMENT * count;
  const numbers = new Numbers(copied(bytes, start + 2 * scaleCount, size));
  const values = new Float32Array(count);
  for (let row = 0, at = 0; row < shape[0]; row++) {
    const scaleRow = Math.floor(row / ROWS_OF_A_SCALE) * columns;
    for (let column = 0; column < columns; column++, at++) {
      values[at] = numbers[at] * scales[scaleRow + column];
    }
  }
  return values;
}

/** A buffer of its own: a view of four-byte numbers may not begin anywhere. */
function copied(bytes, start, size) {
  return bytes.buffer.slice(start, start + size);
}

/** A bfloat16 is the upper half of a float32. */
function fromBfloat16(halves) {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}
