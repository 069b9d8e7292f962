"""The two ways to write for many: all side by side, or one after another."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final

import numpy as np

from textgen.lstm.likelihood import log_softmax, of_characters
from textgen.lstm.sampler import Drawing
from textgen.serving.orders import Piece, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from textgen.generators.base import Generator
    from textgen.generators.lstm import LSTMGenerator
    from textgen.lstm.weights import Array
    from textgen.serving.orders import Order

ROWS: Final = 64  # texts that are written side by side, at most
_FEW: Final = 32  # characters of each that are written at once, when somebody has come; later more,
_SECONDS: Final = 0.02  # which take up to so long: to tell of them costs time, and whoever comes waits for it


class SideBySide:
    """All orders are rows of one matrix step.

    Args:
        generator: A model that textgen trained.
    """

    rows = ROWS
    probabilities = True

    def __init__(self, generator: LSTMGenerator) -> None:
        self._generator, self._batch = generator, generator.batch()
        self._texts: list[_Text] = []  # in the order of the batch's rows
        self._steps = _FEW

    def join(self, order: Order) -> None:
        """Take part from now on."""
        text = _Text(order, self._generator)
        self._texts.append(text)
        self._batch.drawings.append(text.drawing)
        self._steps = _FEW

    def leave(self, order: Order) -> None:
        """Take part no more."""
        self._keep([text for text in self._texts if text.order is not order])

    def _keep(self, texts: list[_Text]) -> None:
        self._texts = texts
        self._batch.drawings[:] = [text.drawing for text in texts]

    def write(self) -> list[tuple[Order, Piece]]:
        """Return some more of the texts; one that ends with its piece has left."""
        begun = time.perf_counter()
        steps = max(1, min(self._steps, *(text.ahead for text in self._texts)))
        waiting = [len(text.drawing.given) for text in self._texts]
        ids, logits = self._batch.block(
            steps, with_logits=any(text.order.alternatives is not None for text in self._texts)
        )
        pieces = [
            (text.order, piece)
            for row, (text, given) in enumerate(zip(self._texts, waiting, strict=True))
            for piece in text.pieces(
                ids[:, row], None if logits is None else logits[:, row], min(given, len(ids))
            )
        ]
        ended = {id(order) for order, piece in pieces if piece.end}
        if ended:
            self._keep([text for text in self._texts if id(text.order) not in ended])
        fitting = int(steps * _SECONDS / (time.perf_counter() - begun))
        self._steps = max(_FEW, min(fitting, 2 * self._steps))
        return pieces

    def close(self) -> None:
        """Write no more."""
        self._batch.close()


class _Text:
    """A row: the symbols of its prompt, and how far it has come."""

    def __init__(self, order: Order, generator: LSTMGenerator) -> None:
        self.order, self._vocabulary = order, generator.vocabulary
        self._left = order.length
        self._told = 0  # characters of the prompt
        if order.scored and order.prompt:
            self._prompt = self._vocabulary.encode(order.prompt)
            self._read = np.flatnonzero(self._prompt < self._vocabulary.size)  # the others are not read
            given: npt.NDArray[np.integer] = self._prompt[self._read]
        else:
            self._prompt = np.empty(0, np.uint32)
            self._read = np.empty(0, np.intp)
            given = generator.read(order.prompt)
        self.drawing = Drawing(order.sampling, order.seed, given=given)

    @property
    def ahead(self) -> int:
        """Steps until it ends."""
        return len(self.drawing.given) + self._left

    def pieces(self, ids: npt.NDArray[np.intp], logits: Array | None, given: int) -> Iterator[Piece]:
        """Yield what a block has brought: some of the prompt, and some new text.

        Args:
            ids: Shape ``(steps,)``.
            logits: Shape ``(steps, vocabulary)``, or None if no order wants them.
            given: So many of the ids were given.
        """
        wanted = self.order.alternatives is not None
        table = log_softmax(logits, self._vocabulary) if logits is not None and wanted else None
        if table is not None and self._told < len(self._prompt):
            yield self._of_prompt(table[:given])
        drawn = ids[given : given + self._left]
        drawn = drawn[: np.append(np.flatnonzero(drawn < 0), len(drawn))[0]]  # -1: there was none left
        self._left -= len(drawn)
        over = not len(self.drawing.given) and (not self._left or len(drawn) < len(ids) - given)
        if len(drawn) or over:
            tokens = None if table is None else self._tokens(drawn, table[given : given + len(drawn)])
            yield Piece(self._vocabulary.decode(drawn), tokens, end="length" if over else None)

    def _of_prompt(self, table: npt.NDArray[np.float64]) -> Piece:
        """The prompt's characters whose symbols were just read, those before that have none included."""
        read = len(self._read) - len(self.drawing.given)
        end = self._read[read - 1] + 1 if len(self.drawing.given) else len(self._prompt)
        start, self._told = self._told, int(end)
        tokens = self._tokens(self._prompt[start:end], table)
        return Piece(self.order.prompt[start:end], tokens, given=True)

    def _tokens(self, ids: npt.NDArray[np.integer], table: npt.NDArray[np.float64]) -> Tokens:
        """The characters' probabilities, and the likeliest in each place.

        Args:
            ids: Shape ``(characters,)``, as ``Vocabulary.encode`` gives them.
            table: Of those that were read, shape ``(symbols, vocabulary)``.
        """
        own = of_characters(ids, table, self._vocabulary)
        number = min(self.order.alternatives or 0, self._vocabulary.size)
        order = np.argsort(-table, -1)[:, :number]
        read = np.flatnonzero(ids < self._vocabulary.size)
        best, symbols = np.zeros((len(ids), number)), [""] * len(ids)
        best[read] = np.take_along_axis(table, order, -1)
        for place, row in zip(read.tolist(), order, strict=True):
            symbols[place] = self._vocabulary.decode(row)
        return Tokens(own, best, symbols)


