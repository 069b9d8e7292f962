"""How much texts repeat words: within themselves, and one another.

All of it depends on how much text there is, so generators are only comparable with as many texts of the
same length. A text too short for a measure is left out of it; None says that nothing was left.
"""

from __future__ import annotations

import math
from collections import Counter
from statistics import fmean
from typing import TYPE_CHECKING

from textgen.comparison.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textgen.comparison.intervals import Part

Passage = tuple[str, ...]


def ngrams(tokens: Sequence[str], n: int) -> list[Passage]:
    """Return the passages of n words in order."""
    return list(zip(*(tokens[start:] for start in range(n)), strict=False))


def distinct(texts: Iterable[str], n: int) -> float | None:
    """Return the number of different n-grams of all texts over the number of words.

    Source: distinct-n of Li et al. 2016, "A Diversity-Promoting Objective Function for Neural Conversation
    Models" (arXiv:1510.03055), which divides by the number of tokens.
    """
    tokens = [words(text) for text in texts]
    grams = {gram for text in tokens for gram in ngrams(text, n)}
    return len(grams) / sum(map(len, tokens)) if grams else None


def repetition(text: str, n: int = 4) -> Part:
    """Return the share of a text's n-grams that stood in it before, and 1; nothing if it has no n-gram.

    Source: seq-rep-n of Welleck et al. 2020, "Neural Text Generation with Unlikelihood Training"
    (arXiv:1908.04319): 1 - |different n-grams| / |n-grams|, of which they give the mean over the texts.
    """
    grams = ngrams(words(text), n)
    return (1 - len(set(grams)) / len(grams), 1) if grams else (0, 0)


def self_bleu(texts: Iterable[str], n: int = 4) -> float | None:
    """Return how much the texts resemble one another: the mean BLEU of each against all others.

    Source: Zhu et al. 2018, "Texygen" (arXiv:1802.01886). BLEU is that of Papineni et al. 2002 with equal
    weights up to n-grams, smoothed as Texygen does: an n-gram order without a match counts 0.1 matches
    (method 1 of Chen and Cherry 2014, "A Systematic Comparison of Smoothing Techniques for Sentence-Level
    BLEU").
    """
    tokens = [found for text in texts if (found := words(text))]
    if len(tokens) < 2:
        return None
    orders = [_Matches([Counter(ngrams(text, order)) for text in tokens]) for order in range(1, n + 1)]
    lengths = Counter(map(len, tokens))
    return fmean(_bleu(len(text), number, orders, lengths) for number, text in enumerate(tokens))


class _Matches:
    """How many n-grams of each text stand in the others, each as often as it stands in one of them at most.

    Args:
        counts: Of the n-grams of each text.
    """

    def __init__(self, counts: Sequence[Counter[Passage]]) -> None:
        self._counts = counts
        self._most: dict[Passage, tuple[int, int, int]] = {}  # most, in which text, most in another one
        for number, text in enumerate(counts):
            for gram, count in text.items():
                most, owner, second = self._most.get(gram, (0, -1, 0))
                if count > most:
                    self._most[gram] = count, number, most
                elif count > second:
                    self._most[gram] = most, owner, count

    def of(self, number: int) -> tuple[int, int]:
        """Return how many n-grams of a text match, and how many it has."""
        matches = 0
        for gram, count in self._counts[number].items():
            most, owner, second = self._most[gram]
            matches += min(count, second if owner == number else most)
        return matches, self._counts[number].total()


def _bleu(length: int, number: int, orders: Sequence[_Matches], lengths: Counter[int]) -> float:
    """Return the BLEU of one text against all others, of which ``lengths`` counts the words."""
    others = [other for other, count in lengths.items() if other != length or count > 1]
    closest = min(others, key=lambda other: (abs(other - length), other))
    found = [matches.of(number) for matches in orders]
    if not found[0][0]:
        return 0.0
    precision = fmean(math.log((matches or 0.1) / max(1, total)) for matches, total in found)
    return math.exp(min(0.0, 1 - closest / length) + precision)
