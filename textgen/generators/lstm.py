"""The models that textgen trains, as generators."""

from __future__ import annotations

import math
import secrets
import warnings
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from textgen.generators.base import GeneratorWarning, Score
from textgen.generators.pieces import until
from textgen.lstm import folder, weights
from textgen.lstm.prompt import fit
from textgen.lstm.sampler import Network
from textgen.lstm.vocabulary import ESCAPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from textgen.document import JSON
    from textgen.generators.base import Sampling
    from textgen.lstm.sampler import Stream

PIECE: Final = 32  # characters in a piece of generated text
_SCORED: Final = 1024  # characters whose probabilities are computed at once


class LSTMGenerator:
    """A model folder, sampled on NumPy: stateful, in constant time and memory for a character.

    Args:
        path: The model folder.

    Raises:
        ModelError: it is damaged, or has layers that the sampler does not run.
    """

    def __init__(self, path: Path) -> None:
        self._manifest = folder.read(path)
        self._vocabulary = self._manifest.vocabulary
        model = path / folder.MODEL
        read = weights.read(model)
        symbols = {len(read.embedding), len(read.bias), self._vocabulary.size}
        if len(symbols) > 1:
            raise folder.damaged(
                model,
                f"it reads {len(read.embedding)} and writes {len(read.bias)} symbols, "
                f"{folder.MANIFEST} lists {self._vocabulary.size}",
            )
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
        if length < 1:
            raise ValueError(f"length must be at least 1, got {length}")
        if stop == "":
            raise ValueError("stop must not be empty")
        fitted, changes = fit(prompt, self._vocabulary)
        if changes:
            listed = ", ".join(
                f"{old!r} ({f'read as {new!r}' if new else 'left out'})" for old, new in changes.items()
            )
            warnings.warn(
                f"{self.name} has never seen these characters of the prompt: {listed}",
                GeneratorWarning,
                stacklevel=2,
            )
        stream = self._started(fitted)
        seed = secrets.randbits(32) if seed is None else seed
        pieces = self._pieces(stream, length, sampling, seed)
        return pieces if stop is None else until(pieces, stop)

    def _pieces(self, stream: Stream, length: int, sampling: Sampling, seed: int) -> Iterator[str]:
        characters = self._vocabulary.characters
        drawn = stream.sample(sampling, seed=seed, never=self._vocabulary.unknown_id)
        for done in range(0, length, PIECE):
            yield "".join(characters[ids[0]] for ids in islice(drawn, min(PIECE, length - done)))

    def _started(self, context: str) -> Stream:
        """Return a stream that has read ``context``; an empty one is the start of a document.

        That is the delimiter; a model of a single document has none, and reads a line break instead.
        """
        stream = self._network.stream()
        ids = self._vocabulary.encode(context or self._manifest.delimiter or "\n")
        for number in ids[ids < self._vocabulary.size]:
            stream.feed(number[np.newaxis])
        return stream

    def score(self, text: str, *, context: str = "") -> Score:
        """Return the likelihood of ``text`` after ``context``, under the model as it was trained.

        A character outside the vocabulary costs what the unknown symbol costs, and the choice among all
        code points outside the vocabulary on top. A model that saw every character of its corpus has
        no such symbol: it keeps a share of 1e-6 of all probability for characters it cannot express,
        so such a character costs 20 bits and the choice on top, and is not read.
        """
        ids = self._vocabulary.encode(text)
        stream = self._started(context)
        nats = 0.0
        for start in range(0, len(ids), _SCORED):
            nats += self._nats(stream, ids[start : start + _SCORED])
        unknown = sum(character not in self._vocabulary for character in text)
        bits = nats / math.log(2) + unknown * self._vocabulary.unknown_bits
        if not self._vocabulary.unknown:
            bits -= unknown * math.log2(ESCAPE) + (len(ids) - unknown) * math.log2(1 - ESCAPE)
        return Score(bits=bits, bytes=len(text.encode("utf-8", "surrogatepass")), characters=len(text))

    def _nats(self, stream: Stream, ids: np.typing.NDArray[np.integer]) -> float:
        """Return what the symbols among ``ids`` cost, and read them."""
        known = ids[ids < self._vocabulary.size]
        logits = np.empty((len(known), self._vocabulary.size))
        for row, number in zip(logits, known, strict=True):
            row[:] = stream.logits()[0]
            stream.feed(number[np.newaxis])
        own = logits[np.arange(len(known)), known]
        highest = logits.max(-1, initial=-np.inf)
        return float((highest + np.log(np.exp(logits - highest[:, np.newaxis]).sum(-1)) - own).sum())

    def describe(self) -> Mapping[str, JSON]:
        """Return what the model is, what it learned, how good it is, and what it can do."""
        manifest, corpus = self._manifest, self._manifest.corpus
        return {
            "name": self.name,
            "kind": "lstm",
            "trained": manifest.created.isoformat(timespec="seconds"),
            "corpus": corpus.name,
            "corpus_characters": corpus.characters,
            "architecture": dict(manifest.architecture),
            "vocabulary": manifest.vocabulary.size,
            "unknown": manifest.vocabulary.unknown,
            "delimiter": manifest.delimiter,
            "metrics": dict(manifest.metrics),
            "model_sha256": manifest.model_sha256,
            "scores": True,
            "seeded": True,
            "sampling": ["temperature", "top_k", "top_p"],
            "longest_context": None,
        }
