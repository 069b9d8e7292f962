"""A model's weights as one run of bytes, and a description that finds each array in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from textgen.exporting import rounding
from textgen.lstm.saving import is_one_hot

if TYPE_CHECKING:
    import numpy.typing as npt

    from textgen.lstm.weights import Array, Weights

    Matrix = Array | rounding.Rounded

_SPARE_SHARE: Final = 1 / 16  # of the weights may have sixteen bits,
_SPARE: Final = 2**13  # and so many more


@dataclass(slots=True)
class Packed:
    """A model's weights as bytes.

    Args:
        weights: What the bytes stand for.
        network: The layers, each array as ``{"type", "shape", "start"}``. A layer's ``kernel`` has its
            input's rows above those of its own hidden state. Without an ``embedding`` the first layer's
            input is one-hot.
        data: The arrays, little-endian, rows first; before the whole numbers of a matrix the sizes of its
            steps, see ``rounding.Rounded``.
    """

    weights: Weights
    network: dict[str, Any] = field(default_factory=dict)
    data: bytearray = field(default_factory=bytearray)

    def add(self, array: Matrix) -> dict[str, Any]:
        """Append an array and return its description."""
        numbers: npt.NDArray[Any] = array.numbers if isinstance(array, rounding.Rounded) else array
        described = {"type": str(numbers.dtype), "shape": list(numbers.shape), "start": len(self.data)}
        if isinstance(array, rounding.Rounded):
            self.data += array.steps.astype("<u2").tobytes()
        self.data += numbers.astype(numbers.dtype.newbyteorder("<")).tobytes()
        return described


def pack(weights: Weights, *, eight_bits: bool) -> Packed:
    """Pack a model's weights.

    Args:
        weights: The model's.
        eight_bits: Whether its matrices become whole numbers of eight bits. The embedding and the output
            matrix get sixteen where they are a small part of the weights: much of the error would come
            from them. Vectors stay float32.
    """
    weights = _with_smaller_input(weights)
    kernels = [np.concatenate([layer.kernel, layer.recurrent_kernel]) for layer in weights.layers]
    embedding: Matrix | None = None if is_one_hot(weights) else weights.embedding
    layers: list[Matrix] = [*kernels]
    output: Matrix = weights.kernel
    if eight_bits:
        *inputs, last = rounding.moments(weights)
        kinds = _kinds(weights)
        layers = [rounding.compensated(*each, "int8") for each in zip(kernels, inputs, strict=True)]
        output = rounding.compensated(weights.kernel, last, kinds["output"])
        if embedding is not None:
            embedding = rounding.nearest(weights.embedding, kinds["embedding"])
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


def _kinds(weights: Weights) -> dict[str, str]:
    """How many bits the embedding and the output matrix may have; the smaller one is asked first."""
    sizes = {"output": weights.kernel.size}
    if not is_one_hot(weights):
        sizes["embedding"] = weights.embedding.size
    total = sum(sizes.values())
    total += sum(layer.kernel.size + layer.recurrent_kernel.size for layer in weights.layers)
    spare, kinds = total * _SPARE_SHARE + _SPARE, {}
    for name, size in sorted(sizes.items(), key=lambda item: item[1]):
        kinds[name] = "int16" if size <= spare else "int8"
        spare -= size
    return kinds


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
