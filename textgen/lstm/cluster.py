"""One training on several machines: TensorFlow's multi-worker strategy below the training loop.

Each worker computes the gradients of its share of the batch; the strategy takes their mean over all
workers, and each applies it to its own copy of the weights, which so stay the same. Worker 0, the chief, says
before each step which one it is; it alone evaluates and writes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from textgen.errors import ModelError, TextgenError
from textgen.lstm import implementations
from textgen.lstm.assembly import batches, training_network
from textgen.lstm.startup import start_tensorflow
from textgen.lstm.state import State

Arrays = list[npt.NDArray[np.float32]]
EXAMPLE = '{"cluster": {"worker": ["first:2222", "second:2222"]}, "task": {"type": "worker", "index": 0}}'
END, STEP, RESTORE = range(3)


class Order(NamedTuple):
    """What the chief says: END, STEP with a learning rate, or RESTORE with an implementation's number."""

    kind: int
    step: int = 0
    value: float = 0.0
    fingerprint: int = 0


def fingerprint(state: State) -> int:
    """A number that is the same on every worker only if the text and the settings are (48 bits of a hash).

    What only the chief decides or shows does not count.
    """
    settings = {**state.settings.to_json(), "implementation": None, "sample_every": None}
    data = orjson.dumps([state.sha256, settings], option=orjson.OPT_SORT_KEYS)
    return int(hashlib.sha256(data).hexdigest()[:12], 16)


class Config(NamedTuple):
    """What a process knows of its cluster: the JSON, the number of workers, and which of them it is."""

    json: str
    workers: int
    worker: int

    @property
    def is_chief(self) -> bool:
        """Whether this worker evaluates and writes."""
        return self.worker == 0


def configured(file: Path | None) -> Config | None:
    """Return the description of the cluster that this process belongs to, None if it is on its own.

    Args:
        file: JSON of the form of TensorFlow's TF_CONFIG; None takes the environment variable of that name.

    Raises:
        TextgenError: it is not of that form.
    """
    if file is None and "TF_CONFIG" not in os.environ:
        return None
    name = str(file) if file else "TF_CONFIG"
    try:
        text = file.read_text("utf-8") if file else os.environ["TF_CONFIG"]
        data = json.loads(text)
        workers, task = data["cluster"]["worker"], data["task"]
        if not (task["type"] == "worker" and 0 <= int(task["index"]) < len(workers)):
            raise ValueError(f"there is no {task['type']} {task['index']}")
        if not all(isinstance(worker, str) and ":" in worker for worker in workers):
            raise ValueError("a worker is a host:port")
    except OSError as error:
        raise TextgenError(f"{name} cannot be read: {error.strerror}", hint="Check the path.") from None
    except (ValueError, KeyError, TypeError) as error:
        wrong = {KeyError: f"{error} is missing", TypeError: "a part has another form"}
        raise TextgenError(
            f"{name} does not describe a cluster ({wrong.get(type(error), str(error))})",
            hint=f"It looks like this: {EXAMPLE}",
        ) from None
    return Config(text, len(workers), int(task["index"])) if len(workers) > 1 else None


def is_lost(error: Exception) -> bool:
    """Whether an error says that another worker does not answer."""
    import tensorflow as tf

    errors = tf.errors
    return isinstance(
        error,
        errors.UnavailableError | errors.AbortedError | errors.DeadlineExceededError | errors.CancelledError,
    )


class Cluster:
    """The workers of a training, seen from one of them.

    Args:
        config: What ``configured`` returned.
        replicas: How many threads compute on this machine.
        say: Is told that it waits for the others.

    Raises:
        ModelError: the others did not come.
    """

    def __init__(self, config: Config, replicas: int, say: Callable[[str], None]) -> None:
        self.workers, self.index = config.workers, config.worker
        say(f"Worker {self.index} of a cluster of {self.workers}: waiting for the others …")
        os.environ["TF_CONFIG"] = config.json

        def connect() -> None:
            import tensorflow as tf

            ring = tf.distribute.experimental.CommunicationImplementation.RING
            options = tf.distribute.experimental.CommunicationOptions(implementation=ring)
            self._strategy = tf.distribute.MultiWorkerMirroredStrategy(communication_options=options)

        with self.explained("the workers did not all come"):
            try:
                start_tensorflow(replicas, connect)
            except RuntimeError as error:  # TensorFlow ran already, or a server could not start
                raise ModelError(
                    f"this process cannot join the cluster: {str(error).splitlines()[0]}",
                    hint="Train in a process of its own, and check that the port is free.",
                ) from error
        import tensorflow as tf

        def reduced(tensors: Any, operation: Any) -> Any:
            def of_worker(values: Any) -> Any:
                values = [tf.identity(value) for value in values]
                return tf.distribute.get_replica_context().all_reduce(operation, values)

            return self._strategy.run(of_worker, args=(tensors,))

        self._mean = tf.function(lambda tensors: reduced(tensors, tf.distribute.ReduceOp.MEAN))
        self._sum = tf.function(lambda tensors: reduced(tensors, tf.distribute.ReduceOp.SUM))

    def mean(self, tensors: list[Any]) -> list[Any]:
        """The mean of each tensor over the workers."""
        return list(self._mean(tensors))

    def from_chief(self, arrays: list[Any]) -> list[Any]:
        """The chief's arrays, on every worker; the others give some of the same shapes."""
        own = arrays if self.index == 0 else [np.zeros_like(array) for array in arrays]
        return [tensor.numpy() for tensor in self._sum([np.asarray(array) for array in own])]

    def order(self, order: Order) -> Order:
        """Say (the chief) or hear (the others) what comes next."""
        (told,) = self.from_chief([np.array(order, np.float64)])
        return Order(int(told[0]), int(told[1]), float(told[2]), int(told[3]))

    def share(self, windows: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """This worker's rows of a batch."""
        return np.split(windows, self.workers)[self.index]

    @contextmanager
    def explained(self, problem: str) -> Iterator[None]:
        """Turn the failure of a connection in the block into an error that says what to do."""
        try:
            yield
        except Exception as error:
            if not is_lost(error):
                raise
            raise ModelError(
                f"{problem} (worker {self.index} of {self.workers}: {type(error).__name__})",
                hint="Start every worker again with the same command and --resume, or the first without "
                "--cluster.",
            ) from error


def follow(cluster: Cluster, state: State, ids: Any) -> int:
    """Work as another than the chief until it says the end; return the steps done.

    Args:
        cluster: The workers.
        state: What is trained; the same as the chief's.
        ids: The text.

    Raises:
        ModelError: the chief was lost, or trains something else.
    """
    architecture = state.settings.architecture(state.vocabulary)
    source = batches(state.settings, ids, state.boundary)
    network, steps, own = None, 0, fingerprint(state)
    with cluster.explained("the chief of the cluster was lost"):
        while (order := cluster.order(Order(END))).kind != END:
            if order.fingerprint != own:
                raise ModelError(
                    "this worker's text or options are not the chief's",
                    hint="Give every worker the same text and the same command.",
                )
            if order.kind == RESTORE:
                settings = replace(state.settings, implementation=implementations.NAMES[int(order.value)])
                network = training_network(settings, architecture, state.replicas, cluster=cluster)
                network.compile(settings.window)
                network.restore(cluster.from_chief(network.variable_arrays()))
            elif network:
                if source.starts_anew(order.step):
                    network.reset_states()
                windows = cluster.share(source.windows(order.step))
                network.train_step(windows, step=order.step + 1, learning_rate=order.value)
                steps += 1
    return steps
