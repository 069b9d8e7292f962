"""An LSTM layer whose matrix products are in bfloat16, for processors that multiply it fast.

Everything is held features first: a step's gates are one product of the weights with a narrow matrix
of the batch's inputs and states, which the processor multiplies faster than its transpose, and parting
the gates copies nothing. Between products everything is float32, and so are the weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

Tensor = Any


def lstm(
    x: Tensor,
    weights: Sequence[Tensor],
    state: tuple[Tensor, Tensor],
    *,
    dtype: tf.DType = tf.bfloat16,
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Run an LSTM over a window of known length, features first.

    Args:
        x: Inputs, shape ``(time, features, batch)``, float32.
        weights: Kernel, recurrent kernel and bias, of shapes ``(features, 4 * units)``,
            ``(units, 4 * units)`` and ``(4 * units,)``, float32.
        state: The hidden and the cell state before the window, each of shape ``(batch, units)``.
        dtype: What the factors and the result of a matrix product are rounded to.

    Returns:
        The hidden states, shape ``(time, units, batch)``, and the state after the window. Gradients
        flow to ``x`` and the weights, and stop at the states: back-propagation is truncated there.
    """
    h_before, c_before = (tf.transpose(part) for part in state)
    features, units = weights[0].shape[0], weights[1].shape[0]

    @tf.custom_gradient  # type: ignore[untyped-decorator]
    def run(x: Tensor, kernel: Tensor, recurrent_kernel: Tensor, bias: Tensor) -> Any:
        stacked = _exchange(tf.cast(tf.concat([kernel, recurrent_kernel], 0), dtype))
        rows, shift = tf.transpose(stacked), _exchange(bias)[:, tf.newaxis]
        read, saved, hs = [], [], []
        h, c = h_before, c_before
        for x_t in tf.unstack(tf.cast(x, dtype)):
            read.append(tf.concat([x_t, tf.cast(h, dtype)], 0))
            z = tf.cast(tf.matmul(rows, read[-1]), tf.float32) + shift
            gates, candidate = tf.split(z, [3 * units, units])
            gates, candidate = tf.sigmoid(gates), tf.tanh(candidate)
            i, f, o = tf.split(gates, 3)
            c_next = f * c + i * candidate
            squashed = tf.tanh(c_next)
            saved.append((gates, i, f, o, candidate, c, squashed))
            h, c = o * squashed, c_next
            hs.append(h)

        def gradient(hs_gradient: Tensor, c_gradient: Tensor) -> tuple[Tensor, ...]:
            del c_gradient  # only the state after the window leaves, and it carries no gradient
            columns = stacked[features:]
            dhs = tf.unstack(hs_gradient)
            dh, dc, dz = dhs[-1], tf.zeros_like(c_before), [None] * len(dhs)
            for t in reversed(range(len(dhs))):
                gates, i, f, o, candidate, c, squashed = saved[t]
                dc += tf.raw_ops.TanhGrad(y=squashed, dy=dh * o)
                by_gate = tf.concat([dc * candidate, dc * c, dh * squashed], 0)
                d_gates = tf.raw_ops.SigmoidGrad(y=gates, dy=by_gate)
                d_candidate = tf.raw_ops.TanhGrad(y=candidate, dy=dc * i)
                dz[t] = tf.cast(tf.concat([d_gates, d_candidate], 0), dtype)
                dc *= f
                if t:
                    dh = tf.cast(tf.matmul(columns, dz[t]), tf.float32) + dhs[t - 1]
            flat = tf.concat(dz, 1)
            d_stacked = tf.matmul(tf.concat(read, 1), flat, transpose_b=True)
            d_kernel, d_recurrent = tf.split(tf.cast(_exchange(d_stacked), tf.float32), [features, units])
            d_bias = tf.reduce_sum(tf.cast(flat, tf.float32), 1)
            dx = tf.reshape(tf.matmul(stacked[:features], flat), [features, len(dhs), -1])
            dx = tf.cast(tf.transpose(dx, [1, 0, 2]), tf.float32)
            return dx, d_kernel, d_recurrent, _exchange(d_bias)

        return (tf.stack(hs), c), gradient

    hs, c = run(x, *weights)
    return hs, (tf.stop_gradient(tf.transpose(hs[-1])), tf.stop_gradient(tf.transpose(c)))


def _exchange(gates: Tensor) -> Tensor:
    """Exchange the last two gates: Keras's order to one whose sigmoid gates are side by side, or back."""
    i, f, c, o = tf.split(gates, 4, axis=-1)
    return tf.concat([i, f, o, c], -1)
