"""All metrics of a set of texts, in the form of the report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Final

from textgen.comparison import copies, diversity, profile
from textgen.comparison.metrics import METRICS
from textgen.comparison.reading import Span, known, slices, spread
from textgen.comparison.results import Measured, Value
from textgen.comparison.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from textgen.comparison.copies import Copies
    from textgen.comparison.profile import Trigrams
    from textgen.comparison.results import Answer
    from textgen.comparison.sources import Source

_SAMPLE: Final = 2_000_000  # characters of the training text whose neighbours are counted
_SLICES: Final = 200

NOTHING: Final = Value(None, not_measured="it wrote nothing")
TOO_SHORT: Final = Value(None, not_measured="there is too little text")
NO_COPY: Final = Value(None, not_measured=f"no copy of {copies.AT_LEAST} characters")


@dataclass(frozen=True, slots=True)
class Known:
    """What the training text tells of the texts that are measured.

    Args:
        copied: The copied passages of each text.
        words: The words of all texts that stand in it.
        trigrams: Which characters follow one another in a sample of it.
    """

    copied: Mapping[str, Copies]
    words: set[str]
    trigrams: Trigrams


def look_up(
    texts: Sequence[str],
    training: Source,
    *,
    on_progress: Callable[[float, float | None], None] | None = None,
) -> Known | None:
    """Look texts up in the training text; None if it was not found.

    Args:
        texts: All that will be measured.
        training: The training text.
        on_progress: Is given the characters done and in all while its index is built.
    """
    if training.path is None:
        return None
    if training.end <= _SAMPLE:
        spans = [Span(0, training.end)]
    else:
        spans = spread(0, training.end, number=_SLICES, length=_SAMPLE // _SLICES)
    found = copies.find(texts, training, on_progress=on_progress)
    return Known(
        copied=dict(zip(texts, found, strict=True)),
        words=known(training.path, training.end, {word for text in texts for word in _whole_words(text)}),
        trigrams=profile.trigrams(slices(training.path, spans)),
    )


def measured(texts: Sequence[str], known: Known | None, *, reason: str) -> Measured:
    """Measure texts in every way that needs no generator.

    Args:
        texts: What was written; empty ones are passed over.
        known: What the training text tells of them; None if it was not found.
        reason: Why it was not.

    Returns:
        A value for each metric; those that need a generator, and those that cannot be had, say why not.
    """
    texts = [text for text in texts if text]
    if not texts:
        return Measured(dict.fromkeys(METRICS, NOTHING), {})
    numbers: dict[str, float | None] = {
        **{f"distinct_{n}": diversity.distinct(texts, n) for n in (1, 2, 3)},
        "self_bleu": diversity.self_bleu(texts),
        "repetition": diversity.repetition(texts),
        **profile.lengths(texts),
    }
    numbers["punctuation"], marks = profile.punctuation(texts)
    values = {name: TOO_SHORT if number is None else Value(number) for name, number in numbers.items()}
    if known:
        values |= _against(known, texts)
    missing = Value(None, not_measured=reason)
    return Measured({name: values.get(name, missing) for name in METRICS}, marks)


def _against(known: Known, texts: Sequence[str]) -> Mapping[str, Value]:
    copied = [known.copied[text] for text in texts]
    words = [word in known.words for text in texts for word in _whole_words(text)]
    longest = copies.longest(copied)
    far = profile.divergence(profile.trigrams(texts), known.trigrams)
    return {
        "longest_copy": NO_COPY if longest is None else Value(longest),
        "copied_20": Value(copies.share(texts, copied, 20)),
        "copied_50": Value(copies.share(texts, copied, 50)),
        "divergence": TOO_SHORT if far is None else Value(far),
        "valid_words": Value(sum(words) / len(words)) if words else TOO_SHORT,
    }


def _whole_words(text: str) -> Iterator[str]:
    return vocabulary(text, whole=True)


def with_values(measured: Measured, values: Mapping[str, Value]) -> Measured:
    """Put values in the place of others."""
    return replace(measured, metrics={**measured.metrics, **values})


def speed(answers: Sequence[Answer]) -> dict[str, Value]:
    """Return how fast answers came: the median wait for the first piece, and characters over seconds."""
    whole = [answer for answer in answers if answer.error is None and answer.text]
    first = [answer.first for answer in whole if answer.first is not None]
    if not first:
        return {"seconds_to_first": NOTHING, "characters_per_second": NOTHING}
    seconds = sum(answer.seconds for answer in whole)
    return {
        "seconds_to_first": Value(median(first)),
        "characters_per_second": Value(sum(len(answer.text) for answer in whole) / max(1e-9, seconds)),
    }
