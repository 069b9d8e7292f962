"""A training step against the same step by Keras: layers, loss, clipping and optimizer."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from textgen.lstm.architecture import Architecture, build, initial_weights
from textgen.lstm.network import TrainingNetwork

SYMBOLS, BATCH, WINDOW = 11, 6, 9


def windows(step: int, symbols: int = SYMBOLS) -> np.ndarray:
    random = np.random.default_rng(step)
    return random.integers(0, symbols, (BATCH, WINDOW + 1)).astype(np.int32)


def network(architecture: Architecture, **options: Any) -> TrainingNetwork:
    settings: dict[str, Any] = {"batch": BATCH, "dropout": 0.0, "clip": 0.5, **options}
    return TrainingNetwork(architecture, initial_weights(architecture, seed=3), **settings)


@pytest.mark.parametrize("implementation", ["float32", "bfloat16", "keras"])
@pytest.mark.parametrize("embedding", [4, None])
@pytest.mark.parametrize(
    ("name", "optimizer"),
    [
        ("adam", keras.optimizers.Adam(0.01, beta_2=0.99, epsilon=1e-8, global_clipnorm=0.5)),
        ("rmsprop", keras.optimizers.RMSprop(0.01, rho=0.9, epsilon=1e-7, global_clipnorm=0.5)),
        (
            "adam",
            keras.optimizers.AdamW(0.01, weight_decay=0.3, beta_2=0.99, epsilon=1e-8, global_clipnorm=0.5),
        ),
    ],
)
def test_steps_from_zero_states_are_those_of_keras(
    name: str, optimizer: keras.optimizers.Optimizer, embedding: int | None, implementation: str
) -> None:
    architecture = Architecture(SYMBOLS, embedding, (7, 5))
    ours = network(
        architecture,
        optimizer=name,
        weight_decay=optimizer.weight_decay or 0.0,
        implementation=implementation,
    )
    exact = implementation != "bfloat16"
    model = build(architecture, seed=3)
    optimizer = type(optimizer).from_config(optimizer.get_config())
    if optimizer.weight_decay:
        optimizer.exclude_from_weight_decay([v for v in model.trainable_variables if len(v.shape) == 1])
    for step in range(1, 4):
        batch = windows(step)
        ours.reset_states()
        loss = ours.train_step(batch, step=step, learning_rate=0.01)
        with tf.GradientTape() as tape:
            probabilities = model(batch[:, :-1])
            theirs = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(batch[:, 1:], probabilities))
        trained = model.trainable_variables
        optimizer.apply(tape.gradient(theirs, [variable.value for variable in trained]), trained)
        assert loss == pytest.approx(float(theirs), abs=1e-5 if exact else 1e-3)
    begun = initial_weights(architecture, seed=3)
    for our, their, before in zip(ours.weights(), model.get_weights(), begun, strict=True):
        if exact:
            np.testing.assert_allclose(our, their, atol=2e-4)
        else:  # the optimizers' normalised steps enlarge what is rounded of the smallest gradients
            assert np.linalg.norm(our - their) <= 0.05 * np.linalg.norm(their - before)


def test_states_are_carried_from_window_to_window() -> None:
    architecture = Architecture(SYMBOLS, 4, (7,))
    text = np.random.default_rng(0).integers(0, SYMBOLS, (BATCH, 2 * WINDOW + 1)).astype(np.int32)
    carried = network(architecture)
    carried.train_step(text[:, : WINDOW + 1], step=1, learning_rate=0.0)
    second = carried.train_step(text[:, WINDOW:], step=2, learning_rate=0.0)
    probabilities = build(architecture, seed=3)(text[:, :-1])
    losses = keras.losses.sparse_categorical_crossentropy(text[:, 1:], probabilities)
    assert second == pytest.approx(float(tf.reduce_mean(losses[:, WINDOW:])), abs=1e-5)


@pytest.mark.parametrize("replicas", [2, 3, 6])
@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_replicas_learn_what_one_learns(replicas: int, dropout: float) -> None:
    architecture = Architecture(SYMBOLS, 4, (7, 5))
    one = network(architecture, dropout=dropout)
    several = network(architecture, dropout=dropout, replicas=replicas)
    for step in range(1, 4):
        batch = windows(step)
        losses = [each.train_step(batch, step=step, learning_rate=0.01) for each in (one, several)]
        assert losses[0] == pytest.approx(losses[1], abs=1e-5)
    for our, their in zip(one.weights(), several.weights(), strict=True):
        np.testing.assert_allclose(our, their, atol=2e-4)


def test_dropout_depends_on_the_seed_and_the_step_alone() -> None:
    def losses(seed: int) -> list[float]:
        each = network(Architecture(SYMBOLS, 4, (7,)), dropout=0.5, seed=seed)
        return [each.train_step(windows(0), step=step, learning_rate=0.0) for step in (1, 2)]

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)
    assert losses(1)[0] != losses(1)[1]


def test_the_masks_are_the_same_whatever_computes_a_step() -> None:
    def losses(implementation: str) -> list[float]:
        each = network(Architecture(SYMBOLS, 4, (7,)), dropout=0.5, implementation=implementation)
        return [each.train_step(windows(0), step=step, learning_rate=0.0) for step in (3, 4)]

    expected = losses("float32")
    assert abs(expected[0] - expected[1]) > 0.01
    assert losses("keras") == pytest.approx(expected, abs=1e-5)
    assert losses("bfloat16") == pytest.approx(expected, abs=1e-3)


def test_what_was_saved_is_gone_back_to() -> None:
    ours = network(Architecture(SYMBOLS, 4, (7,)), dropout=0.2, replicas=2)
    ours.train_step(windows(1), step=1, learning_rate=0.01)
    saved = ours.state_arrays()
    expected = ours.train_step(windows(2), step=2, learning_rate=0.01)
    after = ours.weights()
    ours.restore(saved)
    assert ours.train_step(windows(2), step=2, learning_rate=0.01) == expected
    for one, other in zip(after, ours.weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_last_character_alone_is_learned_if_asked() -> None:
    architecture = Architecture(SYMBOLS, None, (7,))
    batch = windows(1)
    loss = network(architecture, last_only=True).train_step(batch, step=1, learning_rate=0.01)
    probabilities = build(architecture, seed=3)(batch[:, :-1])[:, -1]
    expected = keras.losses.sparse_categorical_crossentropy(batch[:, -1], probabilities)
    assert loss == pytest.approx(float(tf.reduce_mean(expected)), abs=1e-5)


def test_states_of_other_shares_of_a_batch_begin_anew() -> None:
    architecture = Architecture(9, 4, (6,))
    weights = initial_weights(architecture, seed=1)
    options: dict[str, Any] = {"batch": 4, "dropout": 0.0, "clip": None}
    windows = np.arange(24, dtype=np.int32).reshape(4, 6) % 9
    saved = TrainingNetwork(architecture, weights, replicas=2, **options)
    saved.train_step(windows, step=1, learning_rate=0.01)
    other, fresh = (TrainingNetwork(architecture, weights, replicas=1, **options) for _ in range(2))
    other.restore(saved.state_arrays())
    fresh.restore(saved.variable_arrays())
    losses = [network.train_step(windows, step=2, learning_rate=0.01) for network in (other, fresh)]
    assert losses[0] == losses[1]
