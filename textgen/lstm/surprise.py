"""What each character of a text cost a model, and what that comes to for each document."""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from textgen.lstm.data import read_text
from textgen.lstm.vocabulary import ESCAPE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textgen.lstm.vocabulary import Vocabulary

Costs = npt.NDArray[np.float32]
_LABEL = 80  # characters
_TITLE = "SELECT coalesce(nullif(title, ''), uri) FROM document WHERE start = ? AND length = ?"


@dataclass(frozen=True, slots=True)
class DocumentLoss:
    """What the characters of a document cost, those that were predicted, its delimiter included.

    Args:
        label: Its title in the corpus, else its uri, else its first line.
        bits_per_character: The mean.
        characters: How many characters were predicted.
    """

    label: str
    bits_per_character: float
    characters: int


def surprises(
    path: Path, vocabulary: Vocabulary, costs: Costs, start: int
) -> Iterator[tuple[str, npt.NDArray[np.float64]]]:
    """Yield a text in pieces, with the bits that each character cost.

    Args:
        path: The text.
        vocabulary: The model's.
        costs: Nats for each symbol of the text as it was encoded; NaN for one that was not predicted.
        start: Where the part that is measured begins; all before costs NaN, and is not looked up.
    """
    passed = read = 0
    for text in read_text(path):
        ids = vocabulary.encode(text)
        known = ids < vocabulary.size
        count = int(known.sum())
        if passed + len(text) <= start:
            passed, read = passed + len(text), read + count
            yield text, np.full(len(text), np.nan)
            continue
        bits = np.full(len(text), vocabulary.unknown_bits - math.log2(ESCAPE))
        bits[known] = costs[read : read + count] / math.log(2)
        if vocabulary.unknown:
            bits[ids == vocabulary.unknown_id] += vocabulary.unknown_bits
        else:
            bits[known] -= math.log2(1 - ESCAPE)
        bits[: max(0, start - passed)] = np.nan
        passed, read = passed + len(text), read + count
        yield text, bits


@dataclass
class _Document:
    """A document that is being added up."""

    byte: int
    bytes: int = 0
    bits: float = 0.0
    characters: int = 0
    beginning: str = ""

    def add(self, text: str, bits: npt.NDArray[np.float64], *, delimiter: bool = False) -> None:
        counted = bits[~np.isnan(bits)]
        self.bits += float(counted.sum())
        self.characters += len(counted)
        if not delimiter:
            self.bytes += len(text.encode("utf-8"))
            if len(self.beginning) < _LABEL:
                self.beginning = (self.beginning + text[: 2 * _LABEL]).lstrip()


@dataclass
class Documents:
    """The documents of a text, each with its loss.

    Args:
        path: The text; titles are taken from the database beside it, if there is one.
        delimiter: What ends a document; None for a single one.
    """

    path: Path
    delimiter: str | None
    _found: list[_Document] = field(default_factory=list)

    def read(self, pieces: Iterator[tuple[str, npt.NDArray[np.float64]]]) -> list[DocumentLoss]:
        """Return the documents, those that cost the most bits a character first."""
        delimiter, document = self.delimiter, _Document(0)
        text, bits = "", np.empty(0)
        for more, their_bits in pieces:
            text, bits = text + more, np.concatenate([bits, their_bits])
            while delimiter and (end := text.find(delimiter)) >= 0:
                after = end + len(delimiter)
                document.add(text[:end], bits[:end])
                document.add(delimiter, bits[end:after], delimiter=True)
                self._keep(document)
                document = _Document(document.byte + document.bytes + len(delimiter.encode("utf-8")))
                text, bits = text[after:], bits[after:]
            ready = max(0, len(text) - len(delimiter or "") + 1) if delimiter else len(text)
            document.add(text[:ready], bits[:ready])
            text, bits = text[ready:], bits[ready:]
        document.add(text, bits)
        self._keep(document)
        return sorted(self._labelled(), key=lambda each: -each.bits_per_character)

    def _keep(self, document: _Document) -> None:
        if document.characters and document.beginning:
            self._found.append(document)

    def _labelled(self) -> Iterator[DocumentLoss]:
        from textgen.corpus import database

        with ExitStack() as stack:
            beside = self.path.with_suffix(".db")
            connection = stack.enter_context(database.reading(beside)) if beside.is_file() else None
            for document in self._found:
                label = document.beginning.partition("\n")[0][:_LABEL].strip()
                if connection:
                    row = connection.execute(_TITLE, [document.byte, document.bytes]).fetchone()
                    label = row[0] if row else label
                yield DocumentLoss(label, document.bits / document.characters, document.characters)
