"""Training speed: ours, keras.layers.LSTM and torch.nn.LSTM, in turns on the same machine.

    python benchmarks/training.py [--layers 128,128 --batch 64] [--rounds 3]

Many-to-many training of a character model: 65 symbols, windows of 64, states carried, Adam, gradients
clipped to norm 1, no dropout, float32. Each contender is a process of its own; they take turns, and the
medians and their ratios are printed. torch takes part where it is installed.
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

SYMBOLS, EMBEDDING, WINDOW, SECONDS = 65, 64, 64, 6.0
THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ours(layers: list[int], batch: int) -> Callable[[], object]:
    """Our own training step."""
    from textgen.lstm.run import replicas_for
    from textgen.lstm.startup import start_tensorflow

    replicas = replicas_for(batch)
    start_tensorflow(replicas)
    import numpy as np

    from textgen.lstm.architecture import Architecture, initial_weights
    from textgen.lstm.network import TrainingNetwork

    architecture = Architecture(SYMBOLS, EMBEDDING, tuple(layers))
    weights = initial_weights(architecture, seed=1)
    network = TrainingNetwork(architecture, weights, batch=batch, dropout=0.0, clip=1.0, replicas=replicas)
    windows = np.random.default_rng(0).integers(0, SYMBOLS, (batch, WINDOW + 1)).astype(np.int32)
    return lambda: network.train_step(windows, step=1, learning_rate=1e-3)


def keras(layers: list[int], batch: int) -> Callable[[], object]:
    """The same model of stateful keras.layers.LSTM; without XLA, which is slower here."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras as k
    import numpy as np

    model = k.Sequential(
        [
            k.Input(batch_shape=(batch, WINDOW)),
            k.layers.Embedding(SYMBOLS, EMBEDDING),
            *(k.layers.LSTM(units, return_sequences=True, stateful=True) for units in layers),
            k.layers.Dense(SYMBOLS),
        ]
    )
    loss = k.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(k.optimizers.Adam(1e-3, global_clipnorm=1.0), loss, jit_compile=False)
    windows = np.random.default_rng(0).integers(0, SYMBOLS, (batch, WINDOW + 1)).astype(np.int32)
    return lambda: model.train_on_batch(windows[:, :-1], windows[:, 1:])


def torch(layers: list[int], batch: int) -> Callable[[], object]:
    """The same model of torch.nn.LSTM, which stacks layers of one size."""
    import torch as t

    t.set_num_threads(THREADS)
    embedding = t.nn.Embedding(SYMBOLS, EMBEDDING)
    lstm = t.nn.LSTM(EMBEDDING, layers[0], len(layers), batch_first=True)
    output = t.nn.Linear(layers[0], SYMBOLS)
    parameters = [*embedding.parameters(), *lstm.parameters(), *output.parameters()]
    optimizer = t.optim.Adam(parameters, 1e-3)
    windows = t.randint(0, SYMBOLS, (batch, WINDOW + 1))
    state = None

    def step() -> None:
        nonlocal state
        optimizer.zero_grad()
        hidden, state = lstm(embedding(windows[:, :-1]), state)
        state = tuple(part.detach() for part in state)
        logits = output(hidden).reshape(-1, SYMBOLS)
        t.nn.functional.cross_entropy(logits, windows[:, 1:].reshape(-1)).backward()
        t.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()

    return step


CONTENDERS = {"ours": ours, "keras": keras, "torch": torch}


def measure(name: str, layers: list[int], batch: int) -> float:
    """Return a contender's characters per second, after three steps that are not counted."""
    step = CONTENDERS[name](layers, batch)
    for _ in range(3):
        step()
    begun, steps = time.perf_counter(), 0
    while time.perf_counter() - begun < SECONDS:
        step()
        steps += 1
    return steps * batch * WINDOW / (time.perf_counter() - begun)


def main() -> None:
    """Let the contenders take turns and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--layers", default="128,128")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=CONTENDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    layers = [int(units) for units in options.layers.split(",")]
    if options.only:
        print(json.dumps(measure(options.only, layers, options.batch)))
        return
    names = [name for name in CONTENDERS if name != "torch" or importlib.util.find_spec("torch")]
    speeds: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(options.rounds):
        for name in names:
            done = subprocess.run(
                [
                    sys.executable,
                    __file__,
                    "--layers",
                    options.layers,
                    "--batch",
                    str(options.batch),
                    "--only",
                    name,
                ],
                capture_output=True,
                text=True,
                check=True,
            )
            speeds[name].append(json.loads(done.stdout))
    print(f"layers {options.layers}, batch {options.batch}, window {WINDOW}, {THREADS} cores, float32")
    print(f"{'':8} {'chars/s, median':>16} {'lowest':>9} {'highest':>9} {'ours / it':>10}")
    mine = statistics.median(speeds["ours"])
    for name, values in speeds.items():
        median = statistics.median(values)
        print(f"{name:8} {median:>16,.0f} {min(values):>9,.0f} {max(values):>9,.0f} {mine / median:>10.2f}")
    if "torch" not in names:
        print("torch is not installed here: pip install torch, to compare with it")


if __name__ == "__main__":
    main()
