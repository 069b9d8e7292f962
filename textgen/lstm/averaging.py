"""A moving average of a training's weights, which is better than the weights of any one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textgen.lstm.architecture import Arrays

EVERY = 8  # steps between two weights that are averaged


class Average:
    """The mean of the weights so far, the latest of which count most.

    Its width is a share of the steps so far, so that it forgets its beginning without knowing the end
    of the training (the power function average of Karras et al. 2024, arXiv:2312.02696, section 3.1).

    Args:
        width: How far back it looks, as a share of the steps so far; 0 keeps no average.
        weights: An average to go on with.
    """

    def __init__(self, width: float, weights: Arrays | None = None) -> None:
        self._width = width
        self.weights: Arrays = weights or []

    def takes(self, step: int) -> bool:
        """Whether the weights after ``step`` belong to it: every eighth, once it is wide enough for two."""
        return step % EVERY == 0 and self._width * step > EVERY

    def add(self, weights: Arrays, step: int) -> None:
        """Take the weights after ``step`` in, from 1."""
        share = EVERY / (self._width * step)
        means = self.weights or weights
        self.weights = [mean + share * (weight - mean) for mean, weight in zip(means, weights, strict=True)]
