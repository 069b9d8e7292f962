"""A character model on NumPy alone: one step a character, with the states carried along.

The equations are Keras's (Hochreiter & Schmidhuber 1997, with a forget gate). What makes a step fast:
the first layer's input projection is a row of a table; a layer costs one matrix product; one ``tanh``
does all four gates, as ``sigmoid(x) = 0.5 * tanh(0.5 * x) + 0.5`` with the 0.5 inside the weights; every
array of the step is allocated once, with each gate of all streams in one piece; streams are columns,
for which OpenBLAS has the faster product; and what a draw adds to the logits is made for many steps at once.
"""

from __future__ import annotations

from contextlib import closing
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from textgen.lstm.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textgen.generators.base import Sampling
    from textgen.lstm.steering import Steering
    from textgen.lstm.weights import Array, Layer, Normalization, Weights

_HALF: Final = np.float32(0.5)
_ONE: Final = np.float32(1)
_ZERO: Final = np.float32(0)
_NOISE: Final = 2**18  # random numbers drawn at once, at most
_STEPS: Final = 256  # and for so many steps, at most
_SMALLEST: Final = np.float32(2**-24)  # of them, so that none is 0
_LOWEST: Final = np.finfo(np.float32).min
_COLDEST: Final = 1e-6  # below this temperature, drawing is taking the likeliest


class Network:
    """A model's weights, arranged for stepping; shared by any number of streams.

    Args:
        weights: As ``textgen.lstm.weights.read`` returns them.
    """

    def __init__(self, weights: Weights) -> None:
        self.vocabulary = weights.vocabulary
        self.kernel = np.asfortranarray(weights.kernel)
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
    the others ``addend`` is the bias and ``kernel`` the input's beside the recurrent one. A kernel has
    the shape ``(4 * units, inputs)``.
    """

    def __init__(self, layer: Layer, embedding: Array | None) -> None:
        self.units = len(layer.recurrent_kernel)
        self.hard = layer.hard_sigmoid
        self.normalizations: tuple[Normalization, ...] = layer.normalizations
        if embedding is not None:
            self.addend = self._arrange(embedding @ layer.kernel + layer.bias)
            kernel = layer.recurrent_kernel
        else:
            self.addend = self._arrange(layer.bias)
            kernel = np.concatenate([layer.kernel, layer.recurrent_kernel])
        self.kernel = np.ascontiguousarray(self._arrange(kernel).T)

    @cached_property
    def columns(self) -> Array:
        """The first layer's table with a column a symbol: several are taken faster than rows are turned."""
        return np.ascontiguousarray(self.addend.T)

    def _arrange(self, columns: Array) -> Array:
        i, f, candidate, o = np.split(columns, 4, axis=-1)
        scale = np.float32(1 / 6) if self.hard else _HALF
        return np.concatenate([i * scale, f * scale, o * scale, candidate], axis=-1)


class _Cell:
    """The arrays of one layer's step, for one stream or several.

    ``gates`` holds input, forget, output, candidate and the cell state, each of all streams, one after
    another, so that one product does ``input * candidate`` and ``forget * state``.
    """

    def __init__(
        self, layer: _Arranged, batch: int, inputs: Array, hidden: Array, normalized: Array | None
    ) -> None:
        units = layer.units
        self.layer, self.inputs, self.hidden, self.normalized = layer, inputs, hidden, normalized
        self.sums = np.zeros((4 * units, batch), np.float32)
        self.sums_by_gate = self.sums.reshape(4, units, batch)
        gates = np.zeros((5, units, batch), np.float32)
        self.all, self.sigmoids, self.candidate, self.state = gates[:4], gates[:3], gates[3], gates[4]
        self.left, self.right, self.output = gates[:2], gates[3:], gates[2]
        self.products = np.zeros((2, units, batch), np.float32)
        self.first, self.second = self.products
        self.squashed = np.zeros((units, batch), np.float32)
        if normalized is not None:
            self._normalize(normalized)

    def step(self, addend: Array) -> None:
        """Advance from ``inputs`` (which include the last hidden state) to the next ``hidden``."""
        self.layer.kernel.dot(self.inputs, self.sums)
        np.add(self.sums_by_gate, addend, self.all)
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
        values = self.hidden.T
        for normalization in self.layer.normalizations:
            values = normalization(values)
        into.T[:] = values


