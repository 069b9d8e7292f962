"""One symbol drawn from a model's logits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from textgen.generators.base import Sampling

_COLDEST: Final = 1e-6  # below this temperature, drawing is taking the likeliest


def probabilities(logits: npt.NDArray[np.floating], sampling: Sampling) -> npt.NDArray[np.float64]:
    """Return how likely each symbol is to be drawn: temperature first, then top-k, then top-p.

    Args:
        logits: Shape ``(vocabulary,)``.
        sampling: How. Nucleus sampling (top-p) keeps the fewest of the likeliest symbols that together
            reach the share, Holtzman et al. 2020, arXiv:1904.09751.

    Returns:
        Shape ``(vocabulary,)``, with the sum 1.
    """
    chosen = logits.astype(np.float64)
    if sampling.temperature < _COLDEST:
        likeliest = np.zeros_like(chosen)
        likeliest[chosen.argmax()] = 1
        return likeliest
    result: npt.NDArray[np.float64] = np.exp((chosen - chosen.max()) / sampling.temperature)
    if sampling.top_k is not None and sampling.top_k < len(result):
        result[np.argpartition(result, -sampling.top_k)[: -sampling.top_k]] = 0
    if sampling.top_p is not None and sampling.top_p < 1:
        order = np.argsort(-result)
        ranked = result[order]
        before = ranked.cumsum() - ranked
        result[order[before >= sampling.top_p * ranked.sum()]] = 0
    result /= result.sum()
    return result


def draw(logits: npt.NDArray[np.floating], sampling: Sampling, random: np.random.Generator) -> int:
    """Draw a symbol: the place in ``logits``, shape ``(vocabulary,)``."""
    cumulative = probabilities(logits, sampling).cumsum()
    return int(np.searchsorted(cumulative, random.random() * cumulative[-1], side="right"))
