"""Bits per byte and their intervals."""

from __future__ import annotations

import math

import pytest

from textgen.comparison import likelihood
from textgen.comparison.results import Scored
from textgen.errors import GeneratorError
from textgen.generators.base import Score


def test_the_chunks_are_spread_over_the_held_out_text_and_know_what_stands_before(tmp_path):
    text = "".join(f"{number:07} " for number in range(20_000))
    (tmp_path / "text.txt").write_text(text, "utf-8")
    held_out = text[40_000:]
    chunks = likelihood.chunks(tmp_path / "text.txt", 40_000, len(held_out))
    assert len(chunks) == 40
    assert chunks[0].start == 500
    assert chunks[-1].start + 500 == len(held_out)
    for start, context, passage in chunks:
        assert held_out[start - 500 : start + 500] == context + passage
        assert len(context) == len(passage) == 500


@pytest.mark.parametrize("length", [0, 1, 2, 7, 300, 1100])
def test_a_short_text_gives_what_chunks_it_can(length, tmp_path):
    (tmp_path / "text.txt").write_text("x" * length, "utf-8")
    chunks = likelihood.chunks(tmp_path / "text.txt", 0, length)
    assert len(chunks) == min(length, 1)
    assert all(chunk.text for chunk in chunks)


def test_the_bits_of_all_chunks_over_their_bytes():
    value = likelihood.bits_per_byte(
        [Scored(0, 90, 100, 0, 100.0, 0.1), Scored(90, 50, 100, 0, 300, 0.1)], seed=1
    )
    assert (value.value, value.low, value.high) == (2, 1, 3)


@pytest.mark.parametrize("bits", [math.inf, math.nan])
def test_what_is_no_number_is_refused(bits):
    class Broken:
        name = "broken"

        def score(self, text, *, context):
            return Score(bits, len(text), len(text))

    with pytest.raises(GeneratorError, match="broken says that 4 characters cost"):
        likelihood.score(Broken(), likelihood.Chunk(0, "", "text"))
