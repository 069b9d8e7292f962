"""A model's weights as one run of bytes, and a description that finds each array in it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from textgen.exporting import rounding
from textgen.lstm.saving import is_one_hot

if TYPE_CHECKING:
    from textgen.lstm.weights import Array, Weights

    Matrix = Array | rounding.Rounded

_BITS: Final = 9.55  # of a number on average: what a page of 1.5 bytes a number has room for
_SPARE: Final = 2**14  # bits more than that
_OF_OUTPUT: Final = 0.35  # how large the output's steps are beside a layer's; about the best of 0.25 to 0.7


@dataclass(slots=True)
class Packed:
    """A model's weights as bytes.

    Args:
        weights: What the bytes stand for.
        network: The layers, each array as ``{"type", "shape", "start"}``. A layer's ``kernel`` has its
            input's rows above those of its own hidden state. Without an ``embedding`` the first layer's
            input is one-hot.
        data: The arrays, little-endian, rows first. Of a matrix of type "rounded" come first the steps of
            the rows, float32; then its numbers divided by 16, eight bits each; then what is left, four bits
            each, the first in the lower half of a byte.
    """

    weights: Weights
    network: dict[str, Any] = field(default_factory=dict)
    data: bytearray = field(default_factory=bytearray)

    def add(self, array: Matrix) -> dict[str, Any]:
        """Append an array and return its description."""
        start = len(self.data)
        if isinstance(array, rounding.Rounded):
            numbers = array.numbers
            rest = (numbers & 15).astype(np.uint8).ravel()
            rest = np.append(rest, np.zeros(len(rest) % 2, np.uint8))
            self.data += array.steps.astype("<f4").tobytes()
            self.data += (numbers >> 4).astype(np.int8).tobytes()
            self.data += (rest[::2] | rest[1::2] << 4).tobytes()
            return {"type": "rounded", "shape": list(numbers.shape), "start": start}
        self.data += array.astype("<f4").tobytes()
        return {"type": "float32", "shape": list(array.shape), "start": start}

    def compressed(self) -> bytes:
        """Return the data as zlib compresses them (RFC 1950), by the frequency of the bytes alone."""
        compressor = zlib.compressobj(9, memLevel=9, strategy=zlib.Z_HUFFMAN_ONLY)
        return compressor.compress(self.data) + compressor.flush()


def pack(weights: Weights, *, rounded: bool) -> Packed:
    """Pack a model's weights.

    Args:
        weights: The model's.
        rounded: Whether its matrices become whole numbers. Vectors stay float32.
    """
    weights = _with_smaller_input(weights)
    kernels = [np.concatenate([layer.kernel, layer.recurrent_kernel]) for layer in weights.layers]
    embedding: Matrix | None = None if is_one_hot(weights) else weights.embedding
    layers: list[Matrix] = [*kernels]
    output: Matrix = weights.kernel
    if rounded:
        embedding, layers, output = _rounded(weights, kernels)
    packed = Packed(_replaced(weights, embedding, layers, output))
    packed.network = {
        "embedding": None if embedding is None else packed.add(embedding),
        "layers": [
            {
                "units": len(layer.recurrent_kernel),
                "hardSigmoid": layer.hard_sigmoid,
                "kernel": packed.add(kernel),
                "bias": packed.add(layer.bias),
                "normalizations": [
                    {"gamma": packed.add(each.gamma), "beta": packed.add(each.beta), "epsilon": each.epsilon}
                    for each in layer.normalizations
                ],
            }
            for layer, kernel in zip(weights.layers, layers, strict=True)
        ],
        "output": {"kernel": packed.add(output), "bias": packed.add(weights.bias)},
    }
    return packed


def _with_smaller_input(weights: Weights) -> Weights:
    """The same model with one-hot input, where a table of embedding and kernel takes less room than both."""
    embedding, (first, *rest) = weights.embedding, weights.layers
    if len(embedding) * first.kernel.shape[1] > embedding.size + first.kernel.size:
        return weights
    table = replace(first, kernel=embedding @ first.kernel)
    return replace(weights, embedding=np.eye(len(embedding), dtype=np.float32), layers=(table, *rest))


def _rounded(weights: Weights, kernels: list[Array]) -> tuple[Matrix | None, list[Matrix], Matrix]:
    """The embedding, the kernels of the layers and the output's, rounded as finely as there is room for."""
    *inputs, last = rounding.moments(weights)
    matrices = [rounding.compensated(*each) for each in zip(kernels, inputs, strict=True)]
    matrices.append(rounding.compensated(weights.kernel, last, _OF_OUTPUT))
    if not is_one_hot(weights):
        reach = np.sqrt(np.square(weights.layers[0].kernel).sum(1).mean())
        matrices.append(rounding.uncompensated(weights.embedding, 1 / float(reach)))
    vectors = [weights.bias]
    for layer in weights.layers:
        vectors += [layer.bias, *(each for norm in layer.normalizations for each in (norm.gamma, norm.beta))]
    exact = sum(each.size for each in vectors)
    numbers = exact + sum(each.matrix.size for each in matrices)
    steps = sum(each.steps.size for each in matrices)
    step = rounding.finest(matrices, _SPARE + _BITS * numbers - 32 * (exact + steps))
    rounded: list[Matrix] = [each.rounded(step) for each in matrices]
    embedding = None if is_one_hot(weights) else rounded.pop()
    *layers, output = rounded
    return embedding, layers, output


def _replaced(weights: Weights, embedding: Matrix | None, layers: list[Matrix], output: Matrix) -> Weights:
    """The weights with these matrices."""
    kernels = [_values(each) for each in layers]
    return replace(
        weights,
        embedding=weights.embedding if embedding is None else _values(embedding),
        layers=tuple(
            replace(layer, kernel=both[: len(layer.kernel)], recurrent_kernel=both[len(layer.kernel) :])
            for layer, both in zip(weights.layers, kernels, strict=True)
        ),
        kernel=_values(output),
    )


def _values(matrix: Matrix) -> Array:
    return matrix.values if isinstance(matrix, rounding.Rounded) else matrix
