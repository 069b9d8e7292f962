// The LSTM, one step a character, with its states carried along: what textgen/lstm/sampler.py does.

/** A model's weights, arranged for stepping. */
class Network {
  /** From the description of the layers and the bytes of their arrays. */
  constructor({ embedding, layers, output }, bytes) {
    const read = (array) => readArray(bytes, array);
    const part = (array) => ({ values: read(array), rows: array.shape[0] });
    const kernels = layers.map(({ kernel }) => part(kernel));
    const biases = layers.map(({ bias }) => read(bias));
    // The first layer's input is a row of a table; the others' stands above their own last state.
    const [above, recurrent] = split(kernels[0], layers[0].units);
    this.table = inputTable(embedding && part(embedding), above, biases[0]);
    this.layers = layers.map(({ units, hardSigmoid, normalizations }, number) => ({
      units,
      hardSigmoid,
      bias: biases[number],
      matrix: new Matrix(number === 0 ? recurrent : kernels[number], 4 * units),
      normalizations: normalizations.map(({ gamma, beta, epsilon }) => ({
        gamma: read(gamma),
        beta: read(beta),
        epsilon,
      })),
    }));
    this.output = new Matrix(part(output.kernel), output.kernel.shape[1]);
    this.outputBias = read(output.bias);
    this.symbols = this.outputBias.length;
  }
}

/** The rows above the last so many, and these. */
function split({ values, rows }, last) {
  const border = ((rows - last) * values.length) / rows;
  return [
    { values: values.subarray(0, border), rows: rows - last },
    { values: values.subarray(border), rows: last },
  ];
}

/** What each symbol adds to the sums of the first layer, one row a symbol. */
function inputTable(embedding, kernel, bias) {
  const columns = bias.length;
  let table = kernel.values; // one-hot
  if (embedding) {
    const matrix = new Matrix(kernel, columns);
    table = new Float32Array(embedding.rows * columns);
    for (let row = 0; row < embedding.rows; row++) {
      const sums = matrix.multiply(embedding.values.subarray(row * kernel.rows, (row + 1) * kernel.rows));
      table.set(sums.subarray(0, columns), row * columns);
    }
  }
  for (let at = 0; at < table.length; at++) table[at] += bias[at % columns];
  return table;
}

/** A text being read or written: the states that a network is in. */
class Stream {
  constructor(network) {
    this.network = network;
    this.layers = network.layers.map(({ units, matrix, normalizations }) => ({
      inputs: new Float32Array(matrix.rows), // from the layer below, then its own last hidden state
      cell: new Float32Array(units),
      hidden: normalize(new Float32Array(units), normalizations), // what the layer above reads
    }));
  }

  /** Read one symbol. */
  feed(symbol) {
    const { layers, table } = this.network;
    let below = null;
    layers.forEach((layer, number) => {
      const { inputs, cell, hidden } = this.layers[number];
      const { units, matrix } = layer;
      if (below) inputs.set(below);
      const sums = matrix.multiply(inputs);
      const [addend, start] = below ? [layer.bias, 0] : [table, symbol * 4 * units];
      for (let unit = 0; unit < 4 * units; unit++) sums[unit] += addend[start + unit];
      step(sums, cell, hidden, layer.hardSigmoid ? hardSigmoid : sigmoid);
      inputs.set(hidden, matrix.rows - units);
      normalize(hidden, layer.normalizations);
      below = hidden;
    });
  }

  /** The logits of the next symbol; the next call writes over them. */
  logits() {
    const { output, outputBias, symbols } = this.network;
    const sums = output.multiply(this.layers[this.layers.length - 1].hidden);
    for (let symbol = 0; symbol < symbols; symbol++) sums[symbol] += outputBias[symbol];
    return sums.subarray(0, symbols);
  }
}

/** One step of a layer; its sums are those of the gates input, forget, candidate, output (Keras's order). */
function step(sums, cell, hidden, gate) {
  const units = cell.length;
  for (let unit = 0; unit < units; unit++) {
    const input = gate(sums[unit]);
    const forget = gate(sums[units + unit]);
    const candidate = Math.tanh(sums[2 * units + unit]);
    const output = gate(sums[3 * units + unit]);
    cell[unit] = forget * cell[unit] + input * candidate;
    hidden[unit] = output * Math.tanh(cell[unit]);
  }
}

function sigmoid(x) {
  return 0.5 * Math.tanh(0.5 * x) + 0.5;
}

/** Keras 3's. */
function hardSigmoid(x) {
  return Math.min(1, Math.max(0, x / 6 + 0.5));
}

/** Normalize a vector in place, once for each layer normalization (Ba et al. 2016), and return it. */
function normalize(vector, normalizations) {
  for (const { gamma, beta, epsilon } of normalizations) {
    const mean = vector.reduce((sum, value) => sum + value, 0) / vector.length;
    const variance = vector.reduce((sum, value) => sum + (value - mean) ** 2, 0) / vector.length;
    const scale = 1 / Math.sqrt(variance + epsilon);
    for (let at = 0; at < vector.length; at++) {
      vector[at] = (vector[at] - mean) * scale * gamma[at] + beta[at];
    }
  }
  return vector;
}
