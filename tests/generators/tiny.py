"""Model folders for tests: as the trainer leaves them, but with random weights and an invented corpus."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from textgen.lstm import saving
from textgen.lstm.folder import MODEL, Manifest, TrainingText, digest, write_manifest
from textgen.lstm.vocabulary import Vocabulary
from textgen.lstm.weights import Array, Layer, Weights

CREATED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
MANIFEST = Manifest(
    name="tiny",
    created=CREATED,
    vocabulary=Vocabulary("\n abcdefgh", unknown=True),
    delimiter=None,
    architecture={"embedding": 6, "layers": [12, 9], "dropout": 0.1},
    training={"epochs": 3, "minutes": None, "recipe": "default"},
    implementation="test",
    corpus=TrainingText("invented", "0" * 64, 1000, 900),
    versions={"python": "3.11", "keras": "3.12"},
    metrics={"train_loss": 1.5, "validation_loss": 1.75, "bits_per_character": None},
    model_sha256="0" * 64,
)


def keras_model(
    vocabulary: int, *layers: Any, embedding: int | None = 6, sequential: bool = False, seed: int = 0
) -> Any:
    """Build a Keras model with random weights, all of a size that matters.

    Args:
        vocabulary: The number of symbols.
        *layers: Keras layers, or units of an LSTM layer.
        embedding: The size of the embedding; None for a frozen identity.
        sequential: Whether to build a Sequential model.
        seed: What the weights come from.
    """
    import keras

    if embedding is None:
        first = keras.layers.Embedding(
            vocabulary, vocabulary, embeddings_initializer="identity", trainable=False
        )
    else:
        first = keras.layers.Embedding(vocabulary, embedding)
    chain = [
        first,
        *(
            keras.layers.LSTM(layer, return_sequences=True) if isinstance(layer, int) else layer
            for layer in layers
        ),
        keras.layers.Dense(vocabulary, activation="softmax"),
    ]
    ids = keras.Input((None,), dtype="int32")
    if sequential:
        model = keras.Sequential([ids, *chain])
    else:
        x = ids
        for layer in chain:
            x = layer(x)
        model = keras.Model(ids, x)
    random = np.random.default_rng(seed)
    for layer in model.layers:
        if layer.trainable:
            scales = [2 / np.sqrt(len(weight)) if weight.ndim > 1 else 0.7 for weight in layer.get_weights()]
            layer.set_weights(
                [
                    random.normal(0, scale, weight.shape)
                    for scale, weight in zip(scales, layer.get_weights(), strict=True)
                ]
            )
    return model


def random_weights(symbols: int, *layers: int, embedding: int = 6) -> Weights:
    """Weights of a size that matters, without Keras, which takes seconds to load."""
    random = np.random.default_rng(0)

    def array(*shape: int) -> Array:
        return random.normal(0, 2 / np.sqrt(shape[0]) if len(shape) > 1 else 0.7, shape).astype(np.float32)

    chain = [
        Layer(array(before, 4 * units), array(units, 4 * units), array(4 * units), hard_sigmoid=False)
        for before, units in zip([embedding, *layers], layers, strict=False)
    ]
    return Weights(array(symbols, embedding), tuple(chain), array(layers[-1], symbols), array(symbols))


def write_model(folder: Path, model: Any = None, **changes: Any) -> Path:
    """Write a model folder, by default one of random weights; ``changes`` are fields of its manifest."""
    manifest = replace(MANIFEST, name=folder.name, **changes)
    folder.mkdir(parents=True)
    if model is None:
        saving.write(folder / MODEL, random_weights(manifest.vocabulary.size, 12, 9))
    else:
        model.save(folder / MODEL)
    write_manifest(folder, replace(manifest, model_sha256=digest(folder / MODEL)))
    return folder
