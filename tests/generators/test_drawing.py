"""How a symbol is drawn from logits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.generators.base import Sampling
from textgen.generators.drawing import draw, probabilities

LOGITS = np.log(np.array([0.05, 0.4, 0.1, 0.25, 0.2], np.float32))


@pytest.mark.parametrize(
    ("sampling", "expected"),
    [
        (Sampling(1.0), [0.05, 0.4, 0.1, 0.25, 0.2]),
        (Sampling(0.0), [0, 1, 0, 0, 0]),
        (Sampling(0.5), np.array([0.05, 0.4, 0.1, 0.25, 0.2]) ** 2 / 0.275),
        (Sampling(1.0, top_k=2), [0, 0.4 / 0.65, 0, 0.25 / 0.65, 0]),
        (Sampling(1.0, top_k=9), [0.05, 0.4, 0.1, 0.25, 0.2]),
        (Sampling(1.0, top_p=0.39), [0, 1, 0, 0, 0]),
        (Sampling(1.0, top_p=0.6), [0, 0.4 / 0.65, 0, 0.25 / 0.65, 0]),
        (Sampling(1.0, top_k=3, top_p=0.8), [0, 0.4 / 0.85, 0, 0.25 / 0.85, 0.2 / 0.85]),
    ],
)
def test_probabilities_are_those_that_the_settings_mean(sampling, expected):
    assert probabilities(LOGITS, sampling) == pytest.approx(np.array(expected), abs=1e-6)


@given(
    st.lists(st.floats(-50, 50), min_size=1, max_size=30),
    st.floats(0, 10),
    st.none() | st.integers(1, 40),
    st.none() | st.floats(0.001, 1),
    st.integers(0, 2**70),
)
def test_what_is_drawn_is_one_of_those_that_may_be(logits, temperature, top_k, top_p, seed):
    sampling = Sampling(temperature, top_k, top_p)
    chances = probabilities(np.array(logits, np.float32), sampling)
    assert chances.sum() == pytest.approx(1)
    assert np.count_nonzero(chances) <= (top_k or len(logits))
    assert chances[draw(np.array(logits, np.float32), sampling, np.random.default_rng(seed))] > 0


def test_draws_are_distributed_as_the_probabilities():
    sampling, random = Sampling(0.8, top_k=4), np.random.default_rng(1)
    drawn = np.bincount([draw(LOGITS, sampling, random) for _ in range(20_000)], minlength=5)
    expected = 20_000 * probabilities(LOGITS, sampling)
    assert drawn[expected == 0].sum() == 0
    there = expected > 0
    statistic = ((drawn - expected)[there] ** 2 / expected[there]).sum()
    assert statistic < 16.3  # chi-squared with 3 degrees of freedom: p = 0.001
