// Drawing symbols by chance.

// Below this temperature, drawing is taking the likeliest.
const COLDEST = 1e-6;

/** Random numbers from a seed: sfc32, of Chris Doty-Humphrey's PractRand. */
class Random {
  constructor(seed) {
    this.state = [0, seed | 0, 0, 1];
    for (let round = 0; round < 15; round++) this.next();
  }

  /** A number from 0 to 1, without 1. */
  next() {
    let [a, b, c, counter] = this.state;
    const sum = (((a + b) | 0) + counter) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    this.state = [a, b, c, (counter + 1) | 0];
    return (sum >>> 0) / 2 ** 32;
  }
}

/** The probabilities that logits stand for, at a temperature above 0. */
function softmax(logits, temperature) {
  const largest = logits[likeliest(logits)];
  const probabilities = new Float64Array(logits.length);
  let total = 0;
  for (let symbol = 0; symbol < logits.length; symbol++) {
    probabilities[symbol] = Math.exp((logits[symbol] - largest) / temperature);
    total += probabilities[symbol];
  }
  for (let symbol = 0; symbol < logits.length; symbol++) probabilities[symbol] /= total;
  return probabilities;
}

/** Draw a symbol; one whose logit is minus infinity is never drawn. */
function draw(logits, temperature, random) {
  if (temperature < COLDEST) return likeliest(logits);
  const probabilities = softmax(logits, temperature);
  let left = random.next();
  for (let symbol = 0; symbol < probabilities.length; symbol++) {
    left -= probabilities[symbol];
    if (left < 0) return symbol;
  }
  return likeliest(logits); // what rounding left over
}

function likeliest(logits) {
  let best = 0;
  for (let symbol = 1; symbol < logits.length; symbol++) if (logits[symbol] > logits[best]) best = symbol;
  return best;
}
