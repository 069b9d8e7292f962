"""All metrics of a set of texts, in the form of the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Final

from textgen.comparison import copies, diversity, intervals, profile
from textgen.comparison.metrics import METRICS
from textgen.comparison.reading import Span, known, slices, spread
from textgen.comparison.results import Measured, Value
from textgen.comparison.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textgen.comparison.copies import Copies
    from textgen.comparison.intervals import Part
    from textgen.comparison.profile import Trigrams
    from textgen.comparison.results import Answer
    from textgen.comparison.sources import Source

Progress = Callable[[str, float, float | None], None]

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


def look_up(texts: Sequence[str], training: Source, *, on_progress: Progress) -> Known | None:
    """Look texts up in the training text; None if it was not found.

    Args:
        texts: All that will be measured.
        training: The training text.
        on_progress: Is given what is counted, how much of it is done, and how much there is.
    """
    if training.path is None:
        return None
    if training.end <= _SAMPLE:
        spans = [Span(0, training.end)]
    else:
        spans = spread(0, training.end, number=_SLICES, length=_SAMPLE // _SLICES)
    found = copies.find(texts, training, on_progress=partial(on_progress, "characters indexed"))
    words = {word for text in texts for word in _whole_words(text)}
    return Known(
        copied=dict(zip(texts, found, strict=True)),
        words=known(training.path, training.end, words, on_progress=partial(on_progress, "characters read")),
        trigrams=profile.trigrams(slices(training.path, spans)),
    )


def measured(texts: Sequence[str], known: Known | None, *, reason: str, seed: int) -> Measured:
    """Measure texts in every way that needs no generator.

    Args:
        texts: What was written.
        known: What the training text tells of them; None if it was not found.
        reason: Why it was not.
        seed: What the confidence intervals are drawn with.

    Returns:
        A value for each metric that texts alone tell; those that cannot be had say why not.
    """
    names = [name for name, metric in METRICS.items() if metric.of_texts]
    if not any(texts):
        return Measured(dict.fromkeys(names, NOTHING), {})
    values = {
        **{f"distinct_{n}": _value(diversity.distinct(texts, n)) for n in (1, 2, 3)},
        "self_bleu": _value(diversity.self_bleu(texts)),
    }
    parts = [
        {
            "repetition": diversity.repetition(text),
            "punctuation": profile.punctuation(text),
            **profile.lengths(text),
            **(_known_parts(text, known) if known else {}),
        }
        for text in texts
    ]
    values |= {name: _ratio([part[name] for part in parts], seed) for name in parts[0]}
    if known:
        longest = copies.longest([known.copied[text] for text in texts])
        values["longest_copy"] = NO_COPY if longest is None else Value(longest)
        values["divergence"] = _value(profile.divergence(profile.trigrams(texts), known.trigrams))
    missing = Value(None, not_measured=reason)
    return Measured({name: values.get(name, missing) for name in names}, profile.marks(texts))


def _known_parts(text: str, known: Known) -> dict[str, Part]:
    found = [word in known.words for word in _whole_words(text)]
    return {
        "copied_20": copies.covered(text, known.copied[text], 20),
        "copied_50": copies.covered(text, known.copied[text], 50),
        "valid_words": (sum(found), len(found)),
    }


def _ratio(parts: Sequence[Part], seed: int) -> Value:
    return intervals.ratio(parts, seed=seed) if any(under for _, under in parts) else TOO_SHORT


def _value(number: float | None) -> Value:
    return TOO_SHORT if number is None else Value(number)


def _whole_words(text: str) -> Iterator[str]:
    return vocabulary(text, whole=True)


def with_values(measured: Measured, values: Mapping[str, Value]) -> Measured:
    """Add values."""
    return replace(measured, metrics={**measured.metrics, **values})


def speed(answers: Sequence[Answer], *, seed: int) -> dict[str, Value]:
    """Return how fast answers came: the median wait for the first piece, and characters over seconds."""
    whole = [answer for answer in answers if answer.error is None and answer.text]
    first = [answer.first for answer in whole if answer.first is not None]
    if not first:
        return {"seconds_to_first": NOTHING, "characters_per_second": NOTHING}
    return {
        "seconds_to_first": Value(median(first)),
        "characters_per_second": _ratio([(len(answer.text), answer.seconds) for answer in whole], seed),
    }