class OneByOne:
    """Any generator: an order after the other, with the probabilities of the prompt at most.

    Args:
        generator: It. One that can tell what each token of a text costs has a method ``costs``, as
            ``textgen.generators.huggingface.HuggingFace`` has.
    """

    rows = 1
    probabilities = False

    def __init__(self, generator: Generator) -> None:
        self._generator = generator
        self._order: Order | None = None
        self._given: Iterator[Piece] = iter(())
        self._pieces: Iterator[str] = iter(())
        self._left = 0

    def join(self, order: Order) -> None:
        """Take part from now on."""
        self._order, self._left = order, order.length
        self._given = self._scored(order.prompt) if order.scored and order.prompt else iter(())
        if order.length:
            self._pieces = self._generator.generate(
                order.prompt, length=order.length, sampling=order.sampling, seed=order.seed
            )

    def _scored(self, prompt: str) -> Iterator[Piece]:
        """Yield the prompt, read as the start of a document; a token's cost is its last character's."""
        costs = getattr(self._generator, "costs")  # noqa: B009 - no part of the protocol
        delimiter = self._generator.describe().get("delimiter")
        if isinstance(delimiter, str) and prompt.startswith(delimiter):
            yield _costing(delimiter, 0.0)
            prompt = prompt[len(delimiter) :]
        pending = 0.0
        for text, bits in costs(prompt):
            pending += bits
            if text:
                yield _costing(text, pending)
                pending = 0.0

    def leave(self, order: Order) -> None:
        """Take part no more."""
        close = getattr(self._pieces, "close", None)
        self._order, self._given, self._pieces = None, iter(()), iter(())
        if close:
            close()

    def write(self) -> list[tuple[Order, Piece]]:
        """Return some more of the text; one that ends with its piece has left."""
        order = self._order
        if order is None:
            return []
        if (given := next(self._given, None)) is not None:
            return [(order, given)]
        piece = next(self._pieces, None) if self._left else ""
        if piece is None:
            self.leave(order)
            return [(order, Piece("", end="stop"))]  # the generator itself found an end
        self._left -= len(piece)
        if self._left > 0:
            return [(order, Piece(piece))]
        self.leave(order)
        return [(order, Piece(piece, end="length"))]

    def close(self) -> None:
        """Write no more."""


def _costing(text: str, bits: float) -> Piece:
    """A piece of a prompt whose last character has all its bits."""
    own = np.zeros(len(text))
    own[-1] = -bits * math.log(2)
    return Piece(text, Tokens(own, np.empty((len(text), 0)), [""] * len(text)), given=True)


def writer_for(generator: Generator) -> SideBySide | OneByOne:
    """Return the faster way that the generator allows."""
    from textgen.generators.lstm import LSTMGenerator

    return SideBySide(generator) if isinstance(generator, LSTMGenerator) else OneByOne(generator)
