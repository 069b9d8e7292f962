"""Matrices of whole numbers: what they stand for is near, and what is computed with them is nearer."""

from __future__ import annotations

import numpy as np
import pytest
import random_models as made
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from textgen.exporting import rounding
from textgen.exporting.arrays import pack
from textgen.lstm import folder
from textgen.lstm import weights as model_weights

FLOATS = st.floats(-(2.0**60), 2.0**60, width=32)


@given(
    arrays(np.float32, array_shapes(min_dims=2, max_dims=2, max_side=70), elements=FLOATS), st.floats(-30, 30)
)
def test_each_number_is_within_half_a_step(matrix, power):
    unrounded = rounding.uncompensated(matrix, 1.0)
    rounded = unrounded.rounded(2.0**power)
    assert np.abs(rounded.numbers.astype(int)).max() <= rounding.LARGEST
    assert (np.abs(rounded.values - matrix).max(1) <= 0.501 * rounded.steps).all()
    # No step is larger than it was asked to be, but where the row needs it.
    needed = np.maximum(2.0**power, np.abs(matrix).max(1) / rounding.LARGEST)
    assert (rounded.steps <= needed * 1.0001).all()


def test_products_with_inputs_that_go_together_come_nearer():
    random = np.random.default_rng(1)
    inputs = random.normal(size=(2000, 8)) @ random.normal(size=(8, 100)) + random.normal(0, 0.1, (2000, 100))
    matrix = random.normal(size=(100, 50)).astype(np.float32)
    moments = inputs.T @ inputs / len(inputs)

    def error(unrounded):
        step = rounding.finest([unrounded], 8 * matrix.size)
        return np.square(inputs @ (unrounded.rounded(step).values - matrix)).mean()

    near = error(rounding.compensated(matrix, moments))
    assert near < error(rounding.uncompensated(matrix, 1.0)) / 4


def test_rows_without_moments_are_rounded_to_the_nearest():
    matrix = np.random.default_rng(1).normal(size=(50, 9)).astype(np.float32)
    rounded = rounding.compensated(matrix, np.eye(20)).rounded(0.01)
    assert (np.abs(rounded.values - matrix)[:30].max(1) <= 0.501 * rounded.steps[:30]).all()


@pytest.mark.parametrize("first", [1.0, 0.0])
def test_inputs_that_are_never_there_do_no_harm(first):
    matrix = np.random.default_rng(1).normal(size=(40, 9)).astype(np.float32)
    moments = np.diag([first] + [0.0] * 39)
    assert np.isfinite(rounding.compensated(matrix, moments).rounded(0.01).values).all()


def test_steps_are_as_fine_as_the_bits_allow():
    random = np.random.default_rng(1)
    matrices = [rounding.uncompensated(random.normal(size=(50, 40)).astype(np.float32), by) for by in (1, 4)]
    step = rounding.finest(matrices, 6 * 4000)
    assert 5.99 * 4000 < sum(each.bits(step) for each in matrices) <= 6 * 4000
    first, second = (each.rounded(step).steps[0] for each in matrices)
    assert second == pytest.approx(4 * first)


@pytest.mark.parametrize("options", [{}, {"embedding": None}, {"normalized": True}, {"hard": True}], ids=str)
def test_rounding_changes_every_kind_of_model_a_little(options):
    weights = made.weights(11, (9, 7), **options)
    assert 0 < rounding.difference(weights, pack(weights, rounded=True).weights) < 0.1
    assert rounding.difference(weights, pack(weights, rounded=False).weights) < 1e-5


def test_rounding_changes_the_shipped_model_by_less_than_a_hundredth():
    [path] = folder.shipped_models()
    weights = model_weights.read(path / folder.MODEL)
    assert rounding.difference(weights, pack(weights, rounded=True).weights) < 6e-3
