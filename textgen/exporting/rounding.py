"""Matrices of whole numbers of eight or sixteen bits.

A whole number counts steps, and 32 rows of a column share the size of a step. Each row is rounded so that
it makes up for what the rows before it were rounded by, as far as the inputs of the two go together: GPTQ
(Frantar et al. 2022, arXiv:2210.17323). Against rounding to the nearest, probabilities of the shipped model
come a quarter to a third nearer.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from textgen.generators.base import Sampling
from textgen.lstm.sampler import Network
from textgen.lstm.saving import is_one_hot

if TYPE_CHECKING:
    from textgen.lstm.weights import Array, Weights

    Double = npt.NDArray[np.float64]

ROWS: Final = 32  # that share a step
_LARGEST: Final = {"int8": 127, "int16": 32767}
_TEXTS, _STEPS = 32, 128  # that the model writes to show what its inputs are
_DAMPING: Final = 3e-3  # of the mean square of the inputs; of 1e-2, 3e-3 and 1e-3 the best on shakespeare
_BLOCK: Final = 64  # rows that are rounded before the rest is corrected


@dataclass(frozen=True, slots=True)
class Rounded:
    """A matrix of whole numbers.

    Args:
        numbers: Shape ``(rows, columns)``.
        steps: The upper halves of the float32 step sizes (bfloat16), shape ``(ceil(rows / 32), columns)``.
    """

    numbers: npt.NDArray[np.signedinteger]
    steps: npt.NDArray[np.uint16]

    @property
    def values(self) -> Array:
        """The matrix that the numbers stand for."""
        return (self.numbers * _by_row(self.steps, len(self.numbers))).astype(np.float32)


def nearest(matrix: Array, kind: str) -> Rounded:
    """Round each number to the nearest whole number of steps; ``kind`` is int8 or int16."""
    return compensated(matrix, np.zeros((0, 0)), kind)


def compensated(matrix: Array, moments: Double, kind: str) -> Rounded:
    """Round a matrix so that its products with its inputs change little.

    Args:
        matrix: Shape ``(rows, columns)``.
        moments: The mean of ``outer(input, input)``, for the last rows or all of them; the rows before are
            rounded to the nearest.
        kind: int8 or int16.
    """
    steps = _steps(matrix, _LARGEST[kind])
    sizes = _by_row(steps, len(matrix)).astype(np.float64)
    sizes[sizes == 0] = 1
    numbers = np.rint(matrix / sizes)
    if len(moments):
        first = len(matrix) - len(moments)
        numbers[first:] = _compensated(matrix[first:], sizes[first:], _LARGEST[kind], moments)
    return Rounded(numbers.astype(np.dtype(kind)), steps)


def _steps(matrix: Array, largest: int) -> npt.NDArray[np.uint16]:
    """The step sizes, rounded up, so that no number passes the largest."""
    rows, columns = matrix.shape
    groups = np.pad(np.abs(matrix), ((0, -rows % ROWS), (0, 0))).reshape(-1, ROWS, columns)
    exact: Array = (groups.max(1) / np.float32(largest)).astype(np.float32)
    return ((exact.view(np.uint32) + np.uint32(0xFFFF)) >> np.uint32(16)).astype(np.uint16)


def _by_row(steps: npt.NDArray[np.uint16], rows: int) -> Array:
    sizes = (steps.astype(np.uint32) << np.uint32(16)).view(np.float32)
    return np.repeat(sizes, ROWS, 0)[:rows]


def _compensated(matrix: Array, sizes: Double, largest: int, moments: Double) -> Double:
    """Round row after row, those with the largest inputs first; the rows to come take up the error."""
    rows = len(matrix)
    order = np.argsort(-np.diag(moments))
    damped = moments[np.ix_(order, order)] + np.eye(rows) * (_DAMPING * np.trace(moments) / rows)
    factor = np.linalg.cholesky(np.linalg.inv(damped)).T
    left, sizes = matrix[order].astype(np.float64), sizes[order]
    numbers = np.empty_like(left)
    for start in range(0, rows, _BLOCK):
        end = min(start + _BLOCK, rows)
        errors = np.empty((end - start, left.shape[1]))
        for row in range(start, end):
            numbers[row] = np.clip(np.rint(left[row] / sizes[row]), -largest, largest)
            errors[row - start] = error = (left[row] - numbers[row] * sizes[row]) / factor[row, row]
            left[row + 1 : end] -= np.outer(factor[row, row + 1 : end], error)
        left[end:] -= factor[start:end, end:].T @ errors
    result = np.empty_like(numbers)
    result[order] = numbers
    return result


def moments(weights: Weights) -> list[Double]:
    """Return the mean of ``outer(input, input)`` of each layer and of the output, in texts by the model.

    A layer's input is what it reads, then its own last hidden state; the first layer's begins with the
    embedding, or is the hidden state alone where the embedding is the identity.
    """
    stream = Network(weights).stream(_TEXTS)
    stream.feed(np.arange(_TEXTS) % weights.vocabulary)
    units = [len(layer.recurrent_kernel) for layer in weights.layers]
    one_hot = is_one_hot(weights)
    sums: list[Double] = []
    before: list[Array] = []
    read = None
    for drawn in islice(stream.sample(Sampling(1.0), seed=0), _STEPS):
        *now, last = [state.copy() for state in stream.states()]
        if read is not None:
            below = [state[:, :-own] for state, own in zip(now, units, strict=True)]
            if not one_hot:
                below[0] = weights.embedding[read]
            inputs = [np.concatenate(pair, -1) for pair in zip(below, before, strict=True)]
            products = [each.T.astype(np.float64) @ each for each in (*inputs, last)]
            sums = [a + b for a, b in zip(sums, products, strict=True)] if sums else products
        before = [state[:, -own:] for state, own in zip(now, units, strict=True)]
        read = drawn
    return [total / (_TEXTS * (_STEPS - 1)) for total in sums]


def difference(weights: Weights, rounded: Weights) -> float:
    """Return how far the probabilities of rounded weights are from the others', in texts by the model.

    That is the 99th percentile over the characters, of each the probability that differs most.
    """
    stream, other = Network(weights).stream(_TEXTS), Network(rounded).stream(_TEXTS)
    for each in (stream, other):
        each.feed(np.arange(_TEXTS) % weights.vocabulary)
    found = []
    for drawn in islice(stream.sample(Sampling(1.0), seed=1), _STEPS):
        probabilities = [np.exp(each.log_probabilities()) for each in (stream, other)]
        found.append(np.abs(probabilities[0] - probabilities[1]).max(-1))
        other.feed(drawn)
    return float(np.quantile(found, 0.99))
