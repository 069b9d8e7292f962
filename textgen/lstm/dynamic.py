"""Dynamic evaluation: a model that goes on learning from the text it is measured on.

Each window is predicted first and learned afterwards, so no character helps to predict itself
(Krause et al. 2018, arXiv:1709.07432; here by plain gradient descent, as in Mikolov et al. 2010).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import tensorflow as tf

from textgen.lstm.network import forward

if TYPE_CHECKING:
    from collections.abc import Callable

    from textgen.lstm.architecture import Architecture, Arrays
    from textgen.lstm.data import Ids

WINDOW: Final = 32  # characters that are predicted with the same weights
RATE: Final = 0.3  # of gradients of the mean loss of a window
CLIP: Final = 1.0  # their norm, at most
WARM_UP: Final = 256  # characters that are read before the first is predicted


def dynamic_losses(
    architecture: Architecture,
    arrays: Arrays,
    ids: Ids,
    start: int,
    stop: int,
    *,
    rate: float = RATE,
    on_progress: Callable[[int, int], None] | None = None,
) -> np.typing.NDArray[np.float32]:
    """Return the nats that each character from ``start`` to ``stop`` cost, read as one stream.

    Args:
        architecture: The model's shape.
        arrays: Its weights, which are not changed.
        ids: The text.
        start: The first character to be predicted, at least 1.
        stop: One past the last.
        rate: How far a step of learning goes.
        on_progress: Is given the characters done and the characters in all.
    """
    variables = [tf.Variable(array) for array in arrays]
    learned = variables if architecture.embedding is not None else variables[1:]

    def step(window: Any, states: Any, learning: bool) -> Any:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(learned)
            logits, after = forward(architecture, variables, window[:-1], states)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(window[1:], logits)[:, 0]
            loss = tf.reduce_mean(losses)
        if learning:
            gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, learned)]
            gradients, _ = tf.clip_by_global_norm(gradients, CLIP)
            for variable, gradient in zip(learned, gradients, strict=True):
                variable.assign_sub(rate * gradient)
        return losses, after

    compiled = tf.function(step)
    states: Any = [(tf.zeros([1, units]), tf.zeros([1, units])) for units in architecture.layers]
    first = start - 1 - min(start - 1, WARM_UP) // WINDOW * WINDOW
    costs = np.empty(stop - start, np.float32)
    for place in range(first, stop - 1, WINDOW):
        window = tf.constant(ids.read(place, min(WINDOW, stop - 1 - place) + 1)[:, np.newaxis])
        losses, states = compiled(window, states, place >= start - 1)
        if place >= start - 1:
            done = place + 1 - start
            costs[done : done + len(losses)] = losses
            if on_progress:
                on_progress(done + len(losses), stop - start)
    return costs
