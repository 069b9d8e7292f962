"""Where the marks of a plot stand."""

from __future__ import annotations

import math

from hypothesis import assume, given
from hypothesis import strategies as st

from textgen.comparison import plots
from textgen.comparison.results import Value

NUMBERS = st.one_of(st.just(0.0), st.floats(1e-9, 1e12), st.floats(-1e12, -1e-9))


@given(st.lists(NUMBERS, min_size=1))
def test_every_number_has_a_place_between_the_first_tick_and_the_last(numbers: list[float]) -> None:
    scale = plots.Scale(numbers)
    (first, _), *_, (last, _) = scale.ticks
    assert 0 <= first < last <= 100
    assert all(first - 0.01 <= scale.place(number) <= last + 0.01 for number in numbers)
    assert 2 <= len(scale.ticks) <= 8


@given(NUMBERS, NUMBERS)
def test_the_larger_number_stands_further_right(one: float, other: float) -> None:
    assume(one < other)
    scale = plots.Scale([one, other])
    assert scale.place(one) <= scale.place(other)


@given(NUMBERS.filter(bool), st.integers(1, 4))
def test_numbers_that_hardly_differ_have_places(number: float, steps: int) -> None:
    near = number
    for _ in range(steps):
        near = math.nextafter(near, math.inf)
    scale = plots.Scale([number, near])
    assert scale.place(number) <= scale.place(near)
    assert len({f"{tick:.6g}" for _, tick in scale.ticks}) == len(scale.ticks)


def test_scales_have_round_ticks() -> None:
    assert [number for _, number in plots.Scale([1.3, 2.9]).ticks] == [0, 1, 2, 3]
    assert [number for _, number in plots.Scale([91, 98]).ticks] == [90, 92, 94, 96, 98]
    assert [number for _, number in plots.Scale([3, 4000]).ticks] == [1, 10, 100, 1000, 10000]
    assert [number for _, number in plots.Scale([5, 5]).ticks] == [4, 6]


def test_a_metric_that_one_generator_alone_has_is_no_plot() -> None:
    unknown = Value(None, not_measured="cannot score")
    assert plots.metric({"a": Value(1.9), "b": unknown}, None) is None
    plot = plots.metric({"a": Value(1.9, 1.8, 2.0), "b": unknown}, Value(2.0))
    assert plot is not None
    (dot,) = plot.rows[0].dots
    assert dot.low < dot.at < dot.high == plot.rows[0].real
    assert plot.rows[1].dots == []


def test_the_profile_has_the_most_frequent_marks() -> None:
    plot = plots.profile({"a": {",": 30.0, ".": 10.0}, "b": {}}, {",": 20.0, "!": 12.0})
    assert plot is not None
    assert [row.name for row in plot.rows] == [",", "!", "."]
    assert [dot.series for dot in plot.rows[0].dots] == [0]
    assert plots.profile({"a": {}}, {}) is None
