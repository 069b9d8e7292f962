"""The average of a training's weights looks back over a share of the steps so far."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.lstm.averaging import Average


def averaged(width: float, steps: int, weights: list[float]) -> list[float]:
    """The average after each step of a training whose only weight runs through ``weights``."""
    average, values = Average(width), []
    for step, weight in zip(range(1, steps + 1), weights, strict=True):
        if average.takes(step):
            average.add([np.array([weight], np.float32)], step)
        if average.weights:
            values.append(float(average.weights[0][0]))
    return values


@pytest.mark.parametrize("width", [0.03, 0.1, 0.4])
@pytest.mark.parametrize("steps", [1_000, 20_000])
def test_it_looks_back_over_a_share_of_the_steps_so_far(width: float, steps: int) -> None:
    # Weights that count with a power of 1 / width - 1 of their step are 1 / (1 + 1 / width) of the way back.
    last = averaged(width, steps, [float(step) for step in range(1, steps + 1)])[-1]
    assert last == pytest.approx(steps / (1 + width), rel=0.02)


def test_a_beginning_that_was_bad_is_forgotten() -> None:
    values = averaged(0.1, 2_000, [100.0] * 200 + [1.0] * 1_800)
    assert values[-1] == pytest.approx(1.0, abs=1e-4)


@given(
    st.lists(st.floats(-10, 10, width=32), min_size=400, max_size=400),
    st.floats(0.05, 0.9),
)
def test_it_lies_among_the_weights_it_was_made_of(weights: list[float], width: float) -> None:
    values = averaged(width, 400, weights)
    assert min(weights) - 1e-4 <= min(values) <= max(values) <= max(weights) + 1e-4


def test_it_smooths() -> None:
    random = np.random.default_rng(1)
    values = averaged(0.2, 4_000, list(random.normal(size=4_000)))
    assert np.std(values[-1_000:]) < 0.2
    assert max(abs(one - other) for one, other in pairwise(values[-1_000:])) < 0.1


def test_without_a_width_nothing_is_averaged() -> None:
    assert averaged(0.0, 1_000, [1.0] * 1_000) == []


def test_what_is_gone_on_with_is_not_changed_in_place() -> None:
    kept: list[npt.NDArray[np.float32]] = [np.ones(3, np.float32)]
    average = Average(0.1, kept)
    average.add([np.zeros(3, np.float32)], 800)
    assert kept[0].tolist() == [1, 1, 1]
    assert average.weights[0].tolist() == pytest.approx([0.9, 0.9, 0.9])
