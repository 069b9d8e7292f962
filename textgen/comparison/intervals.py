"""How sure a mean is: bootstrap confidence intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from textgen.comparison.results import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Part = tuple[float, float]
"""What a text, or a chunk of one, adds to a numerator and to a denominator."""

LEVEL: Final = 0.95
SAMPLES: Final = 2000
METHOD: Final = (
    f"{100 * LEVEL:g} % percentile intervals from {SAMPLES:,} bootstrap samples (Efron 1979) of whole texts, "
    "and for bits per byte of whole chunks of the held-out text (Künsch 1989); two generators' bits per byte "
    "are compared by the same chunks in pairs (Koehn 2004)"
)
_BLOCK: Final = 1_000_000  # parts that are drawn at a time


def ratio(parts: Sequence[Part], *, seed: int) -> Value:
    """Return the sum of the parts' numerators over the sum of their denominators, with its interval.

    Source: the percentile interval of Efron 1979, "Bootstrap Methods: Another Look at the Jackknife": parts
    are drawn with replacement, as many as there are, and the interval holds the middle 95 % of the ratios.
    Few parts give intervals that are somewhat too narrow. One part, or parts that are all alike, tell nothing
    of what others would be, and give no interval.

    Args:
        parts: At least one; the denominators' sum is above 0.
        seed: What the draws come from.
    """
    over, under = np.array(parts, np.float64).T
    ends = _middle(_ratios(*_resampled([over, under], seed)))
    value = float(over.sum() / under.sum())
    return Value(value, *ends) if ends else Value(value)


def difference(pairs: Sequence[tuple[Part, Part]], *, seed: int) -> tuple[float, float] | None:
    """Return the interval of the second ratio less the first, of two things measured on the same parts.

    Parts that are hard for one are mostly hard for the other, so the difference is much surer than either
    ratio: the two intervals may overlap where hardly any draw has the other one below.

    Source: the paired bootstrap of Koehn 2004, "Statistical Significance Tests for Machine Translation
    Evaluation": each draw takes the same parts of both.

    Args:
        pairs: What each part adds to the first ratio, and what to the second.
        seed: What the draws come from.

    Returns:
        Both ends of the middle 95 %; None where the parts are too few or too much alike to tell.
    """
    if len(pairs) < 2:
        return None
    columns = np.array(pairs, np.float64).reshape(len(pairs), 4).T
    over, under, other_over, other_under = _resampled(list(columns), seed)
    return _middle(_ratios(other_over, other_under) - _ratios(over, under))


def _resampled(columns: Sequence[NDArray[np.float64]], seed: int) -> list[NDArray[np.float64]]:
    """Return the sum of each column in each bootstrap sample, which all columns share."""
    random, number = np.random.default_rng(seed), len(columns[0])
    rounds = max(1, _BLOCK // number)
    sums = []
    for done in range(0, SAMPLES, rounds):
        drawn = random.integers(0, number, (min(rounds, SAMPLES - done), number))
        sums.append([column[drawn].sum(axis=1) for column in columns])
    return [np.concatenate(column) for column in zip(*sums, strict=True)]


def _ratios(over: NDArray[np.float64], under: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return one over the other; a sample in which nothing is below has none."""
    return np.divide(over, under, out=np.full_like(over, np.nan), where=under > 0)


def _middle(numbers: NDArray[np.float64]) -> tuple[float, float] | None:
    """Return the ends of the middle 95 %; None if they are one."""
    low, high = np.nanquantile(numbers, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return None if low == high else (float(low), float(high))
