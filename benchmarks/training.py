"""Training speed: ours, keras.layers.LSTM and torch.nn.LSTM, in turns on the same machine.

    python benchmarks/training.py [--torch PYTHON] [--json FILE]
    python benchmarks/training.py --layers 512 --batch 32

Many-to-many training of a character model: 65 symbols, windows of 64, states carried, Adam, gradients
clipped to norm 1, dropout of 0.2 after the embedding and after each layer. "ours" is what textgen train
chooses here, one mask for all steps of a window; the others are float32 and draw a mask for each step, as
they do by default. Each contender is a process of its own; they take turns, and the medians and their
ratios are printed. torch takes part where it is installed.
"""

from __future__ import annotations

import turns

SYMBOLS, EMBEDDING, WINDOW = 65, 64, 64
DROPOUT = 0.2
SHAPES = [("256", 32), ("512", 32), ("128,128", 64), ("512,512", 64)]


def ours(layers: list[int], batch: int) -> turns.Step:
    """Our own training step, as ``textgen train`` would choose it."""
    return _ours(layers, batch, None)


def ours_float32(layers: list[int], batch: int) -> turns.Step:
    """Our own training step in float32."""
    return _ours(layers, batch, "float32")


def _ours(layers: list[int], batch: int, implementation: str | None) -> turns.Step:
    from textgen.lstm.startup import replicas_for, start_tensorflow

    replicas = replicas_for(batch)
    start_tensorflow(replicas)
    import numpy as np

    from textgen.lstm import implementations
    from textgen.lstm.architecture import Architecture, initial_weights
    from textgen.lstm.network import TrainingNetwork

    architecture = Architecture(SYMBOLS, EMBEDDING, tuple(layers))

    def make(name: str) -> TrainingNetwork:
        return TrainingNetwork(
            architecture,
            initial_weights(architecture, seed=1),
            batch=batch,
            dropout=DROPOUT,
            clip=1.0,
            replicas=replicas,
            implementation=name,
        )

    if implementation is None:
        chosen = implementations.choose(architecture, make, batch=batch, window=WINDOW, say=lambda text: None)
        implementation = chosen.name
    turns.notes["implementation"] = implementation
    network = make(implementation)
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
            k.layers.Dropout(DROPOUT),
            *(
                layer
                for units in layers
                for layer in (
                    k.layers.LSTM(units, return_sequences=True, stateful=True),
                    k.layers.Dropout(DROPOUT),
                )
            ),
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

    t.set_num_threads(turns.cores())
    embedding = t.nn.Embedding(SYMBOLS, EMBEDDING)
    between = DROPOUT if len(layers) > 1 else 0.0
    lstm = t.nn.LSTM(EMBEDDING, layers[0], len(layers), batch_first=True, dropout=between)
    drop = t.nn.Dropout(DROPOUT)
    output = t.nn.Linear(layers[0], SYMBOLS)
    parameters = [*embedding.parameters(), *lstm.parameters(), *output.parameters()]
    optimizer = t.optim.Adam(parameters, 1e-3)
    windows = t.randint(0, SYMBOLS, (batch, WINDOW + 1))
    state = None

    def step() -> None:
        nonlocal state
        optimizer.zero_grad()
        hidden, state = lstm(drop(embedding(windows[:, :-1])), state)
        state = tuple(part.detach() for part in state)
        logits = output(drop(hidden)).reshape(-1, SYMBOLS)
        t.nn.functional.cross_entropy(logits, windows[:, 1:].reshape(-1)).backward()
        t.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()

    return step


if __name__ == "__main__":
    turns.run(
        __file__,
        __doc__,
        {"ours": ours, "ours float32": ours_float32, "keras": keras, "torch": torch},
        batch=64,
        seconds=2.0,
        block=1,
        shapes=SHAPES,
        characters_per_row=WINDOW,
    )
