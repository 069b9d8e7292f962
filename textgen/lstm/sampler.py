"""A character model on NumPy alone: one step a character, with the states carried along.

The equations are Keras's (Hochreiter & Schmidhuber 1997, with a forget gate). What makes a step fast:
the first layer's input projection is a row of a table; a layer costs one matrix product; one ``tanh``
does all four gates, as ``sigmoid(x) = 0.5 * tanh(0.5 * x) + 0.5`` with the 0.5 inside the weights; and
every array of the step is allocated once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textgen.generators.base import Sampling
    from textgen.lstm.weights import Array, Layer, Normalization, Weights

_HALF: Final = np.float32(0.5)
_ONE: Final = np.float32(1)
_ZERO: Final = np.float32(0)
_NOISE: Final = 2**14  # random numbers drawn at once
_SMALLEST: Final = np.float32(2**-24)  # of them, so that none is 0
_COLDEST: Final = 1e-6  # below this temperature, drawing is taking the likeliest


class Network:
    """A model's weights, arranged for stepping; shared by any number of streams.

    Args:
        weights: As ``textgen.lstm.weights.read`` returns them.
    """

    def __init__(self, weights: Weights) -> None:
        self.vocabulary = weights.vocabulary
        self.kernel = np.ascontiguousarray(weights.kernel)
        self.bias = weights.bias
        self.layers = [
            _Arranged(layer, weights.embedding if number == 0 else None)
            for number, layer in enumerate(weights.layers)
        ]

    def stream(self, batch: int = 1) -> Stream:
        """Return ``batch`` parallel streams with zero states."""
        return Stream(self, batch)


class _Arranged:
    """A layer with its gates in the order input, forget, output, candidate, scaled for ``_Cell``.

    For the first layer ``addend`` is a table of a row a symbol and ``kernel`` is the recurrent one; for
    the others ``addend`` is the bias and ``kernel`` the input's above the recurrent one.
    """

    def __init__(self, layer: Layer, embedding: Array | None) -> None:
        self.units = len(layer.recurrent_kernel)
        self.hard = layer.hard_sigmoid
        self.normalizations: tuple[Normalization, ...] = layer.normalizations
        if embedding is not None:
            self.addend = self._arrange(embedding @ layer.kernel + layer.bias)
            self.kernel = self._arrange(layer.recurrent_kernel)
        else:
            self.addend = self._arrange(layer.bias)
            self.kernel = self._arrange(np.concatenate([layer.kernel, layer.recurrent_kernel]))

    def _arrange(self, columns: Array) -> Array:
        i, f, candidate, o = np.split(columns, 4, axis=-1)
        scale = np.float32(1 / 6) if self.hard else _HALF
        return np.concatenate([i * scale, f * scale, o * scale, candidate], axis=-1)


class _Cell:
    """The arrays of one layer's step, for one stream or several.

    ``gates`` holds input, forget, output, candidate and the cell state side by side, so that one
    product does ``input * candidate`` and ``forget * state``.
    """

    def __init__(
        self, layer: _Arranged, batch: int, inputs: Array, hidden: Array, normalized: Array | None
    ) -> None:
        units = layer.units
        self.layer, self.inputs, self.hidden, self.normalized = layer, inputs, hidden, normalized
        self.sums = np.zeros((batch, 4 * units), np.float32)
        gates = np.zeros((batch, 5 * units), np.float32)
        self.all, self.state = gates[:, : 4 * units], gates[:, 4 * units :]
        self.sigmoids, self.candidate = gates[:, : 3 * units], gates[:, 3 * units : 4 * units]
        self.left, self.right = gates[:, : 2 * units], gates[:, 3 * units :]
        self.output = gates[:, 2 * units : 3 * units]
        self.products = np.zeros((batch, 2 * units), np.float32)
        self.first, self.second = self.products[:, :units], self.products[:, units:]
        self.squashed = np.zeros((batch, units), np.float32)
        if normalized is not None:
            self._normalize(normalized)

    def step(self, addend: Array) -> None:
        """Advance from ``inputs`` (which include the last hidden state) to the next ``hidden``."""
        self.inputs.dot(self.layer.kernel, self.sums)
        np.add(self.sums, addend, self.all)
        if self.layer.hard:
            np.tanh(self.candidate, self.candidate)
            np.add(self.sigmoids, _HALF, self.sigmoids)
            np.clip(self.sigmoids, _ZERO, _ONE, self.sigmoids)
        else:
            np.tanh(self.all, self.all)
            np.multiply(self.sigmoids, _HALF, self.sigmoids)
            np.add(self.sigmoids, _HALF, self.sigmoids)
        np.multiply(self.left, self.right, self.products)
        np.add(self.first, self.second, self.state)
        np.tanh(self.state, self.squashed)
        np.multiply(self.output, self.squashed, self.hidden)
        if self.normalized is not None:
            self._normalize(self.normalized)

    def _normalize(self, into: Array) -> None:
        values = self.hidden
        for normalization in self.layer.normalizations:
            values = normalization(values)
        into[:] = values


class Stream:
    """Texts being read or written side by side, each with its own states.

    All hidden states stand in one array, each (normalized, if it is) before the next layer's, so that
    a layer's input and its own last state are neighbours and nothing is copied between layers.
    """

    def __init__(self, network: Network, batch: int) -> None:
        self.network, self.batch = network, batch
        width = sum(layer.units * (2 if layer.normalizations else 1) for layer in network.layers)
        row = np.zeros((batch, width), np.float32)
        self._cells: list[_Cell] = []
        start = place = 0  # where the next layer's input and its hidden state begin
        for layer in network.layers:
            end = place + layer.units
            normalized = row[:, end : end + layer.units] if layer.normalizations else None
            self._cells.append(_Cell(layer, batch, row[:, start:end], row[:, place:end], normalized))
            start, place = (end, end + layer.units) if layer.normalizations else (place, end)
        self._last = row[:, start:]
        self._addend = np.empty_like(self._cells[0].sums)
        self._logits = np.empty((batch, network.vocabulary), np.float32)

    def feed(self, ids: npt.NDArray[np.integer]) -> None:
        """Read one symbol in each stream.

        Args:
            ids: Shape ``(batch,)``, each in ``range(vocabulary)``.
        """
        first, *rest = self._cells
        first.step(first.layer.addend.take(ids, 0, self._addend, "clip"))
        for cell in rest:
            cell.step(cell.layer.addend)

    def logits(self) -> Array:
        """Return the logits of the next symbol, shape ``(batch, vocabulary)``; the next call reuses them."""
        self._last.dot(self.network.kernel, self._logits)
        return np.add(self._logits, self.network.bias, self._logits)

    def log_probabilities(self) -> npt.NDArray[np.float64]:
        """Return the natural logarithms of the next symbol's probabilities, shape ``(batch, vocabulary)``."""
        logits = self.logits().astype(np.float64)
        logits -= logits.max(-1, keepdims=True)
        result: npt.NDArray[np.float64] = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
        return result

    def sample(
        self, sampling: Sampling, *, seed: int, never: int | None = None
    ) -> Iterator[npt.NDArray[np.intp]]:
        """Draw symbols without end, reading each as it is drawn.

        The same seed, batch and states give the same symbols.

        Args:
            sampling: Temperature first, then top-k, then top-p.
            seed: What the random numbers come from.
            never: An id that is not drawn: the unknown symbol's.

        Yields:
            Ids of shape ``(batch,)``.
        """
        random = np.random.Generator(np.random.PCG64(seed))
        shape = (max(1, _NOISE // self._logits.size), *self._logits.shape)
        while True:
            for noise in _gumbel(random, shape):
                logits = self.logits()
                if never is not None:
                    logits[:, never] = -np.inf
                ids = _draw(logits, sampling, noise)
                yield ids
                self.feed(ids)


def _gumbel(random: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Return noise of the standard Gumbel distribution, minus the logarithm of exponential numbers."""
    noise = random.standard_exponential(shape, np.float32)
    np.maximum(noise, _SMALLEST, out=noise)
    np.log(noise, noise)
    return np.negative(noise, noise)


def _draw(logits: Array, sampling: Sampling, noise: Array) -> npt.NDArray[np.intp]:
    """Draw one symbol a row; changes ``logits``.

    The place of the largest sum of logit and Gumbel noise is distributed as the softmax of the logits
    (Gumbel 1954): faster here than to search a cumulative sum, and the same for one stream or many.

    Args:
        logits: Shape ``(batch, vocabulary)``.
        sampling: How.
        noise: Shape ``(batch, vocabulary)``.
    """
    if sampling.temperature < _COLDEST:
        return np.asarray(logits.argmax(-1))
    np.multiply(logits, np.float32(1 / sampling.temperature), logits)
    if sampling.top_k is not None and sampling.top_k < logits.shape[-1]:
        unlikely = np.argpartition(logits, -sampling.top_k)[:, : -sampling.top_k]
        np.put_along_axis(logits, unlikely, -np.inf, -1)
    if sampling.top_p is not None and sampling.top_p < 1:
        order = np.argsort(-logits, -1)
        ranked = np.take_along_axis(logits, order, -1)
        weights = np.exp(ranked - ranked[:, :1])
        before = weights.cumsum(-1) - weights
        ranked[before >= sampling.top_p * weights.sum(-1, keepdims=True)] = -np.inf
        np.put_along_axis(logits, order, ranked, -1)
    np.add(logits, noise, logits)
    return np.asarray(logits.argmax(-1))
