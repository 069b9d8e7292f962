"""Bits per byte and their intervals."""

from __future__ import annotations

import numpy as np
import pytest

from textgen.comparison import likelihood
from textgen.comparison.results import Scored, Value


def scored(bits: list[float], sizes: list[int]) -> list[Scored]:
    return [Scored(0, size, size, 0, cost, 0.0) for cost, size in zip(bits, sizes, strict=True)]


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
    value = likelihood.bits_per_byte(scored([100, 300], [100, 100]))
    assert value.value == 2
    assert (value.low, value.high) == (1, 3)
    assert likelihood.bits_per_byte(scored([7], [2])) == Value(3.5)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(3)
    hits = 0
    for trial in range(200):
        value = likelihood.bits_per_byte(scored(list(random.normal(1000, 150, 40)), [500] * 40), seed=trial)
        hits += value.low <= 2 <= value.high
    assert 0.88 <= hits / 200 <= 0.99


def test_the_same_seed_gives_the_same_interval():
    chunks = scored([1, 2, 3, 9], [2, 2, 2, 2])
    assert likelihood.bits_per_byte(chunks, seed=5) == likelihood.bits_per_byte(chunks, seed=5)
