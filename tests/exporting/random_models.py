"""Models with random weights, and model folders of them, made without Keras."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from tiny import MANIFEST

from textgen.lstm import saving
from textgen.lstm.folder import MODEL, digest, write_manifest
from textgen.lstm.sampler import Network
from textgen.lstm.vocabulary import Vocabulary
from textgen.lstm.weights import Array, Layer, Normalization, Weights


def weights(
    symbols: int,
    units: tuple[int, ...],
    *,
    embedding: int | None = 6,
    hard: bool = False,
    normalized: bool = False,
    seed: int = 0,
) -> Weights:
    """Random weights of a size that matters; without an embedding the symbols are fed one-hot."""
    random = np.random.default_rng(seed)

    def normal(*shape: int) -> Array:
        return random.normal(0, 0.8, shape).astype(np.float32)

    features = embedding or symbols
    table = normal(symbols, embedding) if embedding else np.eye(symbols, dtype=np.float32)
    layers = []
    for number in units:
        normalizations = (Normalization(normal(number), normal(number), 0.01),) if normalized else ()
        kernels = normal(features, 4 * number), normal(number, 4 * number), normal(4 * number)
        layers.append(Layer(*kernels, hard_sigmoid=hard, normalizations=normalizations))
        features = number
    return Weights(table, tuple(layers), normal(features, symbols), normal(symbols))


def folder(path: Path, given: Weights, **changes: Any) -> Path:
    """A model folder; ``changes`` are fields of its manifest."""
    path.mkdir(parents=True)
    saving.write(path / MODEL, given)
    characters = "".join(chr(97 + number) for number in range(given.vocabulary))
    one_hot = saving.is_one_hot(given)
    architecture = {
        "embedding": None if one_hot else given.embedding.shape[1],
        "layers": [len(layer.recurrent_kernel) for layer in given.layers],
        "recurrent_activation": "hard_sigmoid" if given.layers[0].hard_sigmoid else "sigmoid",
        "parameters": sum(array.size for array in arrays(given)[one_hot:]),
    }
    manifest = replace(
        MANIFEST,
        **{"name": path.name, "vocabulary": Vocabulary(characters), "architecture": architecture, **changes},
        model_sha256=digest(path / MODEL),
    )
    write_manifest(path, manifest)
    return path


def arrays(given: Weights) -> list[Array]:
    """Every array, first to last."""
    return [array for layer in saving.described(given) for array in layer.arrays.values()]


def probabilities(given: Weights, ids: Any) -> Any:
    """What our sampler predicts after each symbol, shape ``(batch, time, symbols)``."""
    ids = np.array(ids)
    stream = Network(given).stream(len(ids))
    rows = []
    for symbols in ids.T:
        stream.feed(symbols)
        rows.append(np.exp(stream.log_probabilities()))
    return np.stack(rows, axis=1)
