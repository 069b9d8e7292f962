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
PADDING = 16  # inputs that are always 1: the first one's weights are the bias; a round number is faster


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
        padding = tf.zeros([PADDING - 1, 4 * units])
        stacked = tf.concat([kernel, recurrent_kernel, bias[tf.newaxis], padding], 0)
        stacked = _exchange(tf.cast(stacked, dtype))
        rows, ones = tf.transpose(stacked), tf.ones([PADDING, tf.shape(x)[2]], dtype)
        read, saved, hs = [], [], []
        h, c = h_before, c_before
        for x_t in tf.unstack(tf.cast(x, dtype)):
            read.append(tf.concat([x_t, tf.cast(h, dtype), ones], 0))
            z = tf.cast(tf.matmul(rows, read[-1]), tf.float32)
            gates, candidate = tf.split(z, [3 * units, units])
            gates, candidate = tf.sigmoid(gates), tf.tanh(candidate)
            i, f, o = tf.split(gates, 3)
            c_next = f * c + i * candidate
            squashed = tf.tanh(c_next)
            saved.append((i, f, o, candidate, c, squashed))
            h, c = o * squashed, c_next
            hs.append(h)

        def gradient(hs_gradient: Tensor, c_gradient: Tensor) -> tuple[Tensor, ...]:
            del c_gradient  # only the state after the window leaves, and it carries no gradient
            # One product for each gate, added up after: faster than one with a long inner dimension.
            columns = tf.reshape(stacked[features : features + units], [units, 4, units])
            columns = tf.transpose(columns, [1, 0, 2])
            dhs = tf.unstack(hs_gradient)
            dh, dc, dz = dhs[-1], tf.zeros_like(c_before), [None] * len(dhs)
            for t in reversed(range(len(dhs))):
                i, f, o, candidate, c, squashed = saved[t]
                dc += tf.raw_ops.TanhGrad(y=squashed, dy=dh * o)
                by_gate = [
                    tf.raw_ops.SigmoidGrad(y=i, dy=dc * candidate),
                    tf.raw_ops.SigmoidGrad(y=f, dy=dc * c),
                    tf.raw_ops.SigmoidGrad(y=o, dy=dh * squashed),
                    tf.raw_ops.TanhGrad(y=candidate, dy=dc * i),
                ]
                dz[t] = tf.cast(tf.concat(by_gate, 0), dtype)
                dc *= f
                if t:
                    parts = tf.matmul(columns, tf.reshape(dz[t], [4, units, -1]))
                    dh = tf.add_n([dhs[t - 1], *tf.unstack(tf.cast(parts, tf.float32))])
            flat = tf.concat(dz, 1)
            d_stacked = tf.matmul(tf.concat(read, 1), flat, transpose_b=True)
            d_stacked = tf.cast(_exchange(d_stacked), tf.float32)
            d_kernel, d_recurrent, d_bias = tf.split(d_stacked, [features, units, PADDING])
            dx = tf.reshape(tf.matmul(stacked[:features], flat), [features, len(dhs), -1])
            dx = tf.cast(tf.transpose(dx, [1, 0, 2]), tf.float32)
            return dx, d_kernel, d_recurrent, d_bias[0]

        return (tf.stack(hs), c), gradient

    hs, c = run(x, *weights)
    return hs, (tf.stop_gradient(tf.transpose(hs[-1])), tf.stop_gradient(tf.transpose(c)))


def _exchange(gates: Tensor) -> Tensor:
    """Exchange the last two gates: Keras's order to one whose sigmoid gates are side by side, or back."""
    i, f, c, o = tf.split(gates, 4, axis=-1)
    return tf.concat([i, f, o, c], -1)
