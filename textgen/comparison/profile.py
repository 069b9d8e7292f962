"""The outer form of texts: lengths, punctuation, and which characters follow one another."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from textgen.comparison import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from textgen.comparison.intervals import Part

Trigrams = tuple["npt.NDArray[np.uint64]", "npt.NDArray[np.float64]"]


def lengths(text: str) -> dict[str, Part]:
    """Return the sum of the lengths of a text's lines, sentences and words, and how many there are.

    Where a text was cut, its first and last line and sentence are short by chance, in the reference's
    passages as in the answers.
    """
    lines, sentences, all_words = words.lines(text), words.sentences(text), words.words(text)
    return {
        "mean_text_length": (len(text), 1),
        "mean_line_length": (sum(map(len, lines)), len(lines)),
        "mean_sentence_length": (sum(len(words.words(sentence)) for sentence in sentences), len(sentences)),
        "mean_word_length": (sum(map(len, all_words)), len(all_words)),
    }


def punctuation(text: str) -> Part:
    """Return how many of a text's characters are punctuation, and how many it has."""
    return len(words.marks(text)), len(text)


def marks(texts: Iterable[str]) -> dict[str, float]:
    """Return how often each mark stands among 1,000 characters of texts, the most frequent first."""
    whole = "".join(texts)
    return {mark: 1000 * count / len(whole) for mark, count in Counter(words.marks(whole)).most_common()}


def trigrams(texts: Iterable[str]) -> Trigrams:
    """Return which three characters follow one another in texts, as numbers in order, and how often each."""
    parts = [_numbers(text) for text in texts]
    numbers, counts = np.unique(np.concatenate([np.empty(0, np.uint64), *parts]), return_counts=True)
    return numbers, counts.astype(np.float64)


def _numbers(text: str) -> npt.NDArray[np.uint64]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    shift = np.uint64(21)  # a code point has 21 bits
    return (codes[:-2] << shift | codes[1:-1]) << shift | codes[2:]


def divergence(first: Trigrams, second: Trigrams) -> float | None:
    """Return how far two distributions are apart: 0 bits if they are the same, 1 if they share nothing.

    Source: the Jensen-Shannon divergence of Lin 1991, "Divergence Measures Based on the Shannon Entropy",
    with the logarithm to base 2. Few characters lie farther from a long text than many: compare only texts
    of the same length, and see how far as much of what people wrote is from it.
    """
    if not len(first[0]) or not len(second[0]):
        return None
    numbers = np.union1d(first[0], second[0])
    shares = np.zeros((2, len(numbers)))
    for row, (found, counts) in zip(shares, (first, second), strict=True):
        row[np.searchsorted(numbers, found)] = counts / counts.sum()
    return max(0.0, float(_entropy(shares.mean(axis=0)) - (_entropy(shares[0]) + _entropy(shares[1])) / 2))


def _entropy(shares: npt.NDArray[np.float64]) -> float:
    positive = shares[shares > 0]
    return float(-(positive * np.log2(positive)).sum())
