"""What texts have copied from the training text, and from which place of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textgen.comparison.reading import origins
from textgen.comparison.results import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textgen.comparison.intervals import Part
    from textgen.comparison.sources import Source

AT_LEAST: Final = 20  # characters in a row are a copy

Copies = tuple[Run, ...]


def find(
    texts: Sequence[str],
    training: Source,
    *,
    on_progress: Callable[[float, float | None], None] | None = None,
) -> list[Copies]:
    """Return the copied passages of each text in order; they may overlap, but none lies in another.

    Args:
        texts: What was written.
        training: The training text, which was found.
        on_progress: Is given the characters done and in all while its index is built.
    """
    from textgen.corpus.passages import Passages

    if training.path is None:
        raise ValueError("the training text was not found")
    passages = Passages(training.path, AT_LEAST, until=training.end, on_progress=on_progress)
    found = [passages.copied(text) for text in texts]
    places = {copy.place for copies in found for copy in copies}
    traced = origins(training.path, places, documents=training.documents)
    return [
        tuple(Run(copy.start, copy.length, copy.place, *traced[copy.place]) for copy in copies)
        for copies in found
    ]


def covered(text: str, copies: Copies, at_least: int) -> Part:
    """Return how many characters of a text lie in copied passages of at least so many, and how many it has.

    Source: McCoy et al. 2023, "How Much Do Language Models Copy From Their Training Data?"
    (arXiv:2111.09509), who count the n-grams that stand in the training text; here their characters count.
    """
    inside = end = 0
    for run in copies:
        if run.length >= at_least:
            inside += run.start + run.length - max(run.start, end)
            end = run.start + run.length
    return inside, len(text)


def longest(copied: Sequence[Copies]) -> int | None:
    """Return the length of the longest copied passage; None if there is none of ``AT_LEAST`` characters.

    Source: Carlini et al. 2023, "Quantifying Memorization Across Neural Language Models" (arXiv:2202.07646),
    calls text memorised that stands word for word in the training data; this is how far that goes.
    """
    return max((run.length for copies in copied for run in copies), default=None)
