"""How sure a mean is: bootstrap confidence intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from textgen.comparison.results import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

Part = tuple[float, float]
"""What a text, or a chunk of one, adds to a numerator and to a denominator."""

LEVEL: Final = 0.95
SAMPLES: Final = 2000
METHOD: Final = (
    f"{100 * LEVEL:g} % percentile intervals from {SAMPLES:,} bootstrap samples (Efron 1979) of whole texts, "
    "and for bits per byte of whole chunks of the held-out text (Künsch 1989)"
)


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
    value = float(over.sum() / under.sum())
    drawn = np.random.default_rng(seed).integers(0, len(parts), (SAMPLES, len(parts)))
    sums = under[drawn].sum(axis=1)
    ratios = over[drawn].sum(axis=1)[sums > 0] / sums[sums > 0]
    low, high = np.quantile(ratios, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Value(value) if low == high else Value(value, float(low), float(high))
