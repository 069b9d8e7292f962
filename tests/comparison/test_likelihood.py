"""Bits per byte and their intervals."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    assert chunks[-1].start + len(chunks[-1].text) == len(held_out)
    for start, context, passage in chunks:
        assert held_out[:start].endswith(context)
        assert held_out[start:].startswith(passage)
        assert 1900 < len(context) <= 2000
        assert 490 < len(passage) < 510


@given(st.lists(st.text("abé", min_size=1, max_size=30), min_size=1, max_size=40), st.sampled_from(" \n"))
def test_chunks_break_no_word_and_overlap_nowhere(words, space):
    text = space.join(words * 40)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "text.txt")
        path.write_text(text, "utf-8", newline="")
        chunks = likelihood.chunks(path, 0, len(text))
    read = 0
    for start, context, passage in chunks:
        assert passage
        assert text[start:].startswith(passage)
        assert text[:start].endswith(context)
        assert start >= read
        read = start + len(passage)
        assert all(place == len(text) or text[place] == space for place in (start, read))


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


class Scoring:
    """A generator that scores as it is told."""

    name = "scoring"

    def __init__(self, bits: float, read: int) -> None:
        self._bits, self._read = bits, read

    def score(self, text, *, context):
        return Score(self._bits, self._read, self._read)


@pytest.mark.parametrize(("bits", "read"), [(math.inf, 4), (math.nan, 4), (-1, 4), (3, 0)])
def test_what_is_no_number_of_bits_is_refused(bits, read):
    with pytest.raises(GeneratorError, match=f"scoring says that {read} bytes cost"):
        likelihood.score(Scoring(bits, read), likelihood.Chunk(0, "", "text"))


def test_the_bytes_are_those_that_the_generator_counted():
    scored = likelihood.score(Scoring(6, 3), likelihood.Chunk(0, "", "text"))
    assert (scored.bits, scored.bytes, scored.characters) == (6, 3, 4)
