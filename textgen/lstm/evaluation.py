"""How well a model predicts text that it has not learned: nats, bits and perplexity."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from textgen.errors import CorpusError, TextgenError
from textgen.lstm import folder as model_folder
from textgen.lstm import heatview
from textgen.lstm import weights as model_weights
from textgen.lstm.data import CHUNK, Ids, encode, read_text
from textgen.lstm.learned import unseen_text
from textgen.lstm.startup import replicas_for, start_tensorflow
from textgen.lstm.surprise import DocumentLoss, Documents, surprises
from textgen.lstm.vocabulary import ESCAPE, Vocabulary

if TYPE_CHECKING:
    from textgen.lstm.architecture import Architecture

STREAMS = 32  # at most, in a stateful evaluation
WARM_UP = 256  # characters that each stream reads before its own, uncounted
STEP = 64  # characters that one call of the network reads of each stream
PROTOCOL_WINDOWS, PROTOCOL_LENGTH = 640, 256


@dataclass(frozen=True, slots=True)
class Loss:
    """What the prediction of some characters cost.

    Args:
        nats: The mean of minus the natural logarithm of the character's probability.
        characters: How many characters were predicted.
        unknown: How many of them the vocabulary lacks.
    """

    nats: float
    characters: int
    unknown: int

    @property
    def bits(self) -> float:
        """Bits per character."""
        return self.nats / math.log(2)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a model predicts a text.

    Args:
        model: The model's name.
        text: The file that was read.
        part: Which part of it: "held-out" from ``start`` on, or "whole".
        start: The first character that was predicted.
        protocol: "stateful", "nanogpt", or "dynamic".
        nats_per_character: The mean cost of a character.
        bits_per_byte: The same text's bits over its length in UTF-8; None by nanoGPT's protocol.
        characters: How many characters were predicted.
        unknown: How many of them the vocabulary lacks.
        documents: The loss of each document, the highest first; None if it was not asked for.
    """

    model: str
    text: str
    part: str
    start: int
    protocol: str
    nats_per_character: float
    bits_per_byte: float | None
    characters: int
    unknown: int
    documents: tuple[DocumentLoss, ...] | None = None

    @property
    def bits_per_character(self) -> float:
        """The mean cost of a character in bits."""
        return self.nats_per_character / math.log(2)

    @property
    def perplexity(self) -> float:
        """The number of equally likely characters that would cost as much."""
        return math.exp(self.nats_per_character)


