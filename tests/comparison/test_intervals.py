"""Bootstrap intervals of ratios."""

from __future__ import annotations

import numpy as np

from textgen.comparison.intervals import ratio
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
