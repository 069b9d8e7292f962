"""Matrices of whole numbers, as fine as a number of bits allows.

A whole number counts steps, and each row has a step of its own: the smaller, the more the row's input tells.
Each row is rounded so that it makes up for what the rows before it were rounded by, as far as the inputs of
the two go together: GPTQ (Frantar et al. 2022, arXiv:2210.17323). Numbers near 0 are the most frequent, and
take the fewest bits once they are compressed: at an equal size, finer steps than numbers of equal length.
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
    from collections.abc import Sequence

    from textgen.lstm.weights import Array, Weights

    Double = npt.NDArray[np.float64]

LARGEST: Final = 2047  # of the whole numbers
_TEXTS, _STEPS = 32, 128  # that the model writes to show what its inputs are
_DAMPING: Final = 3e-3  # of the mean square of the inputs; of 1e-2, 3e-3 and 1e-3 the best on shakespeare
_OF_SYMBOLS: Final = 3.0  # the step of a row that one symbol in nine reads
_BLOCK: Final = 64  # rows that are rounded before the rest is corrected
_HALVINGS: Final = 16  # of the span in which the size of a step is looked for


@dataclass(frozen=True, slots=True)
class Rounded:
    """A matrix of whole numbers.

    Args:
        numbers: Shape ``(rows, columns)``, from ``-LARGEST`` to ``LARGEST``.
        steps: What they count, shape ``(rows,)``.
    """

    numbers: npt.NDArray[np.int16]
    steps: Array

    @property
    def values(self) -> Array:
        """The matrix that the numbers stand for."""
        return self.numbers * self.steps[:, np.newaxis]


@dataclass(frozen=True, slots=True)
class Unrounded:
    """A matrix that is to be rounded.

    Args:
        matrix: Shape ``(rows, columns)``.
        steps: How large the steps of the rows are beside one another, shape ``(rows,)``.
        order: The rows that make up for one another, in the order in which they are rounded; the others are
            rounded to the nearest.
        factor: Of the inverse moments of their inputs: the upper Cholesky factor, shape
            ``(len(order), len(order))``.
    """

    matrix: Array
    steps: Double
    order: npt.NDArray[np.intp]
    factor: Double

    def bits(self, step: float) -> float:
        """Return how many bits the numbers take at least (their entropy), rounded to the nearest."""
        sizes = self._sizes(step)[:, np.newaxis]
        numbers = np.rint(self.matrix / sizes).astype(np.int64)
        counts = np.bincount(numbers.ravel() + LARGEST)
        counts = counts[counts > 0]
        return float(counts @ -np.log2(counts / numbers.size))

    def rounded(self, step: float) -> Rounded:
        """Round the matrix; ``step`` is what the steps are multiplied by."""
        sizes = self._sizes(step)
        left = self.matrix.astype(np.float64)
        numbers = np.rint(left / sizes[:, np.newaxis])
        if len(self.order):
            numbers[self.order] = _compensated(left[self.order], sizes[self.order], self.factor)
        return Rounded(numbers.astype(np.int16), sizes.astype(np.float32))

    def _sizes(self, step: float) -> Double:
        """The steps, large enough that no number passes the largest; rounded up to float32."""
        least = np.abs(self.matrix).max(1) / LARGEST
        sizes = np.maximum(np.maximum(self.steps * step, least), np.finfo(np.float32).tiny)
        rounded: Double = np.nextafter(sizes.astype(np.float32), np.float32(np.inf)).astype(np.float64)
        return rounded


def uncompensated(matrix: Array, step: float) -> Unrounded:
    """Return a matrix whose numbers are all rounded to the nearest multiple of one step."""
    return Unrounded(matrix, np.full(len(matrix), step), np.zeros(0, np.intp), np.zeros((0, 0)))


def compensated(matrix: Array, moments: Double, step: float = 1.0) -> Unrounded:
    """Return a matrix that is rounded so that its products with its inputs change little.

    Args:
        matrix: Shape ``(rows, columns)``.
        moments: The mean of ``outer(input, input)``, for the last rows or all of them; the rows before have
            symbols as their inputs, and are rounded to the nearest.
        step: How large its steps are beside those of other matrices.
    """
    rows, first = len(moments), len(matrix) - len(moments)
    order = np.argsort(-np.diag(moments))
    mean = np.trace(moments) / rows or 1  # inputs that are all 0 tell of no row
    damped = moments[np.ix_(order, order)] + np.eye(rows) * (_DAMPING * mean)
    factor = np.linalg.cholesky(np.linalg.inv(damped)).T
    steps = np.full(len(matrix), _OF_SYMBOLS * step)
    steps[first + order] = step * np.diag(factor)  # so that every row adds the same to the error
    return Unrounded(matrix, steps, first + order, factor)


def finest(matrices: Sequence[Unrounded], bits: float) -> float:
    """Return the smallest step with which matrices take no more than so many bits together."""
    low, high = -40.0, 40.0  # powers of 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if sum(each.bits(2.0**middle) for each in matrices) > bits:
            low = middle
        else:
            high = middle
    return float(2.0**high)


def _compensated(left: Double, sizes: Double, factor: Double) -> Double:
    """Round row after row; the rows to come take up the error."""
    rows = len(left)
    numbers = np.empty_like(left)
    for start in range(0, rows, _BLOCK):
        end = min(start + _BLOCK, rows)
        errors = np.empty((end - start, left.shape[1]))
        for row in range(start, end):
            numbers[row] = np.clip(np.rint(left[row] / sizes[row]), -LARGEST, LARGEST)
            errors[row - start] = error = (left[row] - numbers[row] * sizes[row]) / factor[row, row]
            left[row + 1 : end] -= np.outer(factor[row, row + 1 : end], error)
        left[end:] -= factor[start:end, end:].T @ errors
    return numbers


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
