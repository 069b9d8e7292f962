"""One training on several graphics cards of a machine, by TensorFlow's mirrored strategy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Tensor = Any
Shares = list[Any]


class Devices:
    """Several devices that each compute the gradients of a share of the batch.

    Args:
        names: TensorFlow's names of the devices, such as "GPU:0".
    """

    def __init__(self, names: list[str]) -> None:
        import tensorflow as tf

        self.names = names
        self._strategy = tf.distribute.MirroredStrategy(names)

    def shared(self, gradients: Callable[..., Any]) -> Callable[[Shares, Shares, Shares], list[Any]]:
        """Return a function that computes each share's gradients on its own device.

        Args:
            gradients: From a share's windows, states and seed to its loss, gradients and states afterwards.

        Returns:
            A function of the lists of these; its losses and gradients are the means over all shares.
        """
        import tensorflow as tf

        strategy, mean = self._strategy, tf.distribute.ReduceOp.MEAN

        def of_share(*arguments: Tensor) -> Any:
            loss, own, after = gradients(*arguments)
            loss, *whole = tf.distribute.get_replica_context().all_reduce(mean, [loss, *own])
            return loss, whole, after

        run = tf.function(lambda *arguments: strategy.run(of_share, args=arguments))

        def spread(shares: Shares) -> Any:
            return strategy.experimental_distribute_values_from_function(
                lambda context: shares[context.replica_id_in_sync_group]
            )

        def compute(windows: Shares, states: Shares, seeds: Shares) -> list[Any]:
            layers = [
                tuple(spread([state[layer][part] for state in states]) for part in range(2))
                for layer in range(len(states[0]))
            ]
            result = run(spread(windows), layers, spread(seeds))
            return [
                tf.nest.map_structure(
                    lambda value, n=n: strategy.experimental_local_results(value)[n], result
                )
                for n in range(len(windows))
            ]

        return compute
