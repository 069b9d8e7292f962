"""A model in training: its weights as variables, its loss, its gradients, its optimizer.

The batch is shared out among replicas, one Python thread and one core each; TensorFlow releases the
interpreter while it computes. A replica computes on one thread, so the same numbers come out of the
same batch every time.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from textgen.lstm import bfloat16
from textgen.lstm.architecture import Architecture, Arrays
from textgen.lstm.devices import Devices
from textgen.lstm.layers import keras_lstm, lstm

Tensor = Any
States = list[tuple[Tensor, Tensor]]


def forward(
    architecture: Architecture,
    weights: list[Tensor],
    ids: Tensor,
    states: States,
    *,
    dropout: float = 0.0,
    rows: int = 0,
    seed: Tensor = None,
    implementation: str = "float32",
) -> tuple[Tensor, States]:
    """Run the network over a window.

    Args:
        architecture: The shape that ``weights`` have.
        weights: The weights, in the order of the saved model's layers.
        ids: Shape ``(time, batch)``, int32; time is fixed.
        states: For each layer the hidden and the cell state, each of shape ``(batch, units)``.
        dropout: The share of features dropped after the embedding and after each layer; one mask a
            window and stream, the same for all its steps (Gal & Ghahramani 2016, arXiv:1512.05287).
        rows: The streams of the whole batch, of which ``ids`` may be a share; needed for dropout only.
        seed: Three int32: two that the masks come from, and the number of this share's first stream, so
            that a stream's mask does not depend on how the batch is shared out; needed for dropout only.
        implementation: One of ``implementations.NAMES``.

    Returns:
        Logits of shape ``(time, batch, vocabulary)`` and the states after the window.
    """
    features_first = implementation == "bfloat16"

    def drop(x: Tensor, place: int) -> Tensor:
        if not dropout:
            return x
        streams, features = (x.shape[2], x.shape[1]) if features_first else (x.shape[1], x.shape[2])
        place_seed = tf.random.experimental.stateless_fold_in(seed[:2], place)
        uniform = tf.random.stateless_uniform([rows, features], place_seed)
        mask = tf.cast(tf.slice(uniform, [seed[2], 0], [streams, features]) >= dropout, x.dtype)
        return x * ((tf.transpose(mask) if features_first else mask) / (1.0 - dropout))

    table, *rest = weights
    x = tf.one_hot(ids, architecture.vocabulary) if architecture.embedding is None else tf.gather(table, ids)
    x = tf.transpose(x, [0, 2, 1]) if features_first else x
    x = drop(x, 0) if architecture.embedding is not None else x
    after: States = []
    for number, state in enumerate(states):
        layer = rest[3 * number : 3 * number + 3]
        if features_first:
            x, state_after = bfloat16.lstm(x, layer, state)
        else:
            run = keras_lstm if implementation == "keras" else lstm
            x, state_after = run(x, layer, state, recurrent_activation=architecture.recurrent_activation)
        after.append(state_after)
        x = drop(x, number + 1)
    if features_first:
        flat = tf.reshape(tf.transpose(x, [1, 0, 2]), [architecture.layers[-1], -1])
        logits = tf.matmul(flat, rest[-2], transpose_a=True) + rest[-1]
        return tf.reshape(logits, [*ids.shape, -1]), after
    return tf.matmul(x, rest[-2]) + rest[-1], after


class TrainingNetwork:
    """The variables of a training run and the steps that change them.

    Args:
        architecture: The model's shape.
        weights: Its weights, in the order of the saved model's layers.
        batch: The number of parallel streams.
        dropout: See ``forward``.
        clip: The global norm that gradients are cut to; None leaves them.
        optimizer: "adam" (Kingma & Ba 2015) or "rmsprop" (with TensorFlow.js's defaults).
        weight_decay: What a step takes from each matrix, as a share of it and of the learning rate
            (Loshchilov & Hutter 2019, arXiv:1711.05101); biases keep theirs.
        replicas: Into how many shares the batch is cut; must divide it.
        last_only: Learn the last character of each window only, from zero states, as the tutorial does.
        seed: What the dropout masks come from.
        implementation: How it is computed, one of ``implementations.NAMES``.
        mean: Takes the mean of gradients over the workers of a cluster; None where there is one.
        devices: Compute the shares, one each; None has them computed by threads.
        workers: How many machines share a larger batch, each as many rows of it.
        worker: Which of them this is.
    """

    def __init__(
        self,
        architecture: Architecture,
        weights: Arrays,
        *,
        batch: int,
        dropout: float,
        clip: float | None,
        optimizer: str = "adam",
        weight_decay: float = 0.0,
        replicas: int = 1,
        last_only: bool = False,
        seed: int = 0,
        implementation: str = "float32",
        mean: Callable[[list[Tensor]], list[Tensor]] | None = None,
        devices: Devices | None = None,
        workers: int = 1,
        worker: int = 0,
    ) -> None:
        self._mean, self._rows, self._first_row = mean, workers * batch, worker * batch
        self.architecture = architecture
        self.variables = [tf.Variable(weight) for weight in weights]
        self._trained = self.variables[1:] if architecture.embedding is None else self.variables
        self._slots = [[tf.Variable(tf.zeros_like(v)) for v in self._trained] for _ in range(2)]
        self._batch, self._replicas = batch, replicas
        self._dropout, self._clip, self._optimizer = dropout, clip, optimizer
        self._weight_decay = weight_decay
        self._last_only, self._seed, self._implementation = last_only, seed, implementation
        self._pool = ThreadPoolExecutor(replicas)
        self._states = [self._zero_states(batch // replicas) for _ in range(replicas)]
        self._gradients = tf.function(self._gradients_of_share)
        self._on_devices = devices.shared(self._gradients_of_share) if devices else None
        self._apply = tf.function(self._apply_mean)

    def _zero_states(self, batch: int) -> States:
        return [(tf.zeros([batch, units]), tf.zeros([batch, units])) for units in self.architecture.layers]

    def reset_states(self) -> None:
        """Start every stream from zero states."""
        self._states = [self._zero_states(self._batch // self._replicas) for _ in range(self._replicas)]

    def compile(self, window: int) -> None:
        """Trace the step's functions, so that the first step takes no longer than the others.

        Args:
            window: The characters of each stream in a step.
        """
        share = tf.zeros([self._batch // self._replicas, window + 1], tf.int32)
        if not self._on_devices:
            self._gradients(share, self._states[0], tf.zeros([3], tf.int32))  # the first call is slow, too
        gradients = [[tf.zeros_like(v) for v in self._trained]] * (1 if self._mean else self._replicas)
        self._apply.get_concrete_function(gradients, tf.constant(0.0), tf.constant(0.0))

    def state_arrays(self) -> list[npt.NDArray[np.float32]]:
        """Everything that a training step changes: weights, optimizer slots, then the streams' states."""
        carried = [state for states in self._states for pair in states for state in pair]
        return [*self.variable_arrays(), *(tensor.numpy() for tensor in carried)]

    def variable_arrays(self) -> list[npt.NDArray[np.float32]]:
        """The weights and the optimizer's slots."""
        return [tensor.numpy() for tensor in [*self.variables, *self._slots[0], *self._slots[1]]]

    def restore(self, arrays: list[npt.NDArray[np.float32]]) -> None:
        """Go back to what ``state_arrays`` or ``variable_arrays`` returned.

        The streams start from zero states if theirs are missing, or belong to other shares of a batch.
        """
        variables = [*self.variables, *self._slots[0], *self._slots[1]]
        for variable, array in zip(variables, arrays, strict=False):
            variable.assign(array)
        self.reset_states()
        own = [state.shape for states in self._states for pair in states for state in pair]
        if [array.shape for array in arrays[len(variables) :]] != own:
            return
        carried = iter(arrays[len(variables) :])
        self._states = [
            [(tf.constant(next(carried)), tf.constant(next(carried))) for _ in states]
            for states in self._states
        ]

    def weights(self) -> Arrays:
        """The weights as they are now, in the order of the saved model's layers."""
        return [variable.numpy() for variable in self.variables]

    def train_step(self, windows: npt.NDArray[np.int32], *, step: int, learning_rate: float) -> float:
        """Learn one batch and carry the states on.

        Args:
            windows: Shape ``(batch, window + 1)``: the ids read, and one more that is to be predicted.
            step: The number of this step, from 1; the dropout masks depend on it.
            learning_rate: This step's learning rate.

        Returns:
            The mean loss in nats a character, before the step.
        """
        parts = np.split(windows, self._replicas)
        firsts = range(self._first_row, self._first_row + self._batch, self._batch // self._replicas)
        seeds = [tf.constant([self._seed, step, first], tf.int32) for first in firsts]
        arguments = ([tf.constant(part) for part in parts], self._states, seeds)
        if self._on_devices:
            results = self._on_devices(*arguments)
        else:
            results = list(self._pool.map(self._gradients, *arguments))
        if not self._last_only:
            self._states = [states for _, _, states in results]
        shares = [gradients for _, gradients, _ in results]
        loss = tf.add_n([loss for loss, _, _ in results]) / len(results)
        if self._mean:
            loss, *mean = self._mean(
                [loss, *([tf.add_n(list(g)) / len(g) for g in zip(*shares, strict=True)])]
            )
            shares = [mean]
        self._apply(
            shares,
            tf.constant(learning_rate, tf.float32),
            tf.constant(step, tf.float32),
        )
        return float(loss)

    def _gradients_of_share(self, windows: Tensor, states: States, seed: Tensor) -> Any:
        ids = tf.transpose(windows)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(self._trained)
            logits, after = forward(
                self.architecture,
                self.variables,
                ids[:-1],
                states,
                dropout=self._dropout,
                rows=self._rows,
                seed=seed,
                implementation=self._implementation,
            )
            targets = ids[1:]
            if self._last_only:
                logits, targets = logits[-1], targets[-1]
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits))
        gradients = [tf.convert_to_tensor(g) for g in tape.gradient(loss, self._trained)]
        return loss, gradients, after

    def _apply_mean(self, shares: list[list[Tensor]], learning_rate: Tensor, step: Tensor) -> None:
        gradients = [tf.add_n(list(share)) / len(shares) for share in zip(*shares, strict=True)]
        if self._clip is not None:
            gradients, _ = tf.clip_by_global_norm(gradients, self._clip)
        for variable, first, second, gradient in zip(self._trained, *self._slots, gradients, strict=True):
            if self._weight_decay and len(variable.shape) == 2:
                variable.assign_sub(learning_rate * self._weight_decay * variable)
            if self._optimizer == "adam":
                tf.raw_ops.ResourceApplyAdam(
                    var=variable.handle,
                    m=first.handle,
                    v=second.handle,
                    beta1_power=0.9**step,
                    beta2_power=0.99**step,
                    lr=learning_rate,
                    beta1=0.9,
                    beta2=0.99,
                    epsilon=1e-8,
                    grad=gradient,
                )
            else:
                tf.raw_ops.ResourceApplyRMSProp(
                    var=variable.handle,
                    ms=first.handle,
                    mom=second.handle,
                    lr=learning_rate,
                    rho=0.9,
                    momentum=0.0,
                    epsilon=1e-7,
                    grad=gradient,
                )
