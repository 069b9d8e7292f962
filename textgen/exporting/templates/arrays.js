// The arrays of a model, as textgen/exporting/arrays.py packed them.

/** The bytes of a text, as textgen/exporting/base85.py wrote it, of so many bytes with that CRC-32. */
function decodeBytes(text, size, crc) {
  const numbers = new DataView(new ArrayBuffer(4 * Math.floor(text.length / 5)));
  for (let at = 0; 4 * at < numbers.byteLength; at++) {
    let number = 0;
    for (let digit = 0; digit < 5; digit++) {
      const code = text.charCodeAt(5 * at + digit);
      number = 85 * number + (code === 125 ? 20 : code - 40); // "}" stands in for "<"
    }
    numbers.setUint32(4 * at, number);
  }
  const bytes = new Uint8Array(numbers.buffer.slice(0, size));
  if (bytes.length !== size || crc32(bytes) !== crc) throw new Error("the weights are not whole");
  return bytes;
}

/** What zlib compressed. */
async function decompressed(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
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
  const [rows, columns] = shape;
  const steps = new Float32Array(copied(bytes, start, 4 * rows));
  const sixteenths = new Int8Array(copied(bytes, start + 4 * rows, count));
  const rest = start + 4 * rows + count; // two numbers in a byte
  const values = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    const four = (bytes[rest + (at >> 1)] >> (4 * (at & 1))) & 15;
    values[at] = (16 * sixteenths[at] + four) * steps[Math.floor(at / columns)];
  }
  return values;
}

/** A buffer of its own: a view of four-byte numbers may not begin anywhere. */
function copied(bytes, start, size) {
  return bytes.buffer.slice(start, start + size);
}
