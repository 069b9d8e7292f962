"""The NumPy sampler: Keras's probabilities, and draws that are distributed as they should be."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from tiny import keras_model

from textgen.generators.base import Sampling
from textgen.lstm import weights
from textgen.lstm.sampler import Network, Stream

layers = keras.layers


def hard(units: int) -> Any:
    return layers.LSTM(units, return_sequences=True, recurrent_activation="hard_sigmoid")


MODELS = {
    "one layer": lambda: keras_model(11, 7),
    "one-hot": lambda: keras_model(11, 7, 7, embedding=None),
    "sequential": lambda: keras_model(11, 7, 5, sequential=True),
    "one-hot, sequential": lambda: keras_model(11, 7, embedding=None, sequential=True),
    "growing": lambda: keras_model(11, 3, 5, 8),
    "shrinking": lambda: keras_model(11, 20, 9, 1, embedding=1),
    "two symbols": lambda: keras_model(2, 4),
    "large": lambda: keras_model(90, 128, 128, embedding=64),
    "dropout": lambda: keras_model(
        11,
        layers.Dropout(0.2),
        layers.LSTM(7, return_sequences=True, dropout=0.3, recurrent_dropout=0.1),
        layers.Dropout(0.4),
        6,
    ),
    "normalized": lambda: keras_model(11, 7, layers.LayerNormalization(), 5, layers.LayerNormalization()),
    "normalized once": lambda: keras_model(11, 7, 6, layers.LayerNormalization(epsilon=0.1), 5),
    "normalized input": lambda: keras_model(11, layers.LayerNormalization(), 7, sequential=True),
    "normalized twice": lambda: keras_model(
        11,
        7,
        layers.LayerNormalization(scale=False),
        layers.Dropout(0.1),
        layers.LayerNormalization(center=False),
        5,
    ),
    "hard sigmoid": lambda: keras_model(11, hard(7), 6, hard(5)),
    "no bias": lambda: keras_model(11, layers.LSTM(7, return_sequences=True, use_bias=False), 5),
}


@pytest.mark.parametrize("build", MODELS.values(), ids=MODELS)
def test_the_probabilities_are_those_of_keras(tmp_path, build):
    model = build()
    model.save(tmp_path / "model.keras")
    network = Network(weights.read(tmp_path / "model.keras"))
    random = np.random.default_rng(1)
    for batch in (1, 5):
        ids = random.integers(0, network.vocabulary, (batch, 40))
        stream = network.stream(batch)
        ours = []
        for column in ids.T:
            stream.feed(column)
            ours.append(np.exp(stream.log_probabilities()))
        theirs = np.asarray(model(ids))
        assert theirs.std() > 0.2 / network.vocabulary  # far from uniform
        np.testing.assert_allclose(np.stack(ours, 1), theirs, rtol=0, atol=1e-5)


def test_the_states_carry_on_for_hundreds_of_characters(tmp_path):
    model = keras_model(11, 16, 16)
    model.save(tmp_path / "model.keras")
    stream = Network(weights.read(tmp_path / "model.keras")).stream()
    ids = np.random.default_rng(1).integers(0, 11, (1, 500))
    for column in ids.T:
        stream.feed(column)
    np.testing.assert_allclose(
        np.exp(stream.log_probabilities()), model.predict(ids, verbose=0)[:, -1], atol=1e-5
    )


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> weights.Weights:
    path: Path = tmp_path_factory.mktemp("sampler") / "model.keras"
    keras_model(11, 7, 6).save(path)
    return weights.read(path)


def fixed(read: weights.Weights, probabilities: list[float], batch: int) -> Stream:
    """Streams whose next symbol has the given probabilities, whatever was read."""
    bias = np.log(np.array(probabilities, np.float32))
    return Network(replace(read, kernel=np.zeros((6, 11), np.float32), bias=bias)).stream(batch)


P = [0.30, 0.22, 0.15, 0.10, 0.08, 0.06, 0.04, 0.03, 0.015, 0.004, 0.001]


def kept(probabilities: list[float], symbols: list[int]) -> list[float]:
    total = sum(probabilities[symbol] for symbol in symbols)
    return [p / total if symbol in symbols else 0.0 for symbol, p in enumerate(probabilities)]


@pytest.mark.parametrize(
    ("sampling", "never", "expected"),
    [
        (Sampling(1), None, P),
        (Sampling(0.5), None, [p**2 / sum(q**2 for q in P) for p in P]),
        (Sampling(2), None, [p**0.5 / sum(q**0.5 for q in P) for p in P]),
        (Sampling(1), 0, kept(P, list(range(1, 11)))),
        (Sampling(1, top_k=3), None, kept(P, [0, 1, 2])),
        (Sampling(1, top_k=11), None, P),
        (Sampling(1, top_k=99), None, P),
        (Sampling(1, top_k=2), 0, kept(P, [1, 2])),
        (Sampling(1, top_p=0.6), None, kept(P, [0, 1, 2])),
        (Sampling(1, top_p=0.01), None, kept(P, [0])),
        (Sampling(1, top_p=1e-320), None, kept(P, [0])),
        (Sampling(1, top_p=1), None, P),
        (Sampling(1, top_k=4, top_p=0.7), None, kept(P, [0, 1, 2])),
        (Sampling(10, top_k=1), None, kept(P, [0])),
        (Sampling(0), None, kept(P, [0])),
        (Sampling(0), 0, kept(P, [1])),
        (Sampling(1e-30), None, kept(P, [0])),
    ],
)
def test_symbols_are_drawn_as_often_as_they_should_be(read, sampling, never, expected):
    draws = 200_000
    stream = fixed(read, P, 5000)
    drawn = np.concatenate(list(islice(stream.sample(sampling, seed=7, never=never), draws // 5000)))
    counts = np.bincount(drawn, minlength=11)
    for count, p in zip(counts, expected, strict=True):
        # five standard deviations of a binomial count
        assert abs(count - draws * p) <= 5 * np.sqrt(draws * p * (1 - p))


def test_ties_do_not_let_more_than_k_through(read):
    stream = fixed(read, [1 / 11] * 11, 1000)
    drawn = np.concatenate(list(islice(stream.sample(Sampling(1, top_k=3), seed=1), 5)))
    assert len(set(drawn.tolist())) == 3


def test_the_coldest_temperature_takes_the_likeliest_of_huge_logits(read):
    network = Network(replace(read, bias=np.arange(11, dtype=np.float32) * 1e4))
    for temperature in (0, 1e-6, 0.01, 10):
        drawn = list(islice(network.stream().sample(Sampling(temperature), seed=1), 20))
        assert {int(ids[0]) for ids in drawn} == {10}


def test_what_is_drawn_is_read(read):
    """Drawing and then scoring what was drawn sees the same states."""
    network = Network(read)
    drawing, reading = network.stream(), network.stream()
    for ids in islice(drawing.sample(Sampling(1), seed=3), 50):
        before = reading.logits().copy()
        reading.feed(ids)
        assert not np.allclose(before, reading.logits())
    # the last one drawn is read when the next is asked for
    np.testing.assert_array_equal(drawing.logits(), before)


def test_the_same_seed_gives_the_same_symbols_and_another_seed_others(read):
    def draw(seed: int, batch: int = 3) -> list[list[int]]:
        stream = Network(read).stream(batch)
        return [ids.tolist() for ids in islice(stream.sample(Sampling(1), seed=seed), 600)]

    assert draw(5) == draw(5)
    assert draw(5) != draw(6)
    first, second, third = zip(*draw(5), strict=True)
    assert first != second != third


def test_streams_of_one_network_do_not_meddle(read):
    network = Network(read)
    one, two = network.stream(), network.stream()
    one.feed(np.array([3]))
    alone = one.logits().copy()
    two.feed(np.array([7]))
    two.feed(np.array([1]))
    np.testing.assert_array_equal(one.logits(), alone)
