"""Sampling speed: ours, two ways with Keras and torch.nn.LSTM, in turns on the same machine.

    python benchmarks/sampling.py [--layers 128,128 --batch 1] [--rounds 3]

Characters drawn one after another at temperature 0.7 from a model of 65 symbols with random weights. The
Keras window is how Keras's own text-generation example and the 2019 tutorial sample: the last 60 characters
one-hot through the whole network for each new one. Each contender is a process of its own; they take turns,
and the medians and their ratios are printed. torch takes part where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

SYMBOLS, EMBEDDING, WINDOW, TEMPERATURE, SECONDS = 65, 64, 60, 0.7, 4.0
Step = Callable[[], object]


def ours(layers: list[int], batch: int) -> Step:
    """The sampler that ``textgen generate`` uses."""
    from textgen.generators.base import Sampling
    from textgen.lstm.sampler import Network
    from textgen.lstm.weights import Array, Layer, Weights

    random = np.random.default_rng(0)

    def array(*shape: int) -> Array:
        return random.normal(0, 0.1, shape).astype(np.float32)

    features = [EMBEDDING, *layers]
    weights = Weights(
        array(SYMBOLS, EMBEDDING),
        tuple(
            Layer(array(before, 4 * units), array(units, 4 * units), array(4 * units), hard_sigmoid=False)
            for before, units in zip(features, layers, strict=False)
        ),
        array(layers[-1], SYMBOLS),
        array(SYMBOLS),
    )
    drawn = Network(weights).stream(batch).sample(Sampling(TEMPERATURE), seed=1)
    return lambda: next(drawn)


def keras_window(layers: list[int], batch: int) -> Step:
    """The tutorial's way: ``model.predict`` on the last 60 characters, one-hot, for each new one."""
    import keras as k

    stack = [
        k.layers.LSTM(units, return_sequences=unit < len(layers)) for unit, units in enumerate(layers, 1)
    ]
    model = k.Sequential([k.Input((WINDOW, SYMBOLS)), *stack, k.layers.Dense(SYMBOLS, activation="softmax")])
    random = np.random.default_rng(0)
    window = np.eye(SYMBOLS, dtype=np.float32)[random.integers(0, SYMBOLS, (batch, WINDOW))]

    def step() -> None:
        ids = draw(model.predict(window, verbose=0), random)
        window[:, :-1] = window[:, 1:]
        window[:, -1] = np.eye(SYMBOLS, dtype=np.float32)[ids]

    return step


def keras_stateful(layers: list[int], batch: int) -> Step:
    """Keras with its states carried: ``model.predict_on_batch`` on the last character."""
    import keras as k

    model = k.Sequential(
        [
            k.Input(batch_shape=(batch, 1)),
            k.layers.Embedding(SYMBOLS, EMBEDDING),
            *(k.layers.LSTM(units, return_sequences=True, stateful=True) for units in layers),
            k.layers.Dense(SYMBOLS, activation="softmax"),
        ]
    )
    random = np.random.default_rng(0)
    ids = np.zeros((batch, 1), np.int32)

    def step() -> None:
        ids[:, 0] = draw(model.predict_on_batch(ids)[:, 0], random)

    return step


def draw(probabilities: npt.NDArray[np.float32], random: np.random.Generator) -> npt.NDArray[np.intp]:
    """Draw one symbol a row at the temperature, vectorized."""
    weights = probabilities ** (1 / TEMPERATURE)
    cumulative = weights.cumsum(-1)
    limits = random.random((len(weights), 1)) * cumulative[:, -1:]
    return np.asarray((cumulative <= limits).sum(-1))


def torch_stateful(layers: list[int], batch: int) -> Step:
    """torch.nn.LSTM, which stacks layers of one size, with its states carried."""
    import torch as t

    embedding = t.nn.Embedding(SYMBOLS, EMBEDDING)
    lstm = t.nn.LSTM(EMBEDDING, layers[0], len(layers), batch_first=True)
    output = t.nn.Linear(layers[0], SYMBOLS)
    ids, state = t.zeros((batch, 1), dtype=t.long), None

    def step() -> None:
        nonlocal ids, state
        with t.inference_mode():
            hidden, state = lstm(embedding(ids), state)
            ids = t.multinomial(t.softmax(output(hidden[:, -1]) / TEMPERATURE, -1), 1)

    return step


CONTENDERS = {
    "ours": ours,
    "keras window": keras_window,
    "keras stateful": keras_stateful,
    "torch stateful": torch_stateful,
}


def measure(name: str, layers: list[int], batch: int) -> float:
    """Return a contender's characters per second, after twenty steps that are not counted."""
    step = CONTENDERS[name](layers, batch)
    for _ in range(20):
        step()
    begun, steps = time.perf_counter(), 0
    while time.perf_counter() - begun < SECONDS:
        for _ in range(20):
            step()
        steps += 20
    return steps * batch / (time.perf_counter() - begun)


def main() -> None:
    """Let the contenders take turns and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--layers", default="128,128")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=CONTENDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    layers = [int(units) for units in options.layers.split(",")]
    if options.only:
        print(json.dumps(measure(options.only, layers, options.batch)))
        return
    names = [name for name in CONTENDERS if not name.startswith("torch") or importlib.util.find_spec("torch")]
    speeds: dict[str, list[float]] = {name: [] for name in names}
    asked = ["--layers", options.layers, "--batch", str(options.batch)]
    for _ in range(options.rounds):
        for name in names:
            # ``textgen generate`` asks NumPy for one thread; the others have what they take by default.
            threads = {"OPENBLAS_NUM_THREADS": "1"} if name == "ours" else {}
            done = subprocess.run(
                [sys.executable, __file__, *asked, "--only", name],
                env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **threads},
                capture_output=True,
                text=True,
                check=True,
            )
            speeds[name].append(json.loads(done.stdout))
    print(f"layers {options.layers}, batch {options.batch}, temperature {TEMPERATURE}, float32")
    print(f"{'':14} {'chars/s, median':>16} {'lowest':>9} {'highest':>9} {'ours / it':>10}")
    mine = statistics.median(speeds["ours"])
    for name, values in speeds.items():
        median = statistics.median(values)
        print(f"{name:14} {median:>16,.0f} {min(values):>9,.0f} {max(values):>9,.0f} {mine / median:>10.1f}")
    if "torch stateful" not in names:
        print("torch is not installed here: pip install torch, to compare with it")


if __name__ == "__main__":
    main()
