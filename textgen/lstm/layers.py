"""An LSTM layer that trains what ``keras.layers.LSTM`` trains, on TensorFlow's block-LSTM kernels.

The forward pass is one operation for all time steps. The backward pass is unrolled: a step does the
cell's arithmetic and one matrix product; the gradients of the weights are one product a window each.
Weights have Keras's shapes and gate order (input, forget, candidate, output).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import keras
import tensorflow as tf

Tensor = Any


def lstm(
    x: Tensor,
    weights: Sequence[Tensor],
    state: tuple[Tensor, Tensor],
    *,
    recurrent_activation: str = "sigmoid",
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Run an LSTM (Hochreiter & Schmidhuber 1997) over a window of known length.

    Args:
        x: Inputs, shape ``(time, batch, features)``, float32.
        weights: Kernel, recurrent kernel and bias, of shapes ``(features, 4 * units)``,
            ``(units, 4 * units)`` and ``(4 * units,)``.
        state: The hidden and the cell state before the window, each of shape ``(batch, units)``.
        recurrent_activation: The gates' activation: "sigmoid", or "hard_sigmoid" as Keras 3 defines it.

    Returns:
        The hidden states, shape ``(time, batch, units)``, and the state after the window. Gradients
        flow to ``x`` and the weights, and stop at the states: back-propagation is truncated there.
    """
    if recurrent_activation != "sigmoid":
        return _unrolled(x, weights, state, recurrent_activation)
    kernel, recurrent_kernel, bias = weights
    h, c = state
    steps, features, units = x.shape[0], kernel.shape[0], recurrent_kernel.shape[0]
    no_peephole = tf.zeros([units])

    @tf.custom_gradient  # type: ignore[untyped-decorator]
    def run(x: Tensor, kernel: Tensor, recurrent_kernel: Tensor, bias: Tensor) -> Any:
        stacked = tf.concat([kernel, recurrent_kernel], 0)
        i, cs, f, o, ci, co, hs = tf.raw_ops.BlockLSTMV2(
            seq_len_max=tf.constant(steps, tf.int64),
            x=x,
            cs_prev=c,
            h_prev=h,
            w=stacked,
            wci=no_peephole,
            wcf=no_peephole,
            wco=no_peephole,
            b=bias,
            cell_clip=0.0,
            use_peephole=False,
        )

        def gradient(hs_gradient: Tensor, cs_gradient: Tensor) -> tuple[Tensor, ...]:
            del cs_gradient  # only the state after the window leaves, and it carries no gradient
            backward = tf.transpose(_reorder(recurrent_kernel))
            gates = [tf.unstack(gate) for gate in (i, cs, f, o, ci, co, hs, hs_gradient)]
            dh, dc, dz = tf.zeros_like(h), tf.zeros_like(c), [None] * steps
            for t in reversed(range(steps)):
                i_t, cs_t, f_t, o_t, ci_t, co_t, _, dh_t = (gate[t] for gate in gates)
                dc, dz[t], *_ = tf.raw_ops.LSTMBlockCellGrad(
                    x=x[0],
                    cs_prev=gates[1][t - 1] if t else c,
                    h_prev=h,
                    w=stacked,
                    wci=no_peephole,
                    wcf=no_peephole,
                    wco=no_peephole,
                    b=bias,
                    i=i_t,
                    cs=cs_t,
                    f=f_t,
                    o=o_t,
                    ci=ci_t,
                    co=co_t,
                    cs_grad=dc,
                    h_grad=dh + dh_t,
                    use_peephole=False,
                )
                if t:
                    dh = tf.matmul(dz[t], backward)
            flat = _reorder(tf.concat(dz, 0))
            before = tf.concat([h[tf.newaxis], hs[:-1]], 0)
            return (
                tf.reshape(tf.matmul(flat, kernel, transpose_b=True), tf.shape(x)),
                tf.matmul(tf.reshape(x, [-1, features]), flat, transpose_a=True),
                tf.matmul(tf.reshape(before, [-1, units]), flat, transpose_a=True),
                tf.reduce_sum(flat, 0),
            )

        return (hs, cs), gradient

    hs, cs = run(x, kernel, recurrent_kernel, bias)
    return hs, (tf.stop_gradient(hs[-1]), tf.stop_gradient(cs[-1]))


def keras_lstm(
    x: Tensor,
    weights: Sequence[Tensor],
    state: tuple[Tensor, Tensor],
    *,
    recurrent_activation: str = "sigmoid",
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """The same by ``keras.layers.LSTM`` itself, which runs on cuDNN where there is a graphics card."""
    layer = _keras_layer(weights[0].shape[0], weights[1].shape[0], recurrent_activation)
    (hs, h, c), _ = layer.stateless_call(
        weights,
        layer.non_trainable_variables,
        tf.transpose(x, [1, 0, 2]),
        initial_state=[tf.stop_gradient(part) for part in state],
        training=True,
    )
    return tf.transpose(hs, [1, 0, 2]), (tf.stop_gradient(h), tf.stop_gradient(c))


@cache
def _keras_layer(features: int, units: int, recurrent_activation: str) -> keras.layers.LSTM:
    with tf.init_scope():
        layer = keras.layers.LSTM(
            units, return_sequences=True, return_state=True, recurrent_activation=recurrent_activation
        )
        layer.build((None, None, features))
    return layer


def _unrolled(
    x: Tensor, weights: Sequence[Tensor], state: tuple[Tensor, Tensor], recurrent_activation: str
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """The same for activations that the kernels lack, differentiated by TensorFlow."""
    kernel, recurrent_kernel, bias = weights
    h, c = state
    gate = keras.activations.get(recurrent_activation)
    hs = []
    for z in tf.unstack(tf.matmul(x, kernel) + bias):
        i, f, candidate, o = tf.split(z + tf.matmul(h, recurrent_kernel), 4, axis=-1)
        c = gate(f) * c + gate(i) * tf.tanh(candidate)
        h = gate(o) * tf.tanh(c)
        hs.append(h)
    return tf.stack(hs), (tf.stop_gradient(h), tf.stop_gradient(c))


def _reorder(gates: Tensor) -> Tensor:
    """Exchange the forget gate and the candidate: the kernels' gradient order to Keras's, or back."""
    i, f, c, o = tf.split(gates, 4, axis=-1)
    return tf.concat([i, c, f, o], -1)