def evaluate(
    model: str,
    text: str | Path | None = None,
    *,
    protocol: str | None = None,
    dynamic: bool = False,
    documents: bool = False,
    html: Path | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[Evaluation]:
    """Measure a model on a text; without one, on the part of its own text that it never learned.

    A text that the model was trained on is measured on its held-out part, too.

    Args:
        model: A model's name or folder.
        text: A UTF-8 file, or a corpus's name.
        protocol: "nanogpt" adds random windows of 256 characters, each from empty context, as nanoGPT's
            training script measures them; the stateful loss comes first in any case.
        dynamic: Adds dynamic evaluation, in which the model goes on learning from what it has predicted.
        documents: Tells the stateful loss of each document.
        html: A page to write that shows which characters surprised the model.
        on_progress: Is given the characters done and the characters in all.

    Raises:
        ModelError: the model is missing or damaged.
        CorpusError: the text is missing, unreadable or too short.
        TextgenError: the page cannot be written there.
    """
    if protocol not in {None, "nanogpt"}:
        raise TextgenError(f"unknown protocol {protocol!r}", hint="There is: nanogpt.")
    folder = model_folder.find(model)
    manifest = model_folder.read(folder)
    weights = model_weights.read(folder / model_folder.MODEL)
    source, found, start = unseen_text(
        folder, text, hint=f"Name another text to measure on: textgen evaluate {folder.name} FILE.txt"
    )
    path = source.path
    if html:
        heatview.check(html, path)
    if found.characters - start < 2:
        raise CorpusError(
            f"{path} is too short to be measured", hint="Give a text of a few hundred characters."
        )

    replicas = replicas_for(STREAMS)
    start_tensorflow(replicas)
    from textgen.lstm.architecture import of_weights

    architecture, arrays = of_weights(weights)
    vocabulary, delimiter = manifest.vocabulary, source.delimiter or manifest.delimiter
    evaluator = Evaluator(architecture, vocabulary, replicas=replicas)
    with (
        tempfile.TemporaryDirectory(prefix="textgen-") as temporary,
        encode(path, found, vocabulary, Path(temporary)) as ids,
    ):
        stop = len(ids)
        costs = np.memmap(Path(temporary) / "costs", np.float32, "w+", shape=(max(1, stop),))
        costs[0] = np.nan  # what is not touched takes no memory
        kept = costs if documents or html else None
        losses = {
            "stateful": evaluator.stateful(arrays, ids, start, stop, costs=kept, on_progress=on_progress)
        }
        if protocol:
            losses[protocol] = evaluator.windows(arrays, ids, start, stop)
        if dynamic:
            losses["dynamic"] = evaluator.dynamic(arrays, ids, start, stop, on_progress=on_progress)

        listed = None
        if documents:
            listed = tuple(Documents(path, delimiter).read(surprises(path, vocabulary, costs, start)))
        if html:
            heatview.write(
                html,
                surprises(path, vocabulary, costs, start),
                title=f"What surprised {folder.resolve().name} in {path.name}",
                summary=f"{'Held-out part' if start else 'Whole text'}, the first $shown of "
                f"{stop - start:,} characters; on average {losses['stateful'].bits:.3f} bits a character.",
                delimiter=delimiter,
            )
        del costs
    missing = found.characters - stop
    if missing:
        share = missing / found.characters
        losses = {
            name: _with_missing(
                loss, round(share * loss.characters) if name == "nanogpt" else missing, vocabulary
            )
            for name, loss in losses.items()
        }
    utf8 = _utf8_bytes(path, max(start, 1))
    return [
        Evaluation(
            model=folder.resolve().name,
            text=str(path),
            part="held-out" if start else "whole",
            start=start,
            protocol=name,
            nats_per_character=loss.nats,
            bits_per_byte=None if name == "nanogpt" else loss.bits * loss.characters / utf8,
            characters=loss.characters,
            unknown=loss.unknown,
            documents=listed if name == "stateful" else None,
        )
        for name, loss in losses.items()
    ]


def _with_missing(loss: Loss, missing: int, vocabulary: Vocabulary) -> Loss:
    """Add the characters that a model without an unknown symbol cannot express, and did not read.

    Each costs a share of 1e-6 of all probability, and the choice among the others of Unicode.
    """
    nats = loss.nats * loss.characters - loss.characters * math.log(1 - ESCAPE)
    nats += missing * (vocabulary.unknown_bits * math.log(2) - math.log(ESCAPE))
    characters = loss.characters + missing
    return Loss(nats / characters, characters, loss.unknown + missing)


def _without_first(states: Any) -> Any:
    """The states of a share's streams, the first one's zero again."""
    array = np.array(states)
    array[0] = 0
    return array


def _utf8_bytes(path: Path, start: int) -> int:
    """The length in UTF-8 of a text from its character ``start`` on."""
    passed = total = 0
    for piece in read_text(path):
        total += len(piece[max(0, start - passed) :].encode("utf-8"))
        passed += len(piece)
    return total


class Evaluator:
    """Measures the loss of weights on parts of a text.

    Args:
        architecture: The shape of the weights.
        vocabulary: The symbols.
        replicas: How many threads share the streams.
    """

    def __init__(self, architecture: Architecture, vocabulary: Vocabulary, *, replicas: int) -> None:
        import tensorflow as tf

        from textgen.lstm.network import forward

        self._architecture, self._replicas = architecture, replicas
        self._unknown_id, self._unknown_nats = vocabulary.unknown_id, vocabulary.unknown_bits * math.log(2)
        self._pool = ThreadPoolExecutor(replicas)

        def losses(weights: list[Any], windows: Any, states: Any) -> Any:
            ids = tf.transpose(windows)
            logits, after = forward(architecture, weights, ids[:-1], states)
            return tf.nn.sparse_softmax_cross_entropy_with_logits(ids[1:], logits), after

        self._losses = tf.function(losses, reduce_retracing=True)

    def stateful(
        self,
        weights: Any,
        ids: Ids,
        start: int,
        stop: int,
        *,
        seconds: float | None = None,
        costs: npt.NDArray[np.float32] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Loss:
        """Read a contiguous part of a text with states carried, in streams side by side.

        Each stream first reads the 256 characters before its own, uncounted; at the very start of a
        text there are none, and the first stream starts cold.

        Args:
            weights: Arrays or variables, in the order of the saved model's layers.
            ids: The text.
            start: The first character to be predicted; the ones before it are context.
            stop: One past the last.
            seconds: Predict no more than can be done in this time; None for all.
            costs: Is filled with what each symbol cost in nats, at its place in ``ids``.
            on_progress: Is given the characters done and the characters in all.
        """
        start = max(start, 1)
        count = stop - start
        streams = max(1, min(STREAMS, count // (4 * WARM_UP)))
        length = -(-count // streams)
        firsts = [start + row * length for row in range(streams)]
        begun = time.monotonic()
        total = Total()
        states = self._zero_states(streams)
        for place in range(-WARM_UP, length, STEP):
            if place == 0 and start <= WARM_UP:  # before the first stream there is nothing to warm it
                states[0] = [tuple(_without_first(part) for part in pair) for pair in states[0]]
            windows = np.zeros((streams, STEP + 1), np.int32)
            counted = np.zeros((streams, STEP), bool)
            places = np.zeros((streams, STEP), np.int64)
            for row, first in enumerate(firsts):
                if first + place >= 1:
                    window = ids.read(first + place - 1, STEP + 1)
                    windows[row, : len(window)] = window
                targets = np.arange(first + place, first + place + STEP)
                counted[row] = (targets >= first) & (targets < min(first + length, stop))
                places[row] = targets
            losses, states = self._run(weights, windows, states)
            self._count(total, losses, windows[:, 1:], counted)
            if costs is not None:
                costs[places[counted]] = losses[counted]
            if on_progress:
                on_progress(total.characters, count)
            if seconds is not None and place >= 0 and time.monotonic() - begun > seconds:
                break
        return total.loss()

    def windows(
        self, weights: Any, ids: Ids, start: int, stop: int, *, length: int = PROTOCOL_LENGTH, seed: int = 0
    ) -> Loss:
        """Read random windows, each from empty context, as nanoGPT's training script estimates its loss.

        Args:
            weights: Arrays or variables, in the order of the saved model's layers.
            ids: The text.
            start: Where the part begins that windows are drawn from.
            stop: Where it ends.
            length: The characters predicted in a window.
            seed: What the places come from.
        """
        if stop - start <= length:
            raise CorpusError(
                f"{stop - start} characters are too few for windows of {length}",
                hint="Evaluate on a longer text, or without --protocol nanogpt.",
            )
        places = np.random.default_rng(seed).integers(start, stop - length, PROTOCOL_WINDOWS)
        total = Total()
        for batch in np.split(places, PROTOCOL_WINDOWS // 64):
            rows = np.stack([ids.read(int(place), length + 1) for place in batch])
            states = self._zero_states(len(rows))
            for place in range(0, length, STEP):
                losses, states = self._run(weights, rows[:, place : place + STEP + 1], states)
                self._count(total, losses, rows[:, place + 1 : place + STEP + 1], np.ones(losses.shape, bool))
        return total.loss()

    def dynamic(
        self,
        weights: Any,
        ids: Ids,
        start: int,
        stop: int,
        *,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Loss:
        """Read a contiguous part as one stream, learning from each window once it was predicted.

        Args:
            weights: Arrays, in the order of the saved model's layers.
            ids: The text.
            start: The first character to be predicted; the ones before it are context.
            stop: One past the last.
            on_progress: Is given the characters done and the characters in all.
        """
        from textgen.lstm.dynamic import dynamic_losses

        total, first = Total(), max(start, 1)
        if stop <= first:  # the model knows none of the characters
            return total.loss()
        losses = dynamic_losses(self._architecture, weights, ids, first, stop, on_progress=on_progress)
        for place in range(0, len(losses), CHUNK):
            part = losses[np.newaxis, place : place + CHUNK]
            targets = ids.read(first + place, part.shape[1])[np.newaxis]
            self._count(total, part, targets, np.ones(part.shape, bool))
        return total.loss()

    def _zero_states(self, streams: int) -> list[Any]:
        shares = np.array_split(np.arange(streams), min(self._replicas, streams))
        return [
            [(np.zeros((len(share), units), np.float32),) * 2 for units in self._architecture.layers]
            for share in shares
        ]

    def _run(
        self, weights: Any, windows: npt.NDArray[np.int32], states: list[Any]
    ) -> tuple[npt.NDArray[np.float32], list[Any]]:
        shares = np.array_split(windows, len(states))
        results = list(
            self._pool.map(lambda share, state: self._losses(weights, share, state), shares, states)
        )
        losses = np.concatenate([losses.numpy() for losses, _ in results], axis=1)
        return losses.T, [after for _, after in results]

    def _count(
        self,
        total: Total,
        losses: npt.NDArray[np.float32],
        targets: npt.NDArray[np.int32],
        counted: npt.NDArray[np.bool_],
    ) -> None:
        unknown = 0 if self._unknown_id is None else int((targets[counted] == self._unknown_id).sum())
        total.nats += float(losses[counted].sum(dtype=np.float64)) + unknown * self._unknown_nats
        total.characters += int(counted.sum())
        total.unknown += unknown


@dataclass
class Total:
    """A loss being added up."""

    nats: float = 0.0
    characters: int = 0
    unknown: int = 0

    def loss(self) -> Loss:
        """The mean so far."""
        return Loss(self.nats / max(1, self.characters), self.characters, self.unknown)
