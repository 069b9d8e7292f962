"""Bootstrap intervals of ratios."""

from __future__ import annotations

import tracemalloc

import numpy as np

from textgen.comparison import intervals
from textgen.comparison.intervals import difference, ratio
from textgen.comparison.results import Value


def test_the_ratio_is_that_of_the_sums():
    value = ratio([(1, 10), (30, 20)], seed=1)
    assert value.value == 31 / 30
    assert (value.low, value.high) == (0.1, 1.5)  # two of the same part


def test_what_tells_nothing_of_others_has_no_interval():
    assert ratio([(7, 2)], seed=1) == Value(3.5)
    assert ratio([(0, 300)] * 8, seed=1) == Value(0)
    assert ratio([(1, 2), (0, 0)], seed=1) == Value(0.5)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    random, hits = np.random.default_rng(3), 0
    for trial in range(200):
        value = ratio([(number, 500) for number in random.normal(1000, 150, 40)], seed=trial)
        hits += value.low <= 2 <= value.high
    assert 0.88 <= hits / 200 <= 0.99


def test_the_same_seed_gives_the_same_interval():
    parts = [(1, 2), (2, 2), (3, 2), (9, 2)]
    assert ratio(parts, seed=5) == ratio(parts, seed=5)


def test_many_texts_need_no_more_memory(monkeypatch):
    parts = [(float(number % 7), 10.0) for number in range(3000)]
    tracemalloc.start()
    whole = ratio(parts, seed=1)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40_000_000  # 2,000 × 3,000 indices and values of 8 bytes each are 144 MB
    monkeypatch.setattr(intervals, "_BLOCK", 5000)
    assert ratio(parts, seed=1) == whole


def test_the_interval_of_a_difference_holds_the_truth_as_often_as_it_says():
    random, hits = np.random.default_rng(5), 0
    for trial in range(200):
        hard = random.normal(1000, 300, 40)
        pairs = [
            ((bits, 500), (bits + more, 500))
            for bits, more in zip(hard, random.normal(50, 20, 40), strict=True)
        ]
        low, high = difference(pairs, seed=trial)
        assert high - low < 0.04  # the ratios themselves are known to about 0.2
        hits += low <= 0.1 <= high
    assert 0.88 <= hits / 200 <= 0.99


def test_what_cannot_tell_a_difference_has_no_interval():
    assert difference([], seed=1) is None
    assert difference([((1, 2), (2, 2))], seed=1) is None
    assert difference([((1, 2), (2, 2))] * 5, seed=1) is None
