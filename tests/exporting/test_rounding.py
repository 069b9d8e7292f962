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


@given(arrays(np.float32, array_shapes(min_dims=2, max_dims=2, max_side=70), elements=FLOATS))
def test_each_number_is_within_half_a_step(matrix):
    for kind, largest in (("int8", 127), ("int16", 32767)):
        rounded = rounding.nearest(matrix, kind)
        assert rounded.numbers.dtype == kind
        assert np.abs(rounded.numbers.astype(int)).max() <= largest
        for start in range(0, len(matrix), rounding.ROWS):
            rows = slice(start, start + rounding.ROWS)
            # A step is at most 1/128 larger than it must be.
            step = np.abs(matrix[rows]).max(0) / largest * (1 + 2**-7)
            assert (np.abs(rounded.values[rows] - matrix[rows]) <= step * 0.501 + 1e-38).all()


def test_products_with_inputs_that_go_together_come_nearer():
    random = np.random.default_rng(1)
    inputs = random.normal(size=(2000, 8)) @ random.normal(size=(8, 100)) + random.normal(0, 0.1, (2000, 100))
    matrix = random.normal(size=(100, 50)).astype(np.float32)
    moments = inputs.T @ inputs / len(inputs)

    def error(rounded):
        return np.square(inputs @ (rounded.values - matrix)).mean()

    assert error(rounding.compensated(matrix, moments, "int8")) < error(rounding.nearest(matrix, "int8")) / 4


def test_rows_without_moments_are_rounded_to_the_nearest():
    matrix = np.random.default_rng(1).normal(size=(50, 9)).astype(np.float32)
    rounded = rounding.compensated(matrix, np.eye(20), "int8")
    assert (rounded.numbers[:30] == rounding.nearest(matrix, "int8").numbers[:30]).all()


def test_inputs_that_are_never_there_do_no_harm():
    matrix = np.random.default_rng(1).normal(size=(40, 9)).astype(np.float32)
    rounded = rounding.compensated(matrix, np.zeros((40, 40)) + np.diag([1.0] + [0.0] * 39), "int8")
    assert np.isfinite(rounded.values).all()


@pytest.mark.parametrize("options", [{}, {"embedding": None}, {"normalized": True}, {"hard": True}], ids=str)
def test_eight_bits_change_every_kind_of_model_a_little(options):
    weights = made.weights(11, (9, 7), **options)
    small = 0 < rounding.difference(weights, pack(weights, eight_bits=True).weights) < 0.2
    assert small
    assert rounding.difference(weights, pack(weights, eight_bits=False).weights) < 1e-5


def test_eight_bits_change_the_shipped_model_by_about_a_hundredth():
    [path] = folder.shipped_models()
    weights = model_weights.read(path / folder.MODEL)
    assert rounding.difference(weights, pack(weights, eight_bits=True).weights) < 1.2e-2
