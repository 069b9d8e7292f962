"""How well generators predict the same held-out text, in bits per byte, and how sure that is.

A byte is the one unit that characters and tokens share. The text is read in chunks, the same for all, each
after the characters that stand before it; so the time is bounded, and every generator knows as much. Chunks
begin and end where no word is broken: half a word costs a model of word pieces more than it should.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from textgen.comparison import intervals
from textgen.comparison.reading import Span, slices, spread
from textgen.comparison.results import Scored, Value
from textgen.errors import GeneratorError
from textgen.generators.pieces import before_word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textgen.generators.base import Generator

CHUNKS: Final = 40  # at most
LENGTH: Final = 500  # characters that are predicted in a chunk, about
CONTEXT: Final = 2000  # characters before them that are given, about; a GPT-2 reads twice as many


class Chunk(NamedTuple):
    """A part of the held-out text to be predicted.

    Args:
        start: Its first character in the held-out text.
        context: The characters before it.
        text: What is to be predicted.
    """

    start: int
    context: str
    text: str


def chunks(path: Path, start: int, characters: int) -> list[Chunk]:
    """Return the chunks of a held-out text: evenly spread, none empty, none overlapping another.

    Args:
        path: The file.
        start: Where the held-out text begins in it, in code points.
        characters: How long it is.
    """
    context = min(CONTEXT, characters // 4)
    length = min(LENGTH, characters - context)
    spans = spread(start + context, start + characters, number=CHUNKS, length=length) if length else []
    parts = slices(path, [Span(span.start - context, context + length + 1) for span in spans])
    return [
        _chunk(span.start - start - context, part, context, length)
        for span, part in zip(spans, parts, strict=True)
    ]


def _chunk(start: int, part: str, context: int, length: int) -> Chunk:
    begin, end = before_word(part, context), before_word(part, context + length)
    return Chunk(start + begin, part[:begin], part[begin:end])


def score(generator: Generator, chunk: Chunk) -> Scored:
    """Ask a generator how well it predicts a chunk.

    Raises:
        Unsupported: it cannot tell.
        GeneratorError: what it tells is no number of bits.
    """
    begun = time.perf_counter()
    found = generator.score(chunk.text, context=chunk.context)
    if not 0 <= found.bits < math.inf or found.bytes < 1:
        raise GeneratorError(
            f"{generator.name} says that {found.bytes} bytes cost {found.bits} bits",
            hint="Compare it with --held-out FILE, a text without characters that it cannot read.",
        )
    return Scored(
        start=chunk.start,
        characters=len(chunk.text),
        bytes=found.bytes,
        context=len(chunk.context),
        bits=found.bits,
        seconds=time.perf_counter() - begun,
    )


def is_of(scored: Scored, chunk: Chunk) -> bool:
    """Whether a score is that of a chunk, and not of one that another version of textgen cut."""
    return (scored.start, scored.characters, scored.context) == (
        chunk.start,
        len(chunk.text),
        len(chunk.context),
    )


def bits_per_byte(scored: Sequence[Scored], *, seed: int) -> Value:
    """Return the bits of all chunks over their bytes, with a confidence interval.

    Neighbouring characters depend on one another, so whole chunks are drawn anew: the block bootstrap of
    Künsch 1989, "The Jackknife and the Bootstrap for General Stationary Observations".

    Args:
        scored: At least one chunk.
        seed: What the draws come from.
    """
    return intervals.ratio([(chunk.bits, chunk.bytes) for chunk in scored], seed=seed)
