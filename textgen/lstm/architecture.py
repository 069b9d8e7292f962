"""The shape of a model, and its first weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.errors import Unsupported
from textgen.lstm.weights import Layer, Weights

Arrays = list[npt.NDArray[np.float32]]  # one a weight, in the order of the saved model's layers


@dataclass(frozen=True, slots=True)
class Architecture:
    """Embedding, a stack of LSTM layers, and a softmax over the vocabulary.

    Args:
        vocabulary: The number of symbols.
        embedding: The size of a character's vector; None feeds the character one-hot.
        layers: The units of each LSTM layer, first to last.
        recurrent_activation: "sigmoid", or "hard_sigmoid" as Keras 3 defines it.
    """

    vocabulary: int
    embedding: int | None
    layers: tuple[int, ...]
    recurrent_activation: str = "sigmoid"

    @property
    def parameters(self) -> int:
        """The number of trained weights."""
        total, features = 0, self.vocabulary
        if self.embedding is not None:
            total, features = self.vocabulary * self.embedding, self.embedding
        for units in self.layers:
            total += 4 * units * (features + units + 1)
            features = units
        return total + (features + 1) * self.vocabulary


def build(architecture: Architecture, *, seed: int = 0) -> Any:
    """Return the stateless ``keras.Model`` of an architecture, freshly initialised.

    It maps ids of shape ``(batch, time)`` to probabilities of shape ``(batch, time, vocabulary)``;
    batch and time are open. One-hot input is an embedding that is the identity and not trained.
    """
    import keras

    initializers = keras.initializers
    if architecture.embedding is None:
        embedding = keras.layers.Embedding(
            architecture.vocabulary,
            architecture.vocabulary,
            embeddings_initializer="identity",
            trainable=False,
            name="one_hot",
        )
    else:
        # Unit variance, as torch.nn.Embedding starts: with Keras's 0.05 the first epochs are slower.
        embedding = keras.layers.Embedding(
            architecture.vocabulary,
            architecture.embedding,
            embeddings_initializer=initializers.RandomNormal(stddev=1.0, seed=seed),
            name="embedding",
        )
    ids = keras.Input((None,), dtype="int32", name="ids")
    x = embedding(ids)
    for number, units in enumerate(architecture.layers, 1):
        x = keras.layers.LSTM(
            units,
            return_sequences=True,
            recurrent_activation=architecture.recurrent_activation,
            kernel_initializer=initializers.GlorotUniform(seed=seed + 2 * number),
            recurrent_initializer=initializers.Orthogonal(seed=seed + 2 * number + 1),
            name=f"lstm_{number}",
        )(x)
    probabilities = keras.layers.Dense(
        architecture.vocabulary,
        activation="softmax",
        kernel_initializer=initializers.GlorotUniform(seed=seed + 1),
        name="probabilities",
    )(x)
    return keras.Model(ids, probabilities, name="textgen")


def initial_weights(architecture: Architecture, *, seed: int) -> Arrays:
    """Return the first weights, in the order of the saved model's layers."""
    return [np.asarray(weight) for weight in build(architecture, seed=seed).get_weights()]


def arranged(architecture: Architecture, weights: Arrays) -> Weights:
    """Return the weights as the sampler takes them."""
    table, *rest, kernel, bias = weights
    hard = architecture.recurrent_activation == "hard_sigmoid"
    layers = tuple(
        Layer(rest[place], rest[place + 1], rest[place + 2], hard_sigmoid=hard)
        for place in range(0, len(rest), 3)
    )
    return Weights(table, layers, kernel, bias)


def of_weights(weights: Weights) -> tuple[Architecture, Arrays]:
    """Return the shape and the arrays of a model that was read from its folder.

    Raises:
        Unsupported: it has layers that the trainer and the evaluation do not run.
    """
    activations = {layer.hard_sigmoid for layer in weights.layers}
    if len(activations) > 1 or any(layer.normalizations for layer in weights.layers):
        raise Unsupported(
            "layer normalization and mixed activations can be sampled, not trained or evaluated",
            hint="Use textgen generate, or evaluate the model with Keras.",
        )
    architecture = Architecture(
        vocabulary=weights.vocabulary,
        embedding=weights.embedding.shape[1],
        layers=tuple(len(layer.recurrent_kernel) for layer in weights.layers),
        recurrent_activation="hard_sigmoid" if activations.pop() else "sigmoid",
    )
    arrays = [weights.embedding]
    for layer in weights.layers:
        arrays += [layer.kernel, layer.recurrent_kernel, layer.bias]
    return architecture, [*arrays, weights.kernel, weights.bias]
