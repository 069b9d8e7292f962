"""The models that textgen trains, as generators."""

from __future__ import annotations

import math
import secrets
import warnings
from collections import deque
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from textgen.generators.base import GeneratorWarning, Score, check_ends
from textgen.generators.pieces import until
from textgen.lstm import weights
from textgen.lstm.batch import Batch
from textgen.lstm.likelihood import log_softmax, of_characters
from textgen.lstm.prompt import fit
from textgen.lstm.sampler import Network
from textgen.lstm.steering import MEMORY, NoCopies, RepetitionPenalty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import numpy.typing as npt

    from textgen.document import JSON
    from textgen.generators.base import Sampling
    from textgen.lstm.sampler import Stream
    from textgen.lstm.steering import Steering
    from textgen.lstm.vocabulary import Vocabulary

    Ids = npt.NDArray[np.integer]

PIECE: Final = 32  # characters in a piece of generated text
TOGETHER: Final = 64  # texts that are written side by side, at most
_WAITING: Final = 2**26  # characters that wait in memory meanwhile, at most
_NAMED: Final = 20  # unknown characters that a warning names
_SCORED: Final = 1024  # characters whose probabilities are computed at once


class LSTMGenerator:
    """A model folder, sampled on NumPy: stateful, in constant time and memory for a character.

    Args:
        path: The model folder.

    Raises:
        ModelError: it is damaged, or has layers that the sampler does not run.
    """

    def __init__(self, path: Path) -> None:
        self._manifest, read = weights.load(path)
        self._vocabulary = self._manifest.vocabulary
        self._network = Network(read)
        self.name = path.resolve().name

    def generate(
        self,
        prompt: str,
        *,
        length: int,
        sampling: Sampling,
        seed: int | None = None,
        stop: str | None = None,
    ) -> Iterator[str]:
        """Yield pieces of new text, ``length`` characters in all; the prompt is not repeated.

        The text ends early before the first occurrence of ``stop``. An empty prompt is the start of a
        document. Characters of the prompt that the model does not know become near ones, or are left
        out, with one ``GeneratorWarning``. The same seed gives the same text; None draws one.
        """
        seed = secrets.randbits(32) if seed is None else seed
        return next(
            self.generate_all(prompt, number=1, seed=seed, length=length, sampling=sampling, stop=stop)
        )

    def generate_all(
        self,
        prompt: str,
        *,
        number: int,
        seed: int,
        length: int,
        sampling: Sampling,
        stop: str | None = None,
        on_reading: Callable[[int, int], None] | None = None,
    ) -> Iterator[Iterator[str]]:
        """Return so many texts, each in pieces as ``generate`` yields them, written side by side.

        The prompt is read at once; ``on_reading`` is given its symbols that are read and those in all.

        Text number k has the seed ``seed + k`` and is what it would be alone, but that a product of
        several rows is rounded otherwise, which about once in a million characters decides a draw. While
        one text is taken, what is ready of the others waits in memory.
        """
        check_ends(length, stop)
        opening = self.read(prompt)
        started = self._started(opening, on_reading)
        return self._texts(started, opening, number, seed, length, sampling, stop)

    def _texts(
        self,
        started: Stream,
        opening: Ids,
        number: int,
        seed: int,
        length: int,
        sampling: Sampling,
        stop: str | None,
    ) -> Iterator[Iterator[str]]:
        together = max(1, min(TOGETHER, _WAITING // length))
        for first in range(0, number, together):
            batch = min(together, number - first)
            steering = [self._steering(sampling, opening) for _ in range(batch)]
            drawn = started.rearranged([0] * batch).sample(
                sampling, seed=seed + first, never=self._vocabulary.unknown_id, steering=steering
            )
            texts = _Texts(drawn, batch, length, self._vocabulary.characters, self.name)
            for row in range(batch):
                yield until(texts.pieces(row), stop)

    def _steering(self, sampling: Sampling, opening: Ids) -> list[Steering]:
        """What a text's symbols are steered by, having read its beginning."""
        steering: list[Steering] = []
        if sampling.repetition_penalty != 1:
            steering.append(RepetitionPenalty(sampling.repetition_penalty))
        if sampling.avoid is not None:
            steering.append(NoCopies(sampling.avoid, self._vocabulary))
        enough = max(MEMORY, sampling.avoid.at_least if sampling.avoid else 0)
        for each in steering:
            for symbol in opening[-enough:].tolist():
                each.read(symbol)
        return steering

    def batch(self) -> Batch:
        """Return what writes texts side by side that begin and end at any time."""
        return Batch(self._network, self._vocabulary.unknown_id)

    @property
    def vocabulary(self) -> Vocabulary:
        """The characters that the model knows."""
        return self._vocabulary

    def read(self, prompt: str) -> Ids:
        """Return the symbols that are read before a text that goes on from ``prompt``.

        Characters that the model does not know become near ones, or are left out, with one
        ``GeneratorWarning``.
        """
        fitted, changes = fit(prompt, self._vocabulary)
        if changes:
            named = [
                f"{old!r} ({f'read as {new!r}' if new else 'left out'})"
                for old, new in islice(changes.items(), _NAMED)
            ]
            if len(changes) > _NAMED:
                named.append(f"and {len(changes) - _NAMED:,} more")
            warnings.warn(
                f"{self.name} has never seen these characters of the prompt: {', '.join(named)}",
                GeneratorWarning,
                stacklevel=4,
            )
        return self._opening(fitted)

    def _opening(self, context: str) -> Ids:
        """Return the symbols that are read before a text; an empty context is the start of a document.

        That is the delimiter; a model of a single document has none, and reads a line break instead.
        """
        ids = self._vocabulary.encode(context or self._manifest.delimiter or "\n")
        return ids[ids < self._vocabulary.size]

    def _started(self, opening: Ids, on_progress: Callable[[int, int], None] | None = None) -> Stream:
        """Return a stream that has read what a text begins with."""
        stream = self._network.stream()
        stream.read(opening, on_progress)
        return stream

    def score(self, text: str, *, context: str = "") -> Score:
        """Return the likelihood of ``text`` after ``context``, under the model as it was trained.

        A character outside the vocabulary costs what the unknown symbol costs, and the choice among all
        code points outside the vocabulary on top. A model that saw every character of its corpus has
        no such symbol: it keeps a share of 1e-6 of all probability for characters it cannot express,
        so such a character costs 20 bits and the choice on top, and is not read.
        """
        ids = self._vocabulary.encode(text)
        stream = self._started(self._opening(context))
        nats = 0.0
        with closing(stream.threads()) as threads:
            for start in range(0, len(ids), _SCORED):
                threads.review()
                nats -= self._read(stream, ids[start : start + _SCORED])
        bits = nats / math.log(2)
        return Score(bits=bits, bytes=len(text.encode("utf-8", "surrogatepass")), characters=len(text))

    def _read(self, stream: Stream, ids: Ids) -> float:
        """Read the symbols among ``ids`` that the model has; return the likelihood of them all, in nats."""
        known = ids[ids < self._vocabulary.size]
        logits = np.empty((len(known), self._vocabulary.size))
        for row, number in zip(logits, known, strict=True):
            row[:] = stream.logits()[0]
            stream.feed(number[np.newaxis])
        table = log_softmax(logits, self._vocabulary)
        return float(of_characters(ids, table, self._vocabulary).sum())

    def describe(self) -> Mapping[str, JSON]:
        """Return what the model is, what it learned, how good it is, and what it can do."""
        manifest, corpus = self._manifest, self._manifest.corpus
        return {
            "name": self.name,
            "kind": "lstm",
            "trained": manifest.created.isoformat(timespec="seconds"),
            "corpus": corpus.name,
            "corpus_characters": corpus.characters,
            "corpus_sha256": corpus.sha256,
            "architecture": dict(manifest.architecture),
            "vocabulary": manifest.vocabulary.size,
            "unknown": manifest.vocabulary.unknown,
            "delimiter": manifest.delimiter,
            "metrics": dict(manifest.metrics),
            "model_sha256": manifest.model_sha256,
            "scores": True,
            "seeded": True,
            "sampling": ["temperature", "top_k", "top_p", "repetition_penalty", "avoid"],
            "longest_context": None,
        }


class _Texts:
    """Texts that are written side by side; each is handed out when it is asked for."""

    def __init__(self, drawn: Iterator[Ids], number: int, length: int, characters: str, name: str) -> None:
        self._drawn, self._left, self._characters, self._name = drawn, length, characters, name
        self._ready: list[deque[str]] = [deque() for _ in range(number)]
        self._over: set[int] = set()  # ended early, or not asked for any more

    def pieces(self, row: int) -> Iterator[str]:
        """Yield a text's pieces."""
        ready = self._ready[row]
        try:
            while ready or (self._left and row not in self._over):
                if not ready:
                    self._write()
                elif piece := ready.popleft():
                    yield piece
        finally:
            self._over.add(row)
            ready.clear()

    def _write(self) -> None:
        """Write a piece of each text."""
        drawn = np.array(list(islice(self._drawn, min(PIECE, self._left))))
        self._left -= len(drawn)
        for row, symbols in enumerate(drawn.T.tolist()):
            if row in self._over:
                continue
            if -1 in symbols:
                warnings.warn(
                    f"{self._name} ended a text early: every way on would have been a copy",
                    GeneratorWarning,
                    stacklevel=2,
                )
                del symbols[symbols.index(-1) :]
                self._over.add(row)
            self._ready[row].append("".join([self._characters[symbol] for symbol in symbols]))
