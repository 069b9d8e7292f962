"""Do states that begin anew at each document learn better than states that are carried over it?

    python benchmarks/document_starts.py CORPUS.txt [--characters 1000000] [--epochs 2] [--seeds 3]

One layer of 128 units, 32 streams of windows of 64, Adam, the last tenth of the text held out. Both are
trained by the same steps, and both are measured both ways; documents end with a form feed.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

UNITS, EMBEDDING, BATCH, WINDOW = 128, 64, 32, 64
RATE, WARM_UP = 6e-3, 100
HELD_OUT_STREAMS, UNCOUNTED = 16, 256
DELIMITER = "\f"

Ids = npt.NDArray[np.int32]


def main() -> None:
    """Read the text, train, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--characters", type=int, default=1_000_000)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()

    from textgen.lstm.startup import start_tensorflow

    start_tensorflow(1)
    text = arguments.corpus.read_text("utf-8")[: arguments.characters]
    symbols = sorted(set(text))
    ids = np.array([symbols.index(character) for character in text], np.int32)
    print(f"{text.count(DELIMITER):,} documents, {len(text):,} characters, {len(text) // 10:,} held out")
    print(f"{'trained with states':<20} {'seed':>4} {'measured carried':>17} {'measured anew':>14}")
    for seed in range(1, arguments.seeds + 1):
        for anew in (False, True):
            losses = trial(ids, symbols.index(DELIMITER), len(symbols), anew, arguments.epochs, seed)
            name = "anew" if anew else "carried"
            print(f"{name:<20} {seed:>4} {losses[0]:>17.4f} {losses[1]:>14.4f}", flush=True)


def trial(
    ids: Ids, delimiter: int, vocabulary: int, anew: bool, epochs: int, seed: int
) -> tuple[float, float]:
    """Train once; return the held-out loss with states carried, and with states that begin anew."""
    import tensorflow as tf

    from textgen.lstm.architecture import Architecture, initial_weights

    architecture = Architecture(vocabulary, EMBEDDING, (UNITS,))
    weights = [tf.Variable(array) for array in initial_weights(architecture, seed=seed)]
    table, kernel, recurrent, bias, output, output_bias = weights
    optimizer = tf.keras.optimizers.Adam(RATE, beta_2=0.99, epsilon=1e-8)

    def losses(windows: Any, h: Any, c: Any, anew: bool) -> Any:
        read, targets = windows[:-1], windows[1:]
        going_on = tf.unstack(tf.cast(read != delimiter, tf.float32)[..., tf.newaxis])
        hidden = []
        for z, carried in zip(tf.unstack(tf.gather(table, read) @ kernel + bias), going_on, strict=True):
            if anew:
                h, c = h * carried, c * carried
            i, f, candidate, o = tf.split(z + h @ recurrent, 4, -1)
            c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(candidate)
            h = tf.sigmoid(o) * tf.tanh(c)
            hidden.append(h)
        logits = tf.stack(hidden) @ output + output_bias
        return tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits), h, c

    @tf.function  # type: ignore[untyped-decorator]
    def learn(windows: Any, h: Any, c: Any) -> Any:
        with tf.GradientTape() as tape:
            loss, h, c = losses(windows, h, c, anew)
            loss = tf.reduce_mean(loss)
        gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, weights)]
        gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))
        return h, c

    measure = tf.function(losses)
    random = np.random.default_rng(seed)
    cut = len(ids) - len(ids) // 10
    steps = (cut // BATCH - 1) // WINDOW
    for epoch in range(epochs):
        h = c = tf.zeros([BATCH, UNITS])
        first = random.integers(cut)
        for place in range(steps):
            step = epoch * steps + place
            cosine = 0.5 * (1 + math.cos(math.pi * step / (epochs * steps)))
            optimizer.learning_rate.assign(RATE * min(1.0, (step + 1) / WARM_UP) * (0.01 + 0.99 * cosine))
            starts = first + np.arange(BATCH) * (cut // BATCH) + place * WINDOW
            windows = ids[(starts[:, np.newaxis] + np.arange(WINDOW + 1)) % cut]
            h, c = learn(tf.constant(windows.T), h, c)

    def held_out(anew: bool) -> float:
        part = ids[cut:]
        length = len(part) // HELD_OUT_STREAMS
        h = c = tf.zeros([HELD_OUT_STREAMS, UNITS])
        counted = []
        for place in range(0, length - WINDOW - 1, WINDOW):
            starts = np.arange(HELD_OUT_STREAMS) * length + place
            windows = part[starts[:, np.newaxis] + np.arange(WINDOW + 1)]
            loss, h, c = measure(tf.constant(windows.T), h, c, anew)
            if place >= UNCOUNTED:
                counted.append(float(tf.reduce_mean(loss)))
        return float(np.mean(counted))

    return held_out(False), held_out(True)


if __name__ == "__main__":
    main()
