"""Our LSTM against keras.layers.LSTM: outputs, states and gradients, in float32."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from textgen.lstm import bfloat16
from textgen.lstm.layers import keras_lstm, lstm


def features_first(x: tf.Tensor, weights: Any, state: Any, *, recurrent_activation: str) -> Any:
    """The layer of bfloat16, with exact products."""
    assert recurrent_activation == "sigmoid"
    hs, after = bfloat16.lstm(tf.transpose(x, [0, 2, 1]), weights, state, dtype=tf.float32)
    return tf.transpose(hs, [0, 2, 1]), after


@pytest.mark.parametrize(
    ("implementation", "activation"),
    [
        (lstm, "sigmoid"),
        (lstm, "hard_sigmoid"),
        (features_first, "sigmoid"),
        (keras_lstm, "sigmoid"),
        (keras_lstm, "hard_sigmoid"),
    ],
)
@pytest.mark.parametrize(
    ("steps", "batch", "features", "units"), [(1, 1, 1, 1), (5, 3, 7, 11), (33, 4, 2, 16), (2, 9, 20, 3)]
)
def test_outputs_states_and_gradients_are_those_of_keras(
    steps: int, batch: int, features: int, units: int, implementation: Any, activation: str
) -> None:
    random = np.random.default_rng(steps * units)

    def draw(*shape: int) -> tf.Tensor:
        return tf.constant(random.normal(size=shape).astype(np.float32))

    x, h, c, direction = (
        draw(steps, batch, features),
        draw(batch, units),
        draw(batch, units),
        draw(steps, batch, units),
    )
    layer = keras.layers.LSTM(
        units, return_sequences=True, return_state=True, recurrent_activation=activation
    )
    layer.build((batch, steps, features))
    weights = [draw(*weight.shape) * 0.4 for weight in layer.weights]
    layer.set_weights([weight.numpy() for weight in weights])

    with tf.GradientTape() as tape:
        tape.watch([x, *weights])
        ours, (our_h, our_c) = implementation(x, weights, (h, c), recurrent_activation=activation)
        value = tf.reduce_sum(ours * direction)
    our_gradients = tape.gradient(value, [x, *weights])

    with tf.GradientTape() as tape:
        tape.watch(x)
        theirs, their_h, their_c = layer(tf.transpose(x, [1, 0, 2]), initial_state=[h, c])
        value = tf.reduce_sum(tf.transpose(theirs, [1, 0, 2]) * direction)
    their_gradients = tape.gradient(value, [x, *(weight.value for weight in layer.weights)])

    np.testing.assert_allclose(ours, tf.transpose(theirs, [1, 0, 2]), atol=1e-5)
    np.testing.assert_allclose(our_h, their_h, atol=1e-5)
    np.testing.assert_allclose(our_c, their_c, atol=1e-5)
    for our, their in zip(our_gradients, their_gradients, strict=True):
        scale = float(tf.norm(their)) + 1e-6
        assert float(tf.norm(our - their)) / scale < 1e-5


@pytest.mark.parametrize("implementation", [lstm, bfloat16.lstm, keras_lstm])
def test_no_gradient_flows_into_the_window_before(implementation: Any) -> None:
    random = np.random.default_rng(0)
    x, h, c = (
        tf.constant(random.normal(size=shape).astype(np.float32)) for shape in [(3, 4, 4), (4, 5), (4, 5)]
    )
    weights = [
        tf.constant(random.normal(size=shape).astype(np.float32)) for shape in [(4, 20), (5, 20), (20,)]
    ]
    with tf.GradientTape() as tape:
        tape.watch([h, c])
        _, (h_after, c_after) = implementation(x, weights, (h, c))
        value = tf.reduce_sum(h_after) + tf.reduce_sum(c_after)
    assert tape.gradient(value, [h, c]) == [None, None]


def test_bfloat16_is_near_float32() -> None:
    """Products keep 8 significant bits: a gradient is off by less than 2 % of its norm."""
    random = np.random.default_rng(0)
    steps, batch, features, units = 40, 8, 24, 48

    def draw(*shape: int) -> tf.Tensor:
        return tf.constant(random.normal(size=shape).astype(np.float32))

    x, state, direction = draw(steps, features, batch), (draw(batch, units), draw(batch, units)), None
    weights = [draw(features, 4 * units) * 0.2, draw(units, 4 * units) * 0.15, draw(4 * units) * 0.1]
    direction = draw(steps, units, batch)
    outcomes = []
    for dtype in (tf.float32, tf.bfloat16):
        with tf.GradientTape() as tape:
            tape.watch([x, *weights])
            hs, after = bfloat16.lstm(x, weights, state, dtype=dtype)
            value = tf.reduce_sum(hs * direction)
        outcomes.append([hs, *after, *tape.gradient(value, [x, *weights])])
    for exact, rounded in zip(*outcomes, strict=True):
        assert rounded.dtype == tf.float32
        assert 0 < float(tf.norm(exact - rounded) / tf.norm(exact)) < 0.02
