"""Sampling speed: ours, two ways with Keras and torch.nn.LSTM, in turns on the same machine.

    python benchmarks/sampling.py [--layers 128,128 --batch 1] [--rounds 3] [--torch PYTHON] [--json FILE]

Characters drawn one after another at temperature 0.7 from a model of 65 symbols with random weights. The
Keras window is how Keras's own text-generation example and the 2019 tutorial sample: the last 60 characters
one-hot through the whole network for each new one. Each contender is a process of its own; they take turns,
and the medians and their ratios are printed. torch takes part where it is installed, or where --torch names
a Python of another environment that has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import turns

if TYPE_CHECKING:
    from textgen.lstm.weights import Array, Weights

SYMBOLS, EMBEDDING, WINDOW, TEMPERATURE = 65, 64, 60, 0.7


def random_weights(layers: list[int]) -> Weights:
    """A model's weights."""
    from textgen.lstm.weights import Layer, Weights

    random = np.random.default_rng(0)

    def array(*shape: int) -> Array:
        return random.normal(0, 0.1, shape).astype(np.float32)

    features = [EMBEDDING, *layers]
    return Weights(
        array(SYMBOLS, EMBEDDING),
        tuple(
            Layer(array(before, 4 * units), array(units, 4 * units), array(4 * units), hard_sigmoid=False)
            for before, units in zip(features, layers, strict=False)
        ),
        array(layers[-1], SYMBOLS),
        array(SYMBOLS),
    )


def ours(layers: list[int], batch: int) -> turns.Step:
    """The sampler that ``textgen generate`` uses."""
    from textgen.generators.base import Sampling
    from textgen.lstm.sampler import Network

    drawn = Network(random_weights(layers)).stream(batch).sample(Sampling(TEMPERATURE), seed=1)
    return lambda: next(drawn)


def keras_window(layers: list[int], batch: int) -> turns.Step:
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


def keras_stateful(layers: list[int], batch: int) -> turns.Step:
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


def torch_stateful(layers: list[int], batch: int) -> turns.Step:
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


def threads(name: str) -> dict[str, str]:
    """``textgen`` begins with one thread; the others have what they take by default, torch also one."""
    return {"ours": {"OPENBLAS_NUM_THREADS": "1"}, "torch 1 thread": {"OMP_NUM_THREADS": "1"}}.get(name, {})


if __name__ == "__main__":
    turns.run(
        __file__,
        __doc__,
        {
            "ours": ours,
            "keras window": keras_window,
            "keras stateful": keras_stateful,
            "torch stateful": torch_stateful,
            "torch 1 thread": torch_stateful,
        },
        batch=1,
        seconds=4.0,
        block=20,
        characters_per_row=1,
        shapes=[("128,128", 1), ("128,128", 64), ("512,512", 1)],
        environment=threads,
    )
