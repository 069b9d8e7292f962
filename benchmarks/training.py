"""Training speed: ours, keras.layers.LSTM and torch.nn.LSTM, in turns on the same machine.

    python benchmarks/training.py [--layers 128,128 --batch 64] [--rounds 3]

Many-to-many training of a character model: 65 symbols, windows of 64, states carried, Adam, gradients
clipped to norm 1, no dropout, float32. Each contender is a process of its own; they take turns, and the
medians and their ratios are printed. torch takes part where it is installed.
"""

from __future__ import annotations

import turns

SYMBOLS, EMBEDDING, WINDOW = 65, 64, 64


def ours(layers: list[int], batch: int) -> turns.Step:
    """Our own training step."""
    from textgen.lstm.startup import replicas_for, start_tensorflow

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


def keras(layers: list[int], batch: int) -> turns.Step:
    """The same model of stateful keras.layers.LSTM; without XLA, which is slower here."""
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


def torch(layers: list[int], batch: int) -> turns.Step:
    """The same model of torch.nn.LSTM, which stacks layers of one size."""
    import torch as t

    from textgen.lstm.startup import cores

    t.set_num_threads(cores())
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


if __name__ == "__main__":
    turns.run(
        __file__,
        __doc__,
        {"ours": ours, "keras": keras, "torch": torch},
        batch=64,
        seconds=6.0,
        block=3,
        characters_per_row=WINDOW,
    )
