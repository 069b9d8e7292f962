"""A model's weights as one run of bytes, and a description that finds each array in it.

Matrices of eight or sixteen bits are whole numbers times a scale. A scale serves 32 rows of one column:
finer than one for the whole column, because an LSTM feeds its own rounding back to itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from textgen.lstm.weights import Array, Layer, Weights

ROWS: Final = 32  # that share a scale
_LARGEST: Final = {"int8": 127, "int16": 32767}
_SPARE_SHARE: Final = 1 / 16  # of the weights may have sixteen bits,
_SPARE: Final = 2**13  # and so many more


@dataclass(slots=True)
class Packed:
    """Arrays, one after another.

    Args:
        data: Little-endian, rows first; before the whole numbers of a matrix its scales, shape
            ``(ceil(rows / 32), columns)``, as bfloat16.
    """

    data: bytearray = field(default_factory=bytearray)

    def add(self, array: Array, kind: str = "float32") -> dict[str, Any]:
        """Append an array as ``float32``, ``int16`` or ``int8``, and return its description."""
        described = {"type": kind, "shape": list(array.shape), "start": len(self.data)}
        self.data += array.astype("<f4").tobytes() if kind == "float32" else _whole_numbers(array, kind)
        return described


def pack(weights: Weights, *, eight_bits: bool) -> tuple[dict[str, Any], bytearray]:
    """Pack a model's weights.

    Args:
        weights: The model's.
        eight_bits: Whether its matrices become whole numbers of eight bits. The embedding and the output
            matrix get sixteen where they are a small part of the weights: much of the error would come
            from them. Vectors stay float32.

    Returns:
        The layers, each array as ``{"type", "shape", "start"}``, and the bytes they are found in. Without
        an ``embedding`` the first layer's ``kernel`` has a row for each symbol: it is one-hot, or a table
        of the two multiplied is not larger than both.
    """
    packed = Packed()
    usual = "int8" if eight_bits else "float32"
    embedding, layers = _input(weights)
    finer = _finer([embedding, weights.kernel], layers) if eight_bits else []

    def add(matrix: Array) -> dict[str, Any]:
        return packed.add(matrix, "int16" if any(matrix is each for each in finer) else usual)

    def add_layer(layer: Layer) -> dict[str, Any]:
        return {
            "units": len(layer.recurrent_kernel),
            "hardSigmoid": layer.hard_sigmoid,
            "kernel": add(layer.kernel),
            "recurrentKernel": add(layer.recurrent_kernel),
            "bias": packed.add(layer.bias),
            "normalizations": [
                {"gamma": packed.add(each.gamma), "beta": packed.add(each.beta), "epsilon": each.epsilon}
                for each in layer.normalizations
            ],
        }

    described = {
        "embedding": None if embedding is None else add(embedding),
        "layers": [add_layer(layer) for layer in layers],
        "output": {"kernel": add(weights.kernel), "bias": packed.add(weights.bias)},
    }
    return described, packed.data


def _input(weights: Weights) -> tuple[Array | None, tuple[Layer, ...]]:
    """The embedding and the layers; no embedding where a table of it and the kernel takes less room."""
    embedding, (first, *rest) = weights.embedding, weights.layers
    if len(embedding) * first.kernel.shape[1] > embedding.size + first.kernel.size:
        return embedding, weights.layers
    return None, (replace(first, kernel=embedding @ first.kernel), *rest)


def _finer(matrices: list[Array | None], layers: tuple[Layer, ...]) -> list[Array]:
    """Those of the matrices that may have sixteen bits, the smallest first."""
    given = sorted((each for each in matrices if each is not None), key=lambda each: each.size)
    total = sum(each.size for each in given)
    total += sum(layer.kernel.size + layer.recurrent_kernel.size for layer in layers)
    spare, chosen = total * _SPARE_SHARE + _SPARE, []
    for each in given:
        spare -= each.size
        if spare >= 0:
            chosen.append(each)
    return chosen


def _whole_numbers(matrix: Array, kind: str) -> bytes:
    """The scales and the numbers of a matrix."""
    rows, columns = matrix.shape
    padded = np.pad(matrix, ((0, -rows % ROWS), (0, 0))).reshape(-1, ROWS, columns)
    exact = (np.abs(padded).max(1) / np.float32(_LARGEST[kind])).astype(np.float32)
    # bfloat16 is the upper half of a float32; rounded up, so that no number passes the largest.
    halves = ((exact.view(np.uint32) + np.uint32(0xFFFF)) >> np.uint32(16)).astype(np.uint16)
    scales = (halves.astype(np.uint32) << np.uint32(16)).view(np.float32)[:, np.newaxis]
    numbers = np.rint(np.divide(padded, scales, out=np.zeros_like(padded), where=scales > 0))
    whole = numbers.reshape(-1, columns)[:rows].astype(np.dtype(kind).newbyteorder("<"))
    packed: bytes = halves.astype("<u2").tobytes() + whole.tobytes()
    return packed