class Stream:
    """Texts being read or written side by side, each with its own states.

    All hidden states stand in one array, each (normalized, if it is) before the next layer's, so that
    a layer's input and its own last state are neighbours and nothing is copied between layers.
    """

    def __init__(self, network: Network, batch: int) -> None:
        self.network, self.batch = network, batch
        width = sum(layer.units * (2 if layer.normalizations else 1) for layer in network.layers)
        states = np.zeros((width, batch), np.float32)
        self._cells: list[_Cell] = []
        start = place = 0  # where the next layer's input and its hidden state begin
        for layer in network.layers:
            end = place + layer.units
            normalized = states[end : end + layer.units] if layer.normalizations else None
            self._cells.append(_Cell(layer, batch, states[start:end], states[place:end], normalized))
            start, place = (end, end + layer.units) if layer.normalizations else (place, end)
        self._states, self._last = states, states[start:].T
        first, *rest = self._cells
        self._step = first.step
        self._table, self._axis = (first.layer.addend, 0) if batch == 1 else (first.layer.columns, 1)
        self._taken = np.empty_like(first.sums if self._axis else first.sums.T)
        self._addend = self._taken.reshape(first.sums_by_gate.shape)
        # A bias is given the shape of what it is added to: NumPy adds equal shapes in half the time.
        self._rest = [
            (cell.step, cell.layer.addend.repeat(batch).reshape(cell.sums_by_gate.shape)) for cell in rest
        ]
        self._logits = np.empty((batch, network.vocabulary), np.float32)
        self._bias = np.tile(network.bias, (batch, 1))
        self._multiplications = batch * sum(layer.kernel.size for layer in network.layers)

    def rearranged(self, rows: Sequence[int | None]) -> Stream:
        """Return a stream whose rows go on from those of this one, or from zero states where None stands."""
        result = Stream(self.network, len(rows))
        new = [place for place, row in enumerate(rows) if row is not None]
        old = [row for row in rows if row is not None]
        result._states[:, new] = self._states[:, old]
        for cell, own in zip(result._cells, self._cells, strict=True):
            cell.state[:, new] = own.state[:, old]
        return result

    def states(self) -> list[Array]:
        """Return what each layer read from the one below and, beside it, its own hidden state; and the last.

        The first layer reads a table, so that its hidden state stands alone; the last is what the output
        reads. Shapes ``(batch, features)``; the next symbol writes over them.
        """
        return [*(cell.inputs.T for cell in self._cells), self._last]

    def cells(self) -> list[tuple[Array, Array]]:
        """Return the hidden state and the cell state of each layer, as they are now and after each ``feed``.

        Shapes ``(batch, units)``; the next symbol writes over them.
        """
        return [(cell.hidden.T, cell.state.T) for cell in self._cells]

    def feed(self, ids: npt.NDArray[np.integer]) -> None:
        """Read one symbol in each stream.

        Args:
            ids: Shape ``(batch,)``, each in ``range(vocabulary)``.
        """
        self._table.take(ids, self._axis, self._taken, "clip")
        self._step(self._addend)
        for step, addend in self._rest:
            step(addend)

    def read(
        self, ids: npt.NDArray[np.integer], on_progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Read one symbol after another in a single stream.

        Args:
            ids: Shape ``(symbols,)``, each in ``range(vocabulary)``.
            on_progress: Is given the symbols read and those in all, now and then.
        """
        with closing(self.threads()) as threads:
            for start in range(0, len(ids), _STEPS):
                threads.review()
                if on_progress:
                    on_progress(start, len(ids))
                for symbol in ids[start : start + _STEPS, np.newaxis]:
                    self.feed(symbol)

    def threads(self) -> Threads:
        """Return what chooses the threads of the stream's products, until it is closed."""
        return Threads(*self.trial())

    def trial(self) -> tuple[Callable[[], None], int]:
        """Return a step like the stream's, on states that nobody needs, and its multiplications."""
        trial = self.network.stream(self.batch)
        return lambda: trial.feed(trial.logits().argmax(-1)), self._multiplications

    def logits(self) -> Array:
        """Return the logits of the next symbol, shape ``(batch, vocabulary)``; the next call reuses them."""
        self._last.dot(self.network.kernel, self._logits)
        return np.add(self._logits, self._bias, self._logits)

    def log_probabilities(self) -> npt.NDArray[np.float64]:
        """Return the natural logarithms of the next symbol's probabilities, shape ``(batch, vocabulary)``."""
        logits = self.logits().astype(np.float64)
        logits -= logits.max(-1, keepdims=True)
        result: npt.NDArray[np.float64] = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
        return result

    def sample(
        self,
        sampling: Sampling,
        *,
        seed: int,
        never: int | None = None,
        steering: Sequence[Sequence[Steering]] = (),
    ) -> Iterator[npt.NDArray[np.intp]]:
        """Draw symbols without end, reading each as it is drawn.

        Stream number k takes its random numbers from ``seed + k``, so that it draws what it would draw
        alone, up to rounding: see ``docs/generate.md``.

        Args:
            sampling: Temperature first, then top-k, then top-p.
            seed: What the first stream's random numbers come from.
            never: An id that is not drawn: the unknown symbol's.
            steering: For each stream, what changes its logits before a draw and is told what was drawn.

        Yields:
            Ids of shape ``(batch,)``; -1 in a stream that was left no symbol to draw.
        """
        drawings = [
            Drawing(sampling, seed + row, steering=steering[row] if steering else ())
            for row in range(self.batch)
        ]
        steps = min(_STEPS, max(1, _NOISE // self._logits.size))
        with closing(self.threads()) as threads:
            while True:
                threads.review()
                yield from self.draw(drawings, steps, never=never)

    def draw(
        self,
        drawings: Sequence[Drawing],
        steps: int,
        *,
        never: int | None = None,
        logits: Array | None = None,
    ) -> Iterator[npt.NDArray[np.intp]]:
        """Draw some symbols in each stream, each in its own way, reading each as it is drawn.

        Args:
            drawings: For each stream, how; what it is given comes before what is drawn.
            steps: How many symbols.
            never: An id that is not drawn: the unknown symbol's.
            logits: Shape ``(steps, batch, vocabulary)``; the model's own before each symbol go there.

        Yields:
            Ids of shape ``(batch,)``; -1 in a stream that was left no symbol to draw.
        """
        bias = self._bias.copy()
        if never is not None:
            bias[:, never] = -np.inf
        given, noise = self._prepare(drawings, steps)
        reading = int((given >= 0).sum(0).max())
        steered = any(drawing.steering for drawing in drawings)
        limits = _Limits([drawing.sampling for drawing in drawings], self.network.vocabulary)
        plain = not (steered or limits.ranked)
        if plain:
            np.add(noise, bias, noise)
        for step, addend in enumerate(noise):
            self._last.dot(self.network.kernel, self._logits)
            if logits is not None:
                np.add(self._logits, self._bias, logits[step])
            if plain:
                ids = np.add(self._logits, addend, self._logits).argmax(-1)
            else:
                adjusted = np.add(self._logits, bias, self._logits)
                for row, drawing in zip(adjusted, drawings, strict=True):
                    for each in drawing.steering:
                        each.adjust(row)
                ids = _draw(adjusted, limits, addend)
            if step < reading:
                np.copyto(ids, given[step], where=given[step] >= 0)
            yield ids
            if steered:
                _tell(ids, drawings)
            self.feed(ids)

    def _prepare(self, drawings: Sequence[Drawing], steps: int) -> tuple[npt.NDArray[np.intp], Array]:
        """Return the symbols that are given, -1 elsewhere, and Gumbel noise times the temperatures.

        The place of the largest sum of logit and such noise is distributed as the softmax of the logits
        over the temperature (Gumbel 1954): faster here than to search a cumulative sum, and the same for
        one stream or many. A text's random numbers begin with its first symbol that is not given.

        Returns:
            Shapes ``(steps, batch)`` and ``(steps, batch, vocabulary)``.
        """
        batch, symbols = self._logits.shape
        given = np.full((steps, batch), -1, np.intp)
        noise = np.zeros((steps, batch, symbols), np.float32)
        for row, drawing in enumerate(drawings):
            first = drawing.take(given[:, row])
            noise[first:, row] = drawing.random.standard_exponential((steps - first, symbols), np.float32)
        np.maximum(noise, _SMALLEST, out=noise)
        np.log(noise, noise)
        temperatures = [drawing.sampling.temperature for drawing in drawings]
        hot = [[-temperature if temperature >= _COLDEST else 0.0] for temperature in temperatures]
        np.multiply(noise, np.array(hot, np.float32), noise)
        return given, noise


class Drawing:
    """How one text comes: what it is given, then how its symbols are drawn.

    Args:
        sampling: Temperature first, then top-k, then top-p.
        seed: What its random numbers come from.
        given: Ids of the symbols that are read before one is drawn.
        steering: What changes its logits before a draw, and is told what was read and drawn.
    """

    def __init__(
        self,
        sampling: Sampling,
        seed: int,
        *,
        given: npt.NDArray[np.integer] | None = None,
        steering: Sequence[Steering] = (),
    ) -> None:
        self.sampling, self.steering = sampling, steering
        self.random = np.random.Generator(np.random.PCG64(seed))
        self.given = np.empty(0, np.intp) if given is None else given

    def take(self, into: npt.NDArray[np.intp]) -> int:
        """Write as much of what is given as there is room; return how much, and forget it."""
        number = min(len(into), len(self.given))
        into[:number] = self.given[:number]
        self.given = self.given[number:]
        return number


class _Limits:
    """Among which symbols each stream draws: its top-k and top-p, as columns of arrays."""

    def __init__(self, samplings: Sequence[Sampling], vocabulary: int) -> None:
        most = [sampling.top_k or vocabulary for sampling in samplings]
        share = [1.0 if sampling.top_p is None else sampling.top_p for sampling in samplings]
        self.by_number, self.by_share = min(most) < vocabulary, min(share) < 1
        self.ranked = self.by_number or self.by_share
        self.common = most[0] if self.by_number and not self.by_share and len(set(most)) == 1 else None
        self.most = np.array(most)[:, np.newaxis]
        shares = [max(s, _SMALLEST) if s < 1 else np.inf for s in share]  # the likeliest is always among them
        self.share = np.array(shares, np.float32)[:, np.newaxis]
        temperatures = [max(sampling.temperature, _COLDEST) for sampling in samplings]
        self.temperature = np.array(temperatures, np.float32)[:, np.newaxis]
        self.ranks = np.arange(vocabulary)


def _tell(ids: npt.NDArray[np.intp], drawings: Sequence[Drawing]) -> None:
    """Let what steers each text take note of its symbol."""
    for symbol, drawing in zip(ids.tolist(), drawings, strict=True):
        for each in drawing.steering:
            each.read(symbol)


def _draw(logits: Array, limits: _Limits, noise: Array) -> npt.NDArray[np.intp]:
    """Draw one symbol a row, -1 where there is none left; changes ``logits``.

    Args:
        logits: Shape ``(batch, vocabulary)``.
        limits: Among which.
        noise: Shape ``(batch, vocabulary)``, see ``Stream._prepare``.
    """
    if limits.common:  # need not be ranked
        unlikely = np.argpartition(logits, -limits.common)[:, : -limits.common]
        np.put_along_axis(logits, unlikely, -np.inf, -1)
    elif limits.ranked:
        order = np.argsort(-logits, -1)
        ranked = np.take_along_axis(logits, order, -1)
        if limits.by_number:
            ranked[limits.ranks >= limits.most] = -np.inf
        if limits.by_share:
            highest = np.maximum(ranked[:, :1], _LOWEST)  # where all are forbidden it is minus infinity
            weights = np.exp((ranked - highest) / limits.temperature)
            before = weights.cumsum(-1) - weights
            ranked[before >= limits.share * weights.sum(-1, keepdims=True)] = -np.inf
        np.put_along_axis(logits, order, ranked, -1)
    np.add(logits, noise, logits)
    ids: npt.NDArray[np.intp] = logits.argmax(-1)
    ids[np.take_along_axis(logits, ids[:, np.newaxis], -1)[:, 0] == -np.inf] = -1
    return ids
