"""The probability of each character of a text, those outside the vocabulary included."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from textgen.lstm.vocabulary import ESCAPE

if TYPE_CHECKING:
    import numpy.typing as npt

    from textgen.lstm.vocabulary import Vocabulary

    Logarithms = npt.NDArray[np.float64]


def log_softmax(logits: npt.NDArray[np.floating], vocabulary: Vocabulary) -> Logarithms:
    """Return the natural logarithms of the symbols' probabilities, shape ``(symbols read, vocabulary)``.

    A model that saw every character of its corpus has no symbol for others: it keeps a share of 1e-6 of
    all probability for them.

    Args:
        logits: The same shape: what the network said before each symbol.
        vocabulary: The model's.
    """
    shifted = logits - logits.max(-1, keepdims=True, initial=-np.inf).astype(np.float64)
    table: Logarithms = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return table if vocabulary.unknown else table + math.log1p(-ESCAPE)


def of_characters(ids: npt.NDArray[np.integer], table: Logarithms, vocabulary: Vocabulary) -> Logarithms:
    """Return the natural logarithms of characters' probabilities, shape ``(characters,)``.

    A character outside the vocabulary costs what the unknown symbol costs, or the share kept for such
    characters, and the choice among all code points outside the vocabulary on top.

    Args:
        ids: As ``Vocabulary.encode`` gives them, shape ``(characters,)``.
        table: Of the symbols among them that the model has and reads, see ``log_softmax``.
        vocabulary: The model's.
    """
    result = np.full(len(ids), math.log(ESCAPE))
    read = ids < vocabulary.size
    result[read] = table[np.arange(len(table)), ids[read]]
    result[ids >= len(vocabulary.characters)] -= vocabulary.unknown_bits * math.log(2)
    return result
