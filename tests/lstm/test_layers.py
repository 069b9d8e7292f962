"""Our LSTM against keras.layers.LSTM: outputs, states and gradients, in float32."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from textgen.lstm.layers import lstm


@pytest.mark.parametrize("activation", ["sigmoid", "hard_sigmoid"])
@pytest.mark.parametrize(
    ("steps", "batch", "features", "units"), [(1, 1, 1, 1), (5, 3, 7, 11), (33, 4, 2, 16), (2, 9, 20, 3)]
)
def test_outputs_states_and_gradients_are_those_of_keras(
    steps: int, batch: int, features: int, units: int, activation: str
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
        ours, (our_h, our_c) = lstm(x, weights, (h, c), recurrent_activation=activation)
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


def test_no_gradient_flows_into_the_window_before() -> None:
    random = np.random.default_rng(0)
    x, h, c = (
        tf.constant(random.normal(size=shape).astype(np.float32)) for shape in [(3, 2, 4), (2, 5), (2, 5)]
    )
    weights = [
        tf.constant(random.normal(size=shape).astype(np.float32)) for shape in [(4, 20), (5, 20), (20,)]
    ]
    with tf.GradientTape() as tape:
        tape.watch([h, c])
        _, (h_after, c_after) = lstm(x, weights, (h, c))
        value = tf.reduce_sum(h_after) + tf.reduce_sum(c_after)
    assert tape.gradient(value, [h, c]) == [None, None]
